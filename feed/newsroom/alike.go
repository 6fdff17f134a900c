package newsroom

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"standfirst/feed"
	"standfirst/feed/cache"
)

// Whether two texts are one story. Joining two stories wrongly hides one of them,
// missing two that are one shows it twice: so any doubt keeps them apart. Two
// inspections, two judgments, two by-elections differ in a name, a number or one
// small word, therefore
//
//   - one headline holds all the words of the other, and what it has more is no
//     name, number or "not";
//   - so with the leads, as far as both go: an excerpt may be cut anywhere;
//   - where the headline names nobody, the leads may not name anybody either
//     whom the other one leaves out;
//   - little text tells too little.

const (
	titleShare = 0.8 // share of the words of both headlines that both have
	titleLeast = 4   // words that both have
	leadWords  = 40  // of a lead that are compared
	textLeast  = 12  // words of headlines and leads that both have
	aloneLeast = 6   // words of a headline that tells without a lead
)

// told is a story as it is compared.
type told struct {
	cache.Told
	title   map[string]bool // its headline's words, folded, without the small ones
	words   []string        // the same, in one order
	names   map[string]bool // those of them that are names or numbers
	anchors map[string]bool // those of them that not every headline has
	stems   []int           // how they begin, by number, in order; nil: not worked out
	mask    uint64          // the same, a bit for those with one remainder
	read    bool            // whether lead is filled
	lead    []string
	proud   map[string]bool // names of the lead
	exact   map[string]bool // words of both that are written with a capital
	figures map[string]bool // numbers of the lead
}

func tell(s cache.Told) *told {
	t := &told{Told: s, title: map[string]bool{}, names: map[string]bool{}, anchors: map[string]bool{}, exact: map[string]bool{}}
	words := split(s.Title)
	// In A Headline Like This a capital tells nothing.
	shouting := capitals(words)
	for i, word := range words {
		folded := feed.Fold(word)
		letter := i > 0 && !shouting && word == "A" // as in Re A, not in A council
		if folded == "" || small[folded] && !letter {
			continue
		}
		t.title[folded] = true
		t.exact[folded] = t.exact[folded] || !shouting && telling(word)
		number := figure(word, folded)
		if number || telling(word) {
			t.names[folded] = true
		}
		if number || i > 0 && !shouting && telling(word) && !common[folded] {
			t.anchors[folded] = true
		}
	}
	t.words = slices.Sorted(maps.Keys(t.title))
	return t
}

// capitals tells whether most words of a headline begin with one.
func capitals(words []string) bool {
	n, of := 0, 0
	for _, w := range words {
		if len(w) > 3 {
			of++
			if telling(w) {
				n++
			}
		}
	}
	return of > 2 && n*4 > of*3
}

// readLead fills in what is compared last and seldom.
func (t *told) readLead() {
	if t.read {
		return
	}
	t.read, t.proud, t.figures = true, map[string]bool{}, map[string]bool{}
	first := true // a sentence begins: its capital tells nothing
	for _, word := range split(t.Standfirst) {
		folded := feed.Fold(word)
		if folded == "" || folded == "…" {
			continue
		}
		if len(t.lead) == leadWords {
			break
		}
		begins := first
		first = strings.ContainsAny(word[len(word)-1:], ".!?")
		if small[folded] {
			continue
		}
		switch {
		case figure(word, folded):
			t.figures[folded] = true
		case !begins && telling(word):
			t.proud[folded] = true
		}
		t.exact[folded] = t.exact[folded] || telling(word)
		t.lead = append(t.lead, folded)
	}
}

func split(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == '/' || r == '–' || r == '—' })
}

// figure tells a number, or a word that turns a sentence round.
func figure(word, folded string) bool {
	return counts[folded] || strings.ContainsFunc(word, unicode.IsDigit)
}

// telling tells a name, by its capital.
func telling(word string) bool {
	word = strings.TrimLeftFunc(word, func(r rune) bool { return !unicode.IsLetter(r) })
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsUpper(r)
}

var (
	small  = wordSet("a an and are as at be been by for from has have had in into is it its of on or says said that the their this to was were will with")
	counts = wordSet("one two three four five six seven eight nine ten eleven twelve dozen hundred thousand million half third quarter first second fourth fifth sixth once twice double triple another not no never")
	// common are names that tell who speaks and not what it is about.
	common = wordSet("ofsted cqc dfe government minister ministers department education england wales scotland britain uk english council councils councillor mp mps parliament commons lords labour conservative conservatives tory tories lib dem dems green reform court high supreme family judge hmi send lga adcs send children child care social work")
)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[feed.Fold(w)] = true
	}
	return set
}

// sameStory tells whether two texts are one story.
func sameStory(a, b *told) bool {
	if a.Publication == b.Publication || a.Date.Sub(b.Date).Abs() > sameWithin {
		return false
	}
	if surelyApart(a.stems, b.stems) {
		return false
	}
	moreA, moreB := without(a.words, a, b, b.words), without(b.words, b, a, a.words)
	if len(moreA) > 0 && len(moreB) > 0 || anyOf(moreA, a.names) || anyOf(moreB, b.names) {
		return false
	}
	both := min(len(a.title)-len(moreA), len(b.title)-len(moreB))
	if either := both + len(moreA) + len(moreB); both < titleLeast || float64(both) < titleShare*float64(either) {
		return false
	}
	anchored := false
	for word := range a.anchors {
		anchored = anchored || b.anchors[word]
	}
	a.readLead()
	b.readLead()
	if len(a.lead) == 0 || len(b.lead) == 0 {
		return anchored && len(moreA)+len(moreB) == 0 && both >= aloneLeast
	}
	return sameLeads(a, b, both, anchored)
}

