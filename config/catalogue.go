package config

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed catalogue.toml
var builtinCatalogue []byte

// Entry is a publication that can be added by its name.
type Entry struct {
	Name         string    `toml:"name"`
	Site         string    `toml:"site"`
	Feeds        []Address `toml:"feeds"`
	Kind         string    `toml:"kind"`      // rss or atom, as far as known
	Certainty    string    `toml:"certainty"` // A: seen, B: reported by others, C: to try
	SectionsFrom string    `toml:"sections_from"`
	Words        []string  `toml:"words"` // other names people look for
	Note         string    `toml:"note"`
}

// Try says that nobody has seen the address answer: it is offered as a try.
func (e Entry) Try() bool { return e.Certainty == "C" }

// Publication is the entry as a block of the configuration.
func (e Entry) Publication() Publication {
	return Publication{Name: e.Name, ID: MakeID(e.Name), Site: e.Site, Feeds: slices.Clone(e.Feeds), SectionsFrom: e.SectionsFrom}
}

// Catalogue lists the publications that can be added by name, in the order of
// the file: nearest to the trade first.
func Catalogue() []Entry {
	var file struct {
		Entries []Entry `toml:"entry"`
	}
	d, faults := readDocument("catalogue.toml", builtinCatalogue)
	dec := decoder{d: d, faults: faults}
	dec.table(d.root, valueOfPointer(&file), "")
	if len(dec.faults) > 0 {
		panic(dec.faults) // a test reads the embedded file
	}
	return file.Entries
}

// FindInCatalogue finds entries by what a person would type: a name, a part of
// it, another name; the best first, those to try last among equals.
func FindInCatalogue(typed string) []Entry {
	want := plainWords(typed)
	if want == "" {
		return nil
	}
	type hit struct {
		entry Entry
		rank  int
	}
	var hits []hit
	for _, e := range Catalogue() {
		best := 9
		for _, name := range append([]string{e.Name}, e.Words...) {
			name = plainWords(name)
			rank := 9
			switch {
			case name == want:
				rank = 0
			case strings.HasPrefix(name, want):
				rank = 1
			case strings.Contains(" "+name, " "+want):
				rank = 2
			case allIn(name, want):
				rank = 3
			case len(want) > 3 && Nearest(want, append(strings.Fields(name), name)) != "":
				rank = 4
			}
			best = min(best, rank)
		}
		if best < 9 {
			hits = append(hits, hit{e, best})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		return strings.Compare(tryLast(a.entry), tryLast(b.entry))
	})
	if len(hits) > 0 && hits[0].rank < 4 { // slips of the hand only when nothing was hit as typed
		hits = slices.DeleteFunc(hits, func(h hit) bool { return h.rank == 4 })
	}
	found := make([]Entry, len(hits))
	for i := range hits {
		found[i] = hits[i].entry
	}
	return found
}

func tryLast(e Entry) string {
	if e.Try() {
		return "1"
	}
	return "0"
}

func allIn(name, want string) bool {
	for _, word := range strings.Fields(want) {
		if !strings.Contains(" "+name, " "+word) {
			return false
		}
	}
	return true
}

// plainWords is a name in lower case, without punctuation.
func plainWords(name string) string {
	name = strings.NewReplacer("'", "", "’", "", "&", " and ").Replace(strings.ToLower(name))
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 127)
	}), " ")
}
