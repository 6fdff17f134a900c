package newsroom

import (
	"fmt"
	"net/http"
	"testing"

	"standfirst/feed"
)

func TestSectionsAreProposedWhereThereIsNoMap(t *testing.T) {
	w := newWeb(t)
	w.hosts["gazette.example"] = http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		items := ""
		for i, section := range []string{"Harbour", "Markets", "Harbour", "Markets", "Harbour", "Markets"} {
			items += fmt.Sprintf(`<item><title>Report %d</title><link>http://gazette.example/2026/report-%d/</link><category>%s</category><category>word %d</category></item>`, i, i, section, i)
		}
		fmt.Fprint(rw, `<rss version="2.0"><channel><title>Gazette</title><link>http://gazette.example/</link>`+items+`</channel></rss>`)
	})
	proposed := func(r *room) (names []string) {
		t.Helper()
		proposals, err := r.Proposals(t.Context(), "gazette")
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range proposals {
			names = append(names, fmt.Sprintf("%s %d", p.Name, p.Stories))
		}
		return names
	}
	r := onWeb(t, w, gazette("gazette"))
	if names := proposed(r); names != nil {
		t.Errorf("before the first refresh: %q", names)
	}
	r.refresh()
	if names := fmt.Sprint(proposed(r)); names != "[Harbour 3 Markets 3]" {
		t.Errorf("proposed: %s", names)
	}
	if n := r.edition("tag:harbour").Total; n != 3 {
		t.Errorf("%d stories carry the word as a tag until it is a section", n)
	}
	if _, err := r.SetSections(t.Context(), "gazette", []feed.Section{{Path: "harbour", Name: "Harbour"}}); err != nil {
		t.Fatal(err)
	}
	if names := proposed(r); names != nil {
		t.Errorf("beside a map: %q", names)
	}
	if names, err := r.Proposals(t.Context(), "nobody"); names != nil || err != nil {
		t.Errorf("a publication that is not there: %v, %v", names, err)
	}
}
