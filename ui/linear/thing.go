package linear

import (
	"strings"

	"standfirst/feed"
)

// thing is a tag, section or publication that can be named.
type thing struct {
	name     string // as said
	value    string // as asked for
	wordings []string
	prefer   bool // it counts before others of the same wording
}

// choose finds the thing that words name: by a whole wording, else by the
// beginning of one, else by words in it. Without exactly one it says what there
// is.
func (s *session) choose(known []thing, typed, kind string) (value string, ok bool) {
	wanted := folded(typed)
	if wanted == "" {
		s.out.sayf(`%s needs words, such as "%s %s". %ss says them all.`, kind, kind, example(known), kind)
		return "", false
	}
	ways := []func(wording string) bool{
		func(w string) bool { return w == wanted },
		func(w string) bool { return strings.HasPrefix(w, wanted) },
		func(w string) bool { return strings.Contains(" "+w, " "+wanted) },
		func(w string) bool { return strings.Contains(w, wanted) },
	}
	for _, fits := range ways {
		found := those(known, fits)
		switch len(found) {
		case 0:
			continue
		case 1:
			return found[0].value, true
		}
		var names []string
		for _, t := range found {
			names = append(names, t.name)
		}
		const several = 5
		if len(names) > several {
			names = append(names[:several], "others")
		}
		s.out.sayf("%s could be %s. Type more of it.", quoted(typed), either(names, "or"))
		return "", false
	}
	var wordings []string
	of := map[string]string{}
	for _, t := range known {
		for _, w := range t.wordings {
			w = folded(w)
			for _, part := range append(strings.Fields(w), w) {
				wordings = append(wordings, part)
				if of[part] == "" || part == w {
					of[part] = t.name
				}
			}
		}
	}
	text := "There is no " + kind + " " + quoted(typed) + "."
	var guesses []string
	for _, guess := range near(wanted, wordings) {
		guesses = append(guesses, of[guess])
	}
	if guesses = once(guesses); len(guesses) > 0 {
		text += " Did you mean " + either(guesses, "or") + "?"
	}
	s.out.say(text + " " + kind + "s says them all.")
	return "", false
}

// those are the things with a wording that fits, the preferred ones alone when
// there are any.
func those(known []thing, fits func(string) bool) (found []thing) {
	preferred := false
	for _, t := range known {
		for _, w := range t.wordings {
			if !fits(folded(w)) {
				continue
			}
			if t.prefer && !preferred {
				found, preferred = nil, true
			}
			if t.prefer || !preferred {
				found = append(found, t)
			}
			break
		}
	}
	return found
}

// folded is how wordings are compared: a path, a name with commas and plain
// words say the same.
func folded(text string) string { return feed.Fold(strings.ReplaceAll(text, "/", " ")) }

func example(known []thing) string {
	if len(known) == 0 {
		return "children"
	}
	return strings.ReplaceAll(known[0].name, ",", "")
}

func once(list []string) (out []string) {
	seen := map[string]bool{}
	for _, text := range list {
		if !seen[text] {
			seen[text] = true
			out = append(out, text)
		}
	}
	return out
}
