package newsroom

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"standfirst/feed/cache"
)

// What is passed over at a glance would not have been joined at a closer look.
func TestSurelyApartIsSure(t *testing.T) {
	word := rapid.OneOf(rapid.SampledFrom(strings.Fields("praise praised praises council councils counsel care cares caring carers car Marlham Marlbury 12 120 act action")),
		rapid.StringMatching(`[a-c]{1,6}(ed|s|ing)?`))
	rapid.Check(t, func(t *rapid.T) {
		headline := func() *told {
			return tell(cache.Told{Title: strings.Join(rapid.SliceOfN(word, 1, 8).Draw(t, "headline"), " ")})
		}
		a, b := headline(), headline()
		stem([]*told{a, b})
		moreA, moreB := without(a.words, a, b, b.words), without(b.words, b, a, a.words)
		if surelyApart(a.stems, b.stems) && (len(moreA) == 0 || len(moreB) == 0) {
			t.Errorf("%q and %q", a.words, b.words)
		}
		if !slices.IsSorted(a.stems) {
			t.Errorf("%v", a.stems)
		}
	})
}
