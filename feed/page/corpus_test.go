package page

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// shared is where the test data stands that is not part of the project.
const shared = "../../../shared"

// The bars: share of pages whose text is right, share of titles that are right
// among the pages that state one, mean of the text scores.
const (
	textBar  = 0.95
	titleBar = 0.95
	meanBar  = 0.98
)

// TestCorpus scores the extraction against pages that nobody here wrote, the
// way their own projects do: token F1 of at least 0.95 (readability), every
// wanted phrase and no unwanted one (trafilatura).
func TestCorpus(t *testing.T) {
	folders, _ := filepath.Glob(filepath.Join(shared, "corpus/pages/*/source.html"))
	if len(folders) == 0 {
		t.Skip("SKIPPED: no corpus in ../shared/corpus/pages, the bars of the extraction were not checked")
	}
	right, titles, titled, sum := 0, 0, 0, 0.0
	for _, path := range folders {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		a, err := Extract(source, Options{Base: "http://fakehost/test/page.html"})
		if err != nil {
			t.Errorf("%s: %v", path, err)
		}
		score, good, want := scorePage(t, filepath.Dir(path), a)
		sum += score
		if good {
			right++
		} else {
			t.Logf("text  %.3f %s", score, filepath.Base(filepath.Dir(path)))
		}
		if want == nil {
			continue
		}
		titled++
		if normal(*want) == normal(a.Title) {
			titles++
		} else {
			t.Logf("title %q, want %q", a.Title, *want)
		}
	}
	n := float64(len(folders))
	t.Logf("text %d/%d, title %d/%d, mean %.4f", right, len(folders), titles, titled, sum/n)
	if float64(right)/n < textBar || float64(titles)/float64(titled) < titleBar || sum/n < meanBar {
		t.Errorf("below the bars: text %.3f (%.2f), title %.3f (%.2f), mean %.4f (%.2f)",
			float64(right)/n, textBar, float64(titles)/float64(titled), titleBar, sum/n, meanBar)
	}
}

func scorePage(t *testing.T, folder string, a Article) (score float64, good bool, title *string) {
	t.Helper()
	if expected, err := os.ReadFile(filepath.Join(folder, "expected.html")); err == nil {
		var about struct{ Title *string }
		load(t, filepath.Join(folder, "expected-metadata.json"), &about)
		if about.Title == nil {
			about.Title = new(string)
		}
		score = f1(tokens(rawText(string(expected))), tokens(a.Text))
		return score, score >= 0.95, about.Title
	}
	var want struct {
		Title   *string
		With    []string
		Without []string
	}
	load(t, filepath.Join(folder, "expected-segments.json"), &want)
	hits, text := 0, normal(a.Text)
	for _, phrase := range want.With {
		if strings.Contains(text, normal(phrase)) {
			hits++
		}
	}
	for _, phrase := range want.Without {
		if !strings.Contains(text, normal(phrase)) {
			hits++
		}
	}
	all := len(want.With) + len(want.Without)
	return float64(hits) / float64(all), hits == all, want.Title
}

func load(t *testing.T, path string, value any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, value); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

func normal(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }

// rawText is all text of a document, with a blank at every tag: an independent
// reading, not the one under test.
func rawText(source string) string {
	var out strings.Builder
	tokens, skip := html.NewTokenizer(strings.NewReader(source)), 0
	for {
		kind := tokens.Next()
		name, _ := tokens.TagName()
		silent := string(name) == "script" || string(name) == "style" || string(name) == "noscript"
		switch {
		case kind == html.ErrorToken:
			return out.String()
		case kind == html.TextToken && skip == 0:
			out.Write(tokens.Text())
			continue
		case kind == html.StartTagToken && silent:
			skip++
		case kind == html.EndTagToken && silent:
			skip--
		}
		out.WriteByte(' ')
	}
}

var word = regexp.MustCompile(`[\p{L}\p{N}_]+`)

func tokens(s string) map[string]int {
	counts := map[string]int{}
	for _, w := range word.FindAllString(strings.ToLower(norm.NFKC.String(s)), -1) {
		counts[w]++
	}
	return counts
}

