package digest

import (
	"testing"

	"standfirst/feed"
)

func TestCite(t *testing.T) {
	for _, one := range []struct{ byline, want string }{
		{"Rowan Achebe", "Achebe, R."},
		{"By Rowan Achebe", "Achebe, R."},
		{"Councillor Maren de Vries", "de Vries, M."},
		{"Cllr Maren Holloway and Dr Tom A. Okafor", "Holloway, M. and Okafor, T.A."},
		{"A One, B Two, C Three and D Four", "One, A. et al."},
		{"Anne-Marie O’Neill", "O’Neill, A.M."},
		{"", "Ward Notes"},
		{"Community Care staff", "Community Care staff"},
		{"The editorial team", "The editorial team"},
		{"Press Association", "Press Association"},
		{"Maren Holloway, chair of the children’s board", "Maren Holloway, chair of the children’s board"},
		{"admin", "admin"},
	} {
		row := edition()[0]
		row.Byline = one.byline
		got := Cite(row, at("2026-11-22 07:30"))
		if got.Author != one.want {
			t.Errorf("%q: %q, want %q", one.byline, got.Author, one.want)
		}
	}
	row := edition()[0]
	want := "Achebe, R. (2026) ‘Ten areas to pay kinship carers from spring’, Ward Notes, 21 November. " +
		"Available at: https://ward-notes.example/news/kinship-pay (Accessed: 22 November 2026)."
	if got := Cite(row, at("2026-11-22 07:30")).String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for title, want := range map[string]string{
		"‘We read’ the child’s name": "“We read” the child’s name", "carers’ pay": "carers’ pay", "‘One’ and ‘two’.": "“One” and “two”",
	} {
		if got := Cite(feed.Row{Story: feed.Story{Title: title}}, at("2026-11-22 07:30")).Title; got != want {
			t.Errorf("%s: %s, want %s", title, got, want)
		}
	}
	bare := feed.Row{PublicationName: "Ward Notes"}
	if got := Cite(bare, at("2026-11-22 07:30")).String(); got != "Ward Notes (no date) ‘Untitled’, Ward Notes." {
		t.Errorf("without anything: %s", got)
	}
	wanted := "Achebe, R. (2026) ‘Ten areas to pay kinship carers from spring’, *Ward Notes*, 21 November. " +
		"Available at: <https://ward-notes.example/news/kinship-pay> (Accessed: 22 November 2026)."
	if got := Cite(row, at("2026-11-22 07:30")).Markdown(); got != wanted {
		t.Errorf("Markdown: %s", got)
	}
}
