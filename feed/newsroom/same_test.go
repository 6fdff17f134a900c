package newsroom

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
	"standfirst/feed/cache"
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
		return tell(cache.Told{Publication: feed.PublicationID(pub), Title: title, Standfirst: lead, Date: at.AddDate(0, 0, days)})
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
		// Inspections.
		{"of homes for boys and for girls", row("a", "Inspectors order council to close children's home for boys after repeated safeguarding failings", "Inspectors found repeated failings at the home and ordered the council to close it within a month.", 0),
			row("b", "Inspectors order council to close children's home for girls after repeated safeguarding failings", "Inspectors found repeated failings at the home and ordered the council to close it within a month.", 0), false},
		{"one headline, a small word in the lead", row("a", "Inspectors order a children's home to close at once", "Inspectors found repeated failings at a home for boys in the north and ordered it to close.", 0),
			row("b", "Inspectors order a children's home to close at once", "Inspectors found repeated failings at a home for girls in the north and ordered it to close.", 0), false},
		{"places behind the cut of one lead", row("a", "Council praised for its steady early help", "Inspectors found that the council acts early on worries about", 0),
			row("b", "Council praised for its steady early help", "Inspectors found that the council acts early on worries about children across the whole of Marlham, from nursery age.", 0), false},
		{"leads alike for eight words", row("a", "Ofsted publishes report on children's services inspection", "Ofsted has published its report on the inspection of services in Marlbury.", 0),
			row("b", "Ofsted publishes report on children's services inspection", "Ofsted has published its report on the inspection of services in Marlham.", 0), false},
		{"place at the beginning of the lead", row("a", "Council rated good by inspectors for the third time", "Marlbury acts early on worries about children, keeps its social workers and listens to families.", 0),
			row("b", "Council rated good by inspectors for the third time", "Marlham acts early on worries about children, keeps its social workers and listens to families.", 0), false},
		{"a place in one lead alone", row("a", "Council praised for its steady early help", "Inspectors found that the council acts early on worries about children and listens to them.", 0),
			row("b", "Council praised for its steady early help", "Inspectors found that the Marlham council acts early on worries about children and listens to them.", 0), false},
		{"a second visit", row("a", "Inspectors find improvement in Marlham's children's services", "Inspectors saw better supervision and steadier teams on their visit to the council in October.", 0),
			row("b", "Inspectors find improvement in Marlham's children's services", "Inspectors saw better supervision and steadier teams on their second visit to the council in October.", 0), false},
		{"the month of the visit", row("a", "Inspectors find improvement in Marlham's children's services", "Inspectors saw better supervision and steadier teams on their visit to the council in May.", 0),
			row("b", "Inspectors find improvement in Marlham's children's services", "Inspectors saw better supervision and steadier teams on their visit to the council in October.", 0), false},
		{"not", row("a", "Council was to blame for delay in Marlham care case, ombudsman finds", "The ombudsman looked at how the council dealt with a complaint about the delay of a review of care.", 0),
			row("b", "Council was not to blame for delay in Marlham care case, ombudsman finds", "The ombudsman looked at how the council dealt with a complaint about the delay of a review of care.", 0), false},
		{"names like one word in two endings", row("a", "Inspectors praise the patient social workers of Hale", "Inspectors met patient social workers who keep their families for years and write to them at Christmas.", 0),
			row("b", "Inspectors praise the patient social workers of Haley", "Inspectors met patient social workers who keep their families for years and write to them at Christmas.", 0), false},
		{"no leads, generic", row("a", "Inspection report published on children's home", "", 0), row("b", "Inspection report published on children's home", "", 0), false},
		{"no leads, two regulators' words", row("a", "Children's home in special measures after Ofsted visit", "", 0), row("b", "Children's home in special measures after Ofsted visit", "", 0), false},
		// Judgments.
		{"Re A and Re B", row("a", "Re A: threshold and the locked door in care proceedings", lead, 0), row("b", "Re B: threshold and the locked door in care proceedings", lead, 0), false},
		{"citations", row("a", "T (Children) [2026] EWFC 112: fact-finding and delay", lead, 0), row("b", "T (Children) [2026] EWFC 113: fact-finding and delay", lead, 0), false},
		{"appeal in one of two", row("a", "Judge sends care order of two sisters back for a new hearing", "The judge said that the evidence of the guardian had not been heard before the order was made.", 0),
			row("b", "Judge sends care order of two brothers back for a new hearing", "The judge said that the evidence of the guardian had not been heard before the order was made.", 0), false},
		{"one headline, initials of two", row("a", "Court of Appeal sends care order back for a new hearing", "The appeal of the mother in Re K was allowed, since the guardian had not been heard before the order.", 0),
			row("b", "Court of Appeal sends care order back for a new hearing", "The appeal of the mother in Re L was allowed, since the guardian had not been heard before the order.", 0), false},
		// By-elections.
		{"two wards of one name", row("a", "By-election result: Castle ward", "Labour held the ward.", 0), row("b", "By-election result: Castle ward", "Labour held the ward.", 0), false},
		{"two wards, one council", row("a", "Labour holds Castle ward in Marlham by-election", "The seat fell vacant when the councillor moved away in the summer; turnout was low on a wet day.", 0),
			row("b", "Labour holds Abbey ward in Marlham by-election", "The seat fell vacant when the councillor moved away in the summer; turnout was low on a wet day.", 0), false},
		{"another majority", row("a", "Labour holds Castle ward in Marlham by-election", "The seat fell vacant in the summer; the majority was 112 on a wet day with a low turnout.", 0),
			row("b", "Labour holds Castle ward in Marlham by-election", "The seat fell vacant in the summer; the majority was 121 on a wet day with a low turnout.", 0), false},
		{"hold and gain", row("a", "Labour holds Castle ward in Marlham by-election after recount", "The seat fell vacant when the councillor moved away in the summer; turnout was low.", 0),
			row("b", "Labour gains Castle ward in Marlham by-election after recount", "The seat fell vacant when the councillor moved away in the summer; turnout was low.", 0), false},
		{"Headlines In Capitals", row("a", "Inspectors Praise The Council For Its Steady Early Help", "Inspectors found that Marlbury acts early on worries about children and listens to them.", 0),
			row("b", "Inspectors Praise The Council For Its Steady Early Help", "Inspectors found that Marlham acts early on worries about children and listens to them.", 0), false},
		// And what is one.
		{"two endings", row("a", "Minister praises kinship carers of Marlham at first annual gathering", "The minister told two hundred carers that an allowance would follow, and was asked when that would be.", 0),
			row("b", "Minister praised kinship carers of Marlham at first annual gathering", "The minister told two hundred carers that an allowance would follow, and was asked when that would be.", 0), true},
		{"Capitals and small letters", row("a", "Kinship Carers To Get Pilot Allowance In Ten Areas", lead, 0), row("b", pilot, lead, 0), true},
		{"an excerpt cut after a word", row("a", pilot, lead, 0), row("b", pilot, "Ministers set out who qualifies for the allowance, and what councils must […]", 0), true},
		{"a place, no leads", row("a", "Inspectors praise steady early help in Marlbury schools", "", 0), row("b", "Inspectors praise steady early help in Marlbury schools", "", 0), true},
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

