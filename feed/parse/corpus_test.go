package parse

import (
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"standfirst/feed"
)

// corpus is the collection of other people's feeds that may lie beside the
// project. It is not part of it.
const corpus = "../../../shared/corpus"

func needCorpus(t testing.TB) {
	if _, err := os.Stat(filepath.Join(corpus, "MANIFEST.tsv")); err != nil {
		t.Skipf("SKIPPED: there is no corpus at %s; the parser was NOT measured against real feeds", corpus)
	}
}

// The share of feeds of each class that must come out wholly right, in per cent.
var bars = map[string]float64{
	"ALL": 97, "wordpress": 100, "json-feed": 100, "encoding": 100, "real-world": 99, "conformance": 95, "ill-formed": 85,
}

const readBar = 99

type expectation struct {
	Outcome string
	Base    string
	Count   int `json:"entry_count"`
	First   struct {
		Title      string `json:"title_text"`
		Link       string
		Date       string
		Categories []string
	}
	Resolved string `json:"first_link_resolved"`
	Accept   struct {
		Title      []string `json:"title_text"`
		Link, Date []string
		AnyDate    bool `json:"date_any"`
		Categories json.RawMessage
	}
}

func TestCorpus(t *testing.T) {
	needCorpus(t)
	classes := map[string]string{}
	manifest, err := os.ReadFile(filepath.Join(corpus, "MANIFEST.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(manifest)) {
		if columns := strings.Split(line, "\t"); len(columns) > 5 {
			classes[columns[0]] = columns[5]
		}
	}
	type score struct{ feeds, read, right int }
	scores := map[string]*score{}
	files, _ := filepath.Glob(filepath.Join(corpus, "expected/feeds/*.json"))
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		var want expectation
		if data, err := os.ReadFile(file); err != nil || json.Unmarshal(data, &want) != nil {
			t.Fatalf("%s: %v", file, err)
		}
		data, err := os.ReadFile(filepath.Join(corpus, "feeds", name))
		if err != nil || want.Outcome != "ok" {
			continue
		}
		doc, err := Parse(data, Options{Base: want.Base, Now: now})
		wrong := want.compare(doc, err)
		for _, class := range []string{"ALL", classes["feeds/"+name]} {
			s := scores[class]
			if s == nil {
				s = &score{}
				scores[class] = s
			}
			s.feeds++
			if err == nil {
				s.read++
			}
			if wrong == "" {
				s.right++
			}
		}
		if wrong != "" {
			t.Logf("%s: %s", name, wrong)
		}
	}
	for class, s := range scores {
		share := 100 * float64(s.right) / float64(s.feeds)
		t.Logf("%-12s %3d feeds, %3d read, %3d right: %.1f %%", class, s.feeds, s.read, s.right, share)
		if share < bars[class] {
			t.Errorf("%s: %.1f %% are right, the bar is %v %%", class, share, bars[class])
		}
	}
	if all := scores["ALL"]; all == nil || all.feeds < 100 || 100*all.read < readBar*all.feeds {
		t.Errorf("read: %+v, the bar is %d %%", all, readBar)
	}
}

// compare says what is wrong with the first story; "" when all is right.
func (want *expectation) compare(doc *Document, err error) string {
	if err != nil {
		return err.Error()
	}
	if len(doc.Stories) != want.Count {
		return strconv.Itoa(len(doc.Stories)) + " stories, want " + strconv.Itoa(want.Count)
	}
	if want.Count == 0 {
		return ""
	}
	s := doc.Stories[0]
	if !slices.Contains(lines(append(want.Accept.Title, want.First.Title)), line(s.Title)) {
		return "title " + strconv.Quote(s.Title)
	}
	if !slices.Contains(append(want.Accept.Link, want.First.Link, want.Resolved), s.Link) {
		return "link " + s.Link
	}
	date := s.Published
	if date.IsZero() {
		date = s.Updated
	}
	right := want.Accept.AnyDate
	for _, text := range append(want.Accept.Date, want.First.Date) {
		when, err := time.Parse(time.RFC3339, text)
		right = right || err != nil && date.IsZero() || err == nil && when.Equal(date.Truncate(time.Second))
	}
	if !right {
		return "date " + date.String()
	}
	accepted := [][]string{want.First.Categories}
	var many [][]string
	var single []string
	if json.Unmarshal(want.Accept.Categories, &many) == nil {
		accepted = append(accepted, many...)
	} else if json.Unmarshal(want.Accept.Categories, &single) == nil {
		accepted = append(accepted, single)
	}
	for _, list := range accepted {
		if slices.Equal(set(list), set(s.Categories)) {
			return ""
		}
	}
	return "categories " + strings.Join(s.Categories, " | ")
}

func line(s string) string { return strings.Join(strings.Fields(norm.NFC.String(s)), " ") }

