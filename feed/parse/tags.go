package parse

import "bytes"

// isField tells the elements of a story, and the stories.
func isField(name []byte) bool {
	switch string(bytes.ToLower(name)) {
	case "item", "entry", "description", "summary", "content", "content:encoded", "enclosure", "source", "author", "category", "comments":
		return true
	}
	return isTextField(name)
}

// isTextField tells those that hold a line of text and nothing else.
func isTextField(name []byte) bool {
	switch string(bytes.ToLower(name)) {
	case "title", "link", "guid", "id", "pubdate", "published", "updated", "issued", "modified", "dc:date", "dc:creator", "dc:subject":
		return true
	}
	return false
}

// isTag tells whether what stands behind a tag's name are attributes, and not
// words between two angle brackets.
func isTag(rest []byte) bool {
	for i := 0; i < len(rest); {
		switch c := rest[i]; {
		case c == '>' || c == '/' || isSpace(c):
			i++
			continue
		case !isNameStart(c):
			return false
		}
		for i < len(rest) && isName(rest[i]) {
			i++
		}
		for i < len(rest) && isSpace(rest[i]) {
			i++
		}
		if i >= len(rest) || rest[i] != '=' {
			continue
		}
		for i++; i < len(rest) && isSpace(rest[i]); i++ {
		}
		if i < len(rest) && (rest[i] == '"' || rest[i] == '\'') {
			end := bytes.IndexByte(rest[i+1:], rest[i])
			if end < 0 {
				return false
			}
			i += end + 2
		}
	}
	return true
}

// quoteAttributes puts bare values of a tag's attributes into quotation marks; nil
// when there are none.
func quoteAttributes(tag []byte) []byte {
	var out []byte
	end := 0
	for i := 0; i < len(tag); i++ {
		switch c := tag[i]; {
		case c == '"' || c == '\'':
			stop := bytes.IndexByte(tag[i+1:], c)
			if stop < 0 {
				return nil
			}
			i += stop + 1
		case c == '=' && i+1 < len(tag):
			from := i + 1
			for from < len(tag) && isSpace(tag[from]) {
				from++
			}
			if from == len(tag) || tag[from] == '"' || tag[from] == '\'' {
				break
			}
			to := from
			for to < len(tag)-1 && !isSpace(tag[to]) && tag[to] != '"' && tag[to] != '\'' && !(tag[to] == '/' && to == len(tag)-2) {
				to++
			}
			out = append(out, tag[end:from]...)
			out = append(out, '"')
			out = append(out, tag[from:to]...)
			out = append(out, '"')
			end, i = to, to-1
		}
	}
	if out == nil {
		return nil
	}
	return append(out, tag[end:]...)
}