// sameLeads compares the beginnings of two leads, as far as both go. both is how
// many words the headlines share; anchored tells that they name somebody.
func sameLeads(a, b *told, both int, anchored bool) bool {
	if len(b.lead) < len(a.lead) {
		a, b = b, a
	}
	// What one has more pushes the last words of the other out of sight.
	length := len(a.lead)
	mine, theirs := a.lead, b.lead[:length]
	if len(b.lead) > length {
		theirs = theirs[:max(0, length-2)]
	}
	moreA, moreB := without(mine, a, b, b.lead), without(theirs, b, a, a.lead)
	if len(moreA) > 0 && len(moreB) > 0 || anyOf(moreA, a.figures) || anyOf(moreB, b.figures) {
		return false
	}
	shared := len(mine) - len(moreA)
	if both+shared < textLeast || float64(shared) < titleShare*float64(len(mine)) || float64(len(moreB)) > (1-titleShare)*float64(len(mine)) {
		return false
	}
	if anchored {
		return true
	}
	rest := without(b.lead, b, a, a.lead)
	return !anyOf(moreA, a.proud) && !anyOf(rest, b.proud) && !anyOf(rest, b.figures)
}

// without are the words of a that are not among others, b's, in that form or, if
// they are no names, nearly.
func without(words []string, a, b *told, others []string) (rest []string) {
	for _, word := range words {
		same := func(o string) bool { return o == word || !a.exact[word] && !b.exact[o] && nearly(word, o) }
		if !slices.ContainsFunc(others, same) {
			rest = append(rest, word)
		}
	}
	return rest
}

// stemLetters: words that are one in two endings begin with so many letters that
// are the same (see nearly).
const stemLetters = 4

// stem numbers the beginnings of the words of all headlines, so that two are
// compared in passing: nearly all pairs have nothing to do with each other.
func stem(list []*told) {
	numbers := map[string]int{}
	for _, t := range list {
		t.stems = make([]int, 0, len(t.words))
		for _, word := range t.words {
			start := word[:min(len(word), stemLetters)]
			n, known := numbers[start]
			if !known {
				n = len(numbers)
				numbers[start] = n
			}
			t.stems = append(t.stems, n)
			t.mask |= 1 << (n % 64)
		}
		slices.Sort(t.stems)
		t.stems = slices.Compact(t.stems)
	}
}

// surelyApart tells that each of two headlines has a word which the other has
// not, in no ending.
func surelyApart(a, b []int) bool {
	if a == nil || b == nil {
		return false
	}
	moreA, moreB := false, false
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case j == len(b) || i < len(a) && a[i] < b[j]:
			moreA = true
			i++
		case i == len(a) || b[j] < a[i]:
			moreB = true
			j++
		default:
			i++
			j++
		}
		if moreA && moreB {
			return true
		}
	}
	return false
}

// nearly tells whether two words are one in two endings: praise and praised.
func nearly(a, b string) bool {
	if a == b {
		return true
	}
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) < 4 || len(b)-len(a) > 3 || strings.ContainsFunc(b, unicode.IsDigit) {
		return false
	}
	same := 0
	for same < len(a) && a[same] == b[same] {
		same++
	}
	return same >= len(a)-1 && same >= stemLetters && inflected(b[same:]) && inflected(a[same:])
}

// inflected tells the endings that a verb or a noun takes.
func inflected(end string) bool {
	return slices.Contains([]string{"", "e", "d", "ed", "s", "es", "er", "ing", "y", "ies", "ied"}, end)
}

func anyOf(words []string, set map[string]bool) bool {
	return slices.ContainsFunc(words, func(w string) bool { return set[w] })
}

// namesMore tells whether a's headline names what b does not speak of.
func (t *told) namesMore(b *told) bool {
	b.readLead()
	for word := range t.names {
		if (t.anchors[word] || counts[word]) && !b.title[word] && !slices.Contains(b.lead, word) {
			return true
		}
	}
	return false
}

// likely gives the pairs, one of which at least is due, that share one of their
// rarest words: two headlines that have four fifths of their words in common do.
// Those that their stems keep apart are left out.
func likely(list []*told) iter.Seq2[int, int] {
	times := map[string]int{}
	for _, t := range list {
		for word := range t.title {
			times[word]++
		}
	}
	byWord := map[string][]int{}
	keys := make([][]string, len(list))
	for i, t := range list {
		words := slices.Clone(t.words)
		slices.SortFunc(words, func(a, b string) int {
			if times[a] != times[b] {
				return times[a] - times[b]
			}
			return strings.Compare(a, b)
		})
		keys[i] = words[:min(len(words), len(words)/4+3)]
		for _, word := range keys[i] {
			byWord[word] = append(byWord[word], i)
		}
	}
	met := make([]int, len(list)) // the last story, by its number from 1, that met this one
	// Side by side in memory: nearly every pair ends here, surely apart.
	masks := make([]uint64, len(list))
	for i, t := range list {
		masks[i] = t.mask
	}
	return func(yield func(int, int) bool) {
		for i, t := range list {
			if !t.Due {
				continue
			}
			met[i] = i + 1
			for _, word := range keys[i] {
				for _, j := range byWord[word] {
					if masks[i]&^masks[j] != 0 && masks[j]&^masks[i] != 0 {
						continue
					}
					if met[j] == i+1 || list[j].Due && j < i {
						continue
					}
					met[j] = i + 1
					if !yield(i, j) {
						return
					}
				}
			}
		}
	}
}
