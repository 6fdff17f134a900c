package feed_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"standfirst/feed"
)

func TestParseQueryReadsTheTextForm(t *testing.T) {
	word := func(s string) feed.Term { return feed.Term{Kind: feed.TermWord, Value: s} }
	for text, want := range map[string]feed.Query{
		"": {},
		`tag:"kinship care" -tag:adoption section:first/comment`: {Terms: []feed.Term{
			{Kind: feed.TermTag, Value: "kinship care"}, {Kind: feed.TermTag, Value: "adoption", Not: true}, {Kind: feed.TermSection, Value: "first/comment"},
		}},
		`"exact words" fostering sort:oldest`: {Sort: feed.SortOldest, Terms: []feed.Term{{Kind: feed.TermPhrase, Value: "exact words"}, word("fostering")}},
		"a b OR c":                            {Terms: []feed.Term{{Kind: feed.TermAny, Terms: []feed.Term{{Kind: feed.TermAll, Terms: []feed.Term{word("a"), word("b")}}, word("c")}}}},
		"x -(a OR b)":                         {Terms: []feed.Term{word("x"), {Kind: feed.TermAny, Not: true, Terms: []feed.Term{word("a"), word("b")}}}},
		"IS:Unread since:7D month:2026-10 show:muted": {Muted: true, Terms: []feed.Term{
			{Kind: feed.TermIs, Value: "unread"}, {Kind: feed.TermSince, Value: "7d"}, {Kind: feed.TermMonth, Value: "2026-10"},
		}},
		"by-elections (a b)": {Terms: []feed.Term{word("by-elections"), word("a"), word("b")}},
	} {
		got, err := feed.ParseQuery(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}

// Faults are compared whole: they are what the reader sees.
func TestParseQueryPointsAtTheFault(t *testing.T) {
	for text, want := range map[string]string{
		`tag:`:                   "column 5: tag: needs a value right behind it: write tag:ofsted or tag:\"kinship care\"",
		`foo:bar`:                "column 1: foo: is not known: write tag:, section:, pub:, is:, has:, since:, before:, month:, by:, sort:, show:, or put the text in quotation marks",
		`care is:blue`:           `column 9: is: does not take "blue": write is:unread, is:read, is:saved, is:followed, is:muted, is:sponsored, is:stored, is:edited, is:top, is:featured, is:new`,
		`"kinship care`:          "column 1: there is no second quotation mark for this one",
		`tag:"kinship care`:      "column 5: there is no second quotation mark for this one",
		`(a OR b`:                "column 1: there is no ) for this (",
		`a OR b)`:                "column 7: there is no ( for this )",
		`é OR`:                   "column 5: OR needs something on both sides",
		`OR a`:                   "column 1: OR needs something on both sides",
		`a ()`:                   "column 3: there is nothing between these parentheses",
		`a - b`:                  "column 3: - needs a term right behind it: -tag:adoption",
		`--a`:                    "column 2: one - is enough",
		`month:2026-13`:          `column 7: month: does not take "2026-13": write month:2026-10`,
		`since:lately`:           `column 7: since: does not take "lately": write since:7d, since:2026-01-31, since:yesterday or since:last-visit`,
		`care before:2026-02-30`: `column 13: before: does not take "2026-02-30": write before:7d, before:2026-01-31, before:yesterday or before:last-visit`,
		`since:2025-02-29T10:00`: `column 7: since: does not take "2025-02-29T10:00": write since:7d, since:2026-01-31, since:yesterday or since:last-visit`,
		`has:legs`:               `column 5: has: does not take "legs": write has:full, has:comments, has:images`,
		`sort:up`:                `column 6: sort: does not take "up": write sort:newest, sort:oldest, sort:best, sort:publication`,
		`-sort:oldest`:           "column 1: sort: cannot be turned round with -",
		`(a sort:oldest)`:        "column 4: sort: counts for the whole query: write it outside the parentheses",
		`sort:oldest sort:best`:  "column 13: sort: stands here twice",
		`""`:                     "column 1: there is nothing between these quotation marks",
		`https://first.example/`: "column 1: https: is not known: write tag:, section:, pub:, is:, has:, since:, before:, month:, by:, sort:, show:, or put the text in quotation marks",
	} {
		_, err := feed.ParseQuery(text)
		if err == nil || err.Error() != want {
			t.Errorf("%s:\n got %v\nwant %s", text, err, want)
		}
	}
}

// Every query that can be asked has a text form that asks the same.
func TestQueryTextRoundTrips(t *testing.T) {
	value := rapid.Custom(func(t *rapid.T) string {
		s := rapid.StringOfN(rapid.RuneFrom([]rune(`abzOR-é:"\()'ß 7’`)), 1, 12, -1).Draw(t, "value")
		s = strings.Join(strings.Fields(s), " ")
		if s == "" {
			return "x"
		}
		return s
	})
	word := rapid.StringMatching(`[a-zé7][a-z-]{0,8}`).Filter(func(s string) bool { return s != "" })
	leaf := rapid.Custom(func(t *rapid.T) feed.Term {
		term := feed.Term{Not: rapid.Bool().Draw(t, "not")}
		switch rapid.IntRange(0, 7).Draw(t, "kind") {
		case 0:
			term.Kind, term.Value = feed.TermWord, word.Draw(t, "word")
		case 1:
			term.Kind, term.Value = feed.TermPhrase, value.Draw(t, "phrase")
		case 2:
			term.Kind, term.Value = feed.TermTag, value.Draw(t, "tag")
		case 3:
			term.Kind, term.Value = feed.TermSection, value.Draw(t, "section")
		case 4:
			term.Kind, term.Value = feed.TermPublication, value.Draw(t, "pub")
		case 5:
			term.Kind, term.Value = feed.TermIs, rapid.SampledFrom([]string{"unread", "saved", "muted", "new"}).Draw(t, "is")
		case 6:
			term.Kind, term.Value = feed.TermSince, rapid.SampledFrom([]string{"7d", "last-visit", "2026-01-31", "2026-10", "today"}).Draw(t, "since")
		case 7:
			term.Kind, term.Value = feed.TermBy, value.Draw(t, "by")
		}
		return term
	})
	var tree func(depth int) *rapid.Generator[feed.Term]
	tree = func(depth int) *rapid.Generator[feed.Term] {
		if depth == 0 {
			return leaf
		}
		return rapid.Custom(func(t *rapid.T) feed.Term {
			if rapid.IntRange(0, 2).Draw(t, "leaf") > 0 {
				return leaf.Draw(t, "leaf")
			}
			kind := rapid.SampledFrom([]feed.TermKind{feed.TermAny, feed.TermAll}).Draw(t, "join")
			return feed.Term{Kind: kind, Terms: rapid.SliceOfN(tree(depth-1), 2, 4).Draw(t, "terms"), Not: rapid.Bool().Draw(t, "not")}
		})
	}
	rapid.Check(t, func(t *rapid.T) {
		q := feed.Query{
			Terms: rapid.SliceOfN(tree(3), 0, 4).Draw(t, "terms"),
			Sort:  rapid.SampledFrom([]feed.Sort{"", feed.SortNewest, feed.SortOldest, feed.SortBest, feed.SortPublication}).Draw(t, "sort"),
			Muted: rapid.Bool().Draw(t, "muted"),
		}
		// The first reading flattens what parentheses do not change; from then
		// on text and query are one.
		once, err := feed.ParseQuery(q.String())
		if err != nil {
			t.Fatalf("%s: %v", q, err)
		}
		twice, err := feed.ParseQuery(once.String())
		if err != nil || !twice.Equal(once) || once.String() != twice.String() {
			t.Fatalf("%s\n1: %s\n2: %s (%v)", q, once, twice, err)
		}
		for range 8 {
			world := map[string]bool{}
			draw := func(key string) bool {
				v, ok := world[key]
				if !ok {
					v = rapid.Bool().Draw(t, key)
					world[key] = v
				}
				return v
			}
			if holds(q.Terms, draw) != holds(once.Terms, draw) {
				t.Fatalf("%#v\nasks not the same as\n%#v\nread from %s", q, once, q)
			}
		}
	})
}

// holds tells whether all terms hold in a world where each leaf is true or not.
func holds(terms []feed.Term, world func(string) bool) bool {
	for _, t := range terms {
		if !one(t, world) {
			return false
		}
	}
	return true
}

func one(t feed.Term, world func(string) bool) bool {
	var is bool
	switch t.Kind {
	case feed.TermAll:
		is = holds(t.Terms, world)
	case feed.TermAny:
		for _, u := range t.Terms {
			is = is || one(u, world)
		}
	default:
		is = world(string(t.Kind) + ":" + t.Value)
	}
	return is != t.Not
}

func FuzzParseQuery(f *testing.F) {
	for _, s := range []string{"", `tag:"kinship care" -tag:adoption (a OR -(b c)) sort:oldest`, `-(`, `"\"`, "is:", "OR OR", "a\x00b", `-"x"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q, err := feed.ParseQuery(text)
		if err != nil {
			var fault *feed.QueryFault
			if !errors.As(err, &fault) || fault.Column < 1 || fault.Column > utf8.RuneCountInString(text)+1 {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		again, err := feed.ParseQuery(q.String())
		if err != nil || !again.Equal(q) {
			t.Fatalf("%q → %q → %q, %v", text, q, again, err)
		}
	})
}
