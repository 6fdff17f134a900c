package newsroom

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

func TestTheSameStoryElsewhere(t *testing.T) {
	r := open(t)
	r.after()
	one := r.byTitle("inship allowance pilot to double")
	if one.Versions != 2 {
		t.Errorf("%q is in %d publications", one.Title, one.Versions)
	}
	for _, row := range r.edition("").Rows {
		for _, apart := range []string{"Marlham", "Marlbury", "Re T", "Re V"} {
			if strings.Contains(row.Title, apart) && row.Versions > 1 {
				t.Errorf("%q was joined with another story", row.Title)
			}
		}
	}
}

func TestNearMissesStayApart(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	row := func(pub, title, lead string, days int) *told {
		return tell(feed.Row{Story: feed.Story{Publication: feed.PublicationID(pub), Title: title, Standfirst: lead, Published: at.AddDate(0, 0, days), FirstSeen: at.AddDate(0, 0, 9)}})
	}
	const lead = "Ministers set out who qualifies for the allowance, and what councils must fund themselves."
	const pilot = "Kinship carers to get pilot allowance in ten areas"
	for _, c := range []struct {
		name string
		a, b *told
		want bool
	}{
		{"word for word", row("a", pilot, lead, 0), row("b", pilot, lead, 1), true},
		{"a word changed", row("a", pilot, lead, 0), row("b", "Kinship carers get new pilot allowance in ten areas", lead, 1), true},
		{"cut lead", row("a", pilot, lead, 0), row("b", pilot, lead[:60], 0), true},
		{"too late", row("a", pilot, lead, 0), row("b", pilot, lead, 4), false},
		{"same publication", row("a", pilot, lead, 0), row("a", pilot, lead, 0), false},
		{"another number", row("a", pilot, lead, 0), row("b", "Kinship carers to get pilot allowance in six areas", lead, 0), false},
		{"another figure", row("a", "Pay rise of 3% for social workers agreed", lead, 0), row("b", "Pay rise of 4% for social workers agreed", lead, 0), false},
		{"another council", row("a", "Inspectors praise steady early help in Marlbury", lead, 0), row("b", "Inspectors praise steady early help in Marlham", lead, 0), false},
		{"one more name", row("a", "Inspectors praise steady early help in Marlbury", lead, 0), row("b", "Inspectors praise steady early help in Marlbury and Marlham", lead, 0), false},
		{"another judgment", row("a", "Re T: threshold and the locked door", lead, 0), row("b", "Re V: threshold and the locked door", lead, 0), false},
		{"another by-election", row("a", "By-election result: Castle ward, Marlham", "The ward was held.", 0), row("b", "By-election result: Abbey ward, Marlham", "The ward was held.", 0), false},
		{"one headline, leads of two places", row("a", "Council praised for its steady early help", "Inspectors found that Marlbury acts early on worries about children.", 0),
			row("b", "Council praised for its steady early help", "Inspectors found that Marlham acts early on worries about children.", 0), false},
		{"short headline", row("a", "Fostering costs rise", lead, 0), row("b", "Fostering costs rise", lead, 0), false},
		{"no lead, a word changed", row("a", pilot, "", 0), row("b", "Kinship carers get new pilot allowance in ten areas", "", 0), false},
	} {
		if got := sameStory(c.a, c.b); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
		if back := sameStory(c.b, c.a); back != c.want {
			t.Errorf("%s, the other way round: %v", c.name, back)
		}
	}
}

// TestOneHeadlineOverTwoStories: the same words over two inspections are two
// stories, from the first moment on and after looking closer.
func TestOneHeadlineOverTwoStories(t *testing.T) {
	w := newWeb(t)
	for host, lead := range map[string]string{
		"gazette.example": "Inspectors found that Marlbury acts early on worries about children and listens to them.",
		"courier.example": "Inspectors found that Marlham acts early on worries about children and listens to them.",
	} {
		mux := http.NewServeMux()
		mux.HandleFunc("/feed/", func(rw http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(rw, strings.Replace(rss(host, "Council praised for its steady early help"), "An excerpt of it.", lead, 1))
		})
		w.hosts[host] = mux
	}
	r := onWeb(t, w, gazette("gazette"), gazette("courier"))
	r.refresh()
	for range 2 {
		rows := r.edition("").Rows
		if len(rows) != 2 || rows[0].Versions > 1 || rows[1].Versions > 1 {
			t.Fatalf("%d rows: joined", len(rows))
		}
		r.after()
	}
}
