package parse

import (
	"bytes"
	"html"
	"regexp"
)

const (
	maxEntity  = 1 << 10   // bytes that one name of the document's own may stand for
	maxDefined = 256 << 10 // bytes by which all of them may make it longer
)

var entityDefinition = regexp.MustCompile(`<!ENTITY\s+([A-Za-z_][\w.-]*)\s+(?:"([^"<]*)"|'([^'<]*)')\s*>`)

// settleEntities writes out the entities that a document defines for itself in
// its DOCTYPE (XML 1.0 §4.2), nil when it defines none that stands for plain
// text. One that is made of others, or of markup, or of another file, is left
// alone: those are how a small document becomes an endless one.
func settleEntities(text []byte, _ shape) []byte {
	if !bytes.Contains(text[:min(len(text), 64<<10)], []byte("<!ENTITY")) {
		return nil
	}
	x := lexer{data: text}
	t := x.next()
	for t.kind == tokenOther && !bytes.HasPrefix(text[t.start:], []byte("<!DOCTYPE")) {
		t = x.next()
	}
	if t.kind != tokenOther {
		return nil
	}
	defined := map[string][]byte{}
	for _, m := range entityDefinition.FindAllSubmatch(text[t.start:t.end], 1000) {
		value := m[2]
		if value == nil {
			value = m[3]
		}
		if len(value) <= maxEntity && isFinal(value) {
			defined[string(m[1])] = value
		}
	}
	if len(defined) == 0 {
		return nil
	}
	var out bytes.Buffer
	out.Write(text[:t.end])
	end, room := t.end, maxDefined
	for t.kind != tokenEnd && t.kind != tokenCut {
		t = x.next()
		if t.kind != tokenOpen { // character data; attributes are no place for names of one's own
			room -= writeDefined(&out, text[end:t.start], defined, room)
			out.Write(text[t.start:t.end])
		} else {
			room -= writeDefined(&out, text[end:t.end], defined, room)
		}
		end = t.end
	}
	return out.Bytes()
}

// isFinal tells a value without references but to characters that everybody
// knows.
func isFinal(value []byte) bool {
	for {
		at := bytes.IndexByte(value, '&')
		if at < 0 {
			return true
		}
		value = value[at:]
		stop := bytes.IndexByte(value, ';')
		if stop < 0 {
			return false
		}
		reference := string(value[:stop+1])
		if known := html.UnescapeString(reference); reference != "&amp;" && (known == reference || known == "&") {
			return false
		}
		value = value[stop+1:]
	}
}

// writeDefined copies data with defined names written out, and returns by how
// much it grew: at most room.
func writeDefined(out *bytes.Buffer, data []byte, defined map[string][]byte, room int) (grown int) {
	for {
		at := bytes.IndexByte(data, '&')
		if at < 0 {
			out.Write(data)
			return grown
		}
		out.Write(data[:at])
		data = data[at:]
		stop := bytes.IndexByte(data[:min(len(data), 64)], ';')
		if stop > 0 {
			if value, ok := defined[string(data[1:stop])]; ok && grown+len(value) <= room {
				out.Write(value)
				grown += len(value)
				data = data[stop+1:]
				continue
			}
		}
		out.WriteByte('&')
		data = data[1:]
	}
}