func f1(want, got map[string]int) float64 {
	both, all := 0, 0
	for w, n := range want {
		both += min(n, got[w])
		all += n
	}
	for n := range maps.Values(got) {
		all += n
	}
	if all == 0 {
		return 1
	}
	return 2 * float64(both) / float64(all)
}

// TestSamplePages: nothing of menus, cookie text, sharing, adverts, polls,
// related stories or comments; captions split.
func TestSamplePages(t *testing.T) {
	for name, want := range map[string]struct {
		title, byline, standfirst string
		with, without             []string
		alt, credit               []string
		posed                     []bool
	}{
		"communitycare": {
			title: "Council told to rebuild trust after panel finds visits went unrecorded", byline: "Tilda Marsh",
			standfirst: "Reviewer says a third of statutory visits to one family left no trace on the system",
			with:       []string{"A safeguarding partnership has been told", "protected time for writing up", "April to June", "said its director of children’s services, Per Anselm."},
			without: []string{"Cookie", "cookie text", "Accept all", "Facebook", "LinkedIn", "Does your service protect time", "Related articles", "Recording with children in mind",
				"Community Care Inform", "Log in", "Two days would be a luxury", "Night duty", "Leave a Reply", "More from", "Previous", "Most read", "Email updates", "Sample Publisher", "Navigation", "Jobs", "Tags:", "October 5"},
			alt: []string{"Rain on an office window with a town hall clock beyond"}, credit: []string{"Photo: Jonas Pell/AnyStock"}, posed: []bool{true},
		},
		"first": {
			title: "‘Start with the child’s own words’", byline: "The Editorial Team",
			standfirst: "Dr Yusuf Ellery grew up in seven homes. Now he wants every care plan to open with a sentence written by the person it is about.",
			with:       []string{"The flat above the bakery", "Four thousand pages. Not one of them in my voice”", "A drawer of one’s own", "Sign it with a name.", "toolkit is published in November"},
			without: []string{"cookies", "consent text", "Accept", "Read More", "Share this", "Click to share", "Related", "Skip to content", "Menu", "parliament", "Categories", "care leavers",
				"A settlement that starts", "Bill watch", "Latest", "Archives", "Advertise", "Sample Association"},
			alt: []string{"Dr Yusuf Ellery, smiling, in a library", "The drawer, now in his office."}, credit: []string{"Photo: S. Marlow", "Photo: S. Marlow"}, posed: []bool{false, false},
		},
	} {
		source, err := os.ReadFile(filepath.Join(shared, "samples", name+".article.html"))
		if err != nil {
			t.Skip("SKIPPED: no samples in ../shared/samples")
		}
		a, err := Extract(source, Options{Base: "https://www.site.example/a/", ContentType: "text/html"})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if a.Title != want.title || a.Byline != want.byline || a.Standfirst != want.standfirst || a.Published.IsZero() {
			t.Errorf("%s: %q by %q, %q, %v", name, a.Title, a.Byline, a.Standfirst, a.Published)
		}
		for _, phrase := range want.with {
			if !strings.Contains(a.Text, phrase) {
				t.Errorf("%s: missing %q", name, phrase)
			}
		}
		for _, phrase := range want.without {
			if strings.Contains(a.Text, phrase) || strings.Contains(a.HTML, ">"+phrase) {
				t.Errorf("%s: leaked %q", name, phrase)
			}
		}
		var alt, credit []string
		var posed []bool
		for _, picture := range a.Images {
			alt, credit, posed = append(alt, picture.Alt), append(credit, picture.Credit), append(posed, picture.Posed)
			if !strings.HasPrefix(picture.URL, "https://") {
				t.Errorf("%s: picture at %q", name, picture.URL)
			}
		}
		if !slices.Equal(alt, want.alt) || !slices.Equal(credit, want.credit) || !slices.Equal(posed, want.posed) {
			t.Errorf("%s: pictures %q %q %v", name, alt, credit, posed)
		}
	}
}