func lines(all []string) []string {
	var out []string
	for _, s := range all {
		out = append(out, line(s))
	}
	return out
}

func set(words []string) []string {
	words = slices.DeleteFunc(lines(words), func(s string) bool { return s == "" })
	slices.Sort(words)
	return slices.Compact(words)
}

// forbidden is what no string of an answer may hold.
var forbidden = regexp.MustCompile("[\x00-\x08\x0b-\x1f\x7f-\u009f\u202a-\u202e\u2066-\u2069]")

func TestCorpusEvil(t *testing.T) {
	needCorpus(t)
	files, _ := filepath.Glob(filepath.Join(corpus, "expected/evil/*.json"))
	number := regexp.MustCompile(`ok (\d+)(\+?)`)
	tried := 0
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		data, err := os.ReadFile(filepath.Join(corpus, "evil", name))
		if err != nil || strings.HasSuffix(name, ".opml") || strings.HasSuffix(name, ".bomb.json") || strings.HasSuffix(name, ".server.json") {
			continue
		}
		var want struct{ Expect string }
		text, _ := os.ReadFile(file)
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		tried++
		doc, err := Parse(data, Options{Base: "https://feeds.example.net/dir/x", Now: now})
		if want.Expect == "error" && err == nil || err != nil && strings.HasPrefix(want.Expect, "ok") && !strings.Contains(want.Expect, "error") {
			t.Errorf("%s: %v, want %s", name, err, want.Expect)
		}
		if err != nil {
			if forbidden.MatchString(err.Error()) {
				t.Errorf("%s: error %q", name, err)
			}
			continue
		}
		if m := number.FindStringSubmatch(want.Expect); m != nil {
			if n, _ := strconv.Atoi(m[1]); len(doc.Stories) < n || m[2] == "" && len(doc.Stories) != n {
				t.Errorf("%s: %d stories, want %s", name, len(doc.Stories), want.Expect)
			}
		}
		for _, s := range stringsOf(doc) {
			if forbidden.MatchString(s) || strings.Contains(s, "root:") || forbidden.MatchString(html.UnescapeString(s)) {
				t.Errorf("%s: %.200q", name, s)
			}
		}
	}
	if tried < 30 {
		t.Errorf("only %d files were tried", tried)
	}
}

// stringsOf returns every text of a document.
func stringsOf(d *Document) []string {
	all := append([]string{d.Format, d.Title, d.Link, d.Description, d.Language, d.Generator, d.Next, d.PrevArchive, d.Ended}, d.Warnings...)
	for _, s := range d.Stories {
		all = append(all, s.Title, s.Link, s.Standfirst, s.Byline, s.CommentsURL, s.Body)
		all = append(append(all, s.Categories...), s.Enclosures...)
		for _, image := range s.Images {
			all = append(all, image.URL, image.Alt, image.Credit)
		}
	}
	return all
}

// TestCorpusIncremental: a story parsed alone, because all the others are known,
// is the story parsed with all the others.
func TestCorpusIncremental(t *testing.T) {
	needCorpus(t)
	files, _ := filepath.Glob(filepath.Join(corpus, "feeds/*"))
	cut := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		o := Options{Base: "https://feeds.example.net/dir/x", Now: now}
		whole, err := Parse(data, o)
		if err != nil {
			continue
		}
		o.Unseen = func([32]byte) bool { return true }
		full, err := Parse(data, o)
		if err != nil || len(full.Stories) != len(whole.Stories) {
			t.Errorf("%s: nothing known: %v", file, err)
			continue
		}
		o.Unseen = func(hash [32]byte) bool { return len(full.Hashes) > 1 && hash == full.Hashes[1] }
		part, err := Parse(data, o)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if part.Hashes == nil {
			if diff := cmp.Diff(whole.Stories, part.Stories); diff != "" {
				t.Errorf("%s: uncut, but not whole: %s", file, diff)
			}
			continue
		}
		cut++
		var want []feed.Story
		for i, hash := range part.Hashes {
			if len(part.Hashes) > 1 && hash == part.Hashes[1] {
				want = append(want, whole.Stories[i])
			}
		}
		if diff := cmp.Diff(want, part.Stories); diff != "" || len(part.Hashes) != len(whole.Stories) || part.Seen+len(want) != len(part.Hashes) {
			t.Errorf("%s: %d of %d stories known; %s", file, part.Seen, len(whole.Stories), diff)
		}
		if part.Title != whole.Title || part.Format != whole.Format || part.Link != whole.Link || part.TTL != whole.TTL {
			t.Errorf("%s: the head differs: %q %q", file, part.Title, whole.Title)
		}
	}
	t.Logf("%d of %d feeds can be cut", cut, len(files))
	if cut < len(files)*8/10 {
		t.Errorf("only %d of %d feeds can be cut", cut, len(files))
	}
}
