package feed_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

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
		"a b OR c": {Terms: []feed.Term{{Kind: feed.TermAny, Terms: []feed.Term{{Kind: feed.TermAll, Terms: []feed.Term{word("a"), word("b")}}, word("c")}}}},
		"x -(a OR b)": {Terms: []feed.Term{word("x"), {Kind: feed.TermAny, Not: true, Terms: []feed.Term{word("a"), word("b")}}}},
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
