package hostile

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSharedFiles drives the hostile documents that are kept beside the clone,
// each a publication of its own in one paper: refreshed together, printed by
// every command, opened one after the other.
func TestSharedFiles(t *testing.T) {
	for _, folder := range []string{"hostile", "corpus/evil"} {
		t.Run(folder, func(t *testing.T) {
			files, _ := filepath.Glob("../../../shared/" + folder + "/*") // a constant pattern
			if len(files) == 0 {
				t.Skipf("SKIPPED: no ../shared/%s beside this clone; its cases were not driven", folder)
			}
			t.Parallel()
			s := newSite(t)
			var names []string
			for _, file := range files {
				kind := map[string]string{".xml": "application/xml", ".json": "application/feed+json", ".html": "text/html", ".opml": "text/xml", ".gz": "application/xml"}[filepath.Ext(file)]
				if kind == "" || strings.HasSuffix(file, ".server.json") || strings.HasSuffix(file, "manifest.json") {
					continue
				}
				data, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				name := strings.Map(func(r rune) rune {
					if r == '.' || r == ' ' {
						return '-'
					}
					return r
				}, strings.ToLower(filepath.Base(file)))
				a := answer{body: strings.ReplaceAll(string(data), "{PORT}", "9"), headers: map[string]string{"Content-Type": kind}}
				if strings.HasSuffix(file, ".gz") {
					a.headers["Content-Encoding"] = "gzip"
				}
				s.serve(name, a)
				names = append(names, name)
			}
			h := newHome(t)
			s.paper(t, h, "", names...)
			r := refresh(t, h, mostTime)
			for _, name := range names {
				if n := strings.Count("\n"+r.Out+r.Err, "\n"+name+":"); n != 1 {
					t.Errorf("%d lines about %s, want 1", n, name)
				}
			}
			stories := h.List(t)
			commands(t, h, stories)
			see := screen(t, h)
			most := len(stories)
			if !long {
				most = min(most, 12)
			}
			for n := range most {
				see.filter(fmt.Sprintf("pub:%q", stories[n*len(stories)/most].Publication)).keys("g", "enter", "G")
				see.list()
			}
			see.filter("pub:healthy")
			if !see.shown(neighbour + " 2") {
				t.Error("the neighbour was lost")
			}
			see.keys("!", "G", "esc")
			see.leave("root:x:") // the words of a script may be read, its address leads nowhere
		})
	}
}