// Nothing is joined through a third story that says less than both.
func TestAThirdStoryJoinsNothing(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	told := func(id feed.StoryID, pub, title, lead string, hours int) cache.Told {
		return cache.Told{ID: id, Publication: feed.PublicationID(pub), Title: title, Standfirst: lead, Date: at.Add(time.Duration(hours) * time.Hour), Due: true}
	}
	const title = "Inspectors praise the steady early help in Marlham schools"
	of := func(stories ...cache.Told) [][]feed.StoryID { return sameGroups(cache.Comparing{Stories: stories}) }
	north := told(1, "a", title, "Inspectors found that the school at Northgate acts early on worries about children and listens to them.", 0)
	south := told(2, "b", title, "Inspectors found that the school at Southgate acts early on worries about children and listens to them.", 2)
	bare := told(3, "c", title, "", 3)
	if got := of(north, south, bare); len(got) != 1 || !slices.Equal(got[0], []feed.StoryID{2, 3}) {
		t.Errorf("%v: the one without a lead goes with the nearer one, and no other", got)
	}
	again := told(4, "a", title, north.Standfirst, 20)
	twin := told(5, "d", title, north.Standfirst, 22)
	if got := of(north, again, twin); len(got) != 1 || !slices.Equal(got[0], []feed.StoryID{4, 5}) {
		t.Errorf("%v: of two in one publication the nearer one has the twin", got)
	}
	// Three days reach from each to each, not from one to the next.
	far := []cache.Told{told(1, "a", title, north.Standfirst, 0), told(2, "b", title, north.Standfirst, 60), told(3, "c", title, north.Standfirst, 120)}
	if got := of(far...); len(got) != 1 || len(got[0]) != 2 {
		t.Errorf("%v: a chain of five days", got)
	}
	// What was joined before stays, and takes in one that is the same as all.
	north.Same, north.Due, twin.Same, twin.Due = 1, false, 1, false
	third := told(6, "e", title, north.Standfirst, 5)
	if got := of(north, twin, third); len(got) != 1 || len(got[0]) != 3 {
		t.Errorf("%v: the third one joins two", got)
	}
	if got := of(north, twin, told(7, "e", title, south.Standfirst, 5)); len(got) != 0 {
		t.Errorf("%v: another story joins none", got)
	}
}

// Two publications that print one page print one story, unless the page is one
// that is used again.
func TestOneLinkIsOneStory(t *testing.T) {
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, linkA, titleA, linkB, titleB string
		want                               bool
	}{
		{"one headline", "https://gov.example/a", "Kinship care: statutory guidance", "https://gov.example/a", "Kinship care: statutory guidance", true},
		{"a word more", "https://gov.example/a", "Kinship care: statutory guidance", "https://gov.example/a", "Kinship care: statutory guidance updated", true},
		{"other words", "https://gov.example/a", "Kinship care: statutory guidance", "https://gov.example/a", "Fostering: statutory guidance", false},
		{"places on a page", "https://council.example/results#abbey", "By-election results", "https://council.example/results#castle", "By-election results", false},
		{"two wards on a page", "https://council.example/results", "By-election in Abbey ward: result", "https://council.example/results", "By-election in Castle ward: result", false},
		{"two inspections on a page", "https://council.example/ofsted", "Inspection of the home in Marlham", "https://council.example/ofsted", "Inspection of the home in Marlbury", false},
		{"two years on a page", "https://gov.example/stats", "Children looked after: statistics for 2025", "https://gov.example/stats", "Children looked after: statistics for 2026", false},
	} {
		list := []cache.Told{{ID: 1, Publication: "a", Title: c.titleA, Link: c.linkA, Date: at, Due: true}, {ID: 2, Publication: "b", Title: c.titleB, Link: c.linkB, Date: at.AddDate(0, 0, -9), Due: true}}
		got := sameGroups(cache.Comparing{Stories: list, Links: [][2]feed.StoryID{{1, 2}}})
		if (len(got) == 1) != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
