package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// keeper is a test named in the chapter of promises: its folder, then its name.
var keeper = regexp.MustCompile(`((?:[a-z]+/)*[a-z]+)\.((?:Test|Fuzz)[A-Za-z]+)`)

// TestPromisesAreKept: every promise names its tests, and every test named
// exists.
func TestPromisesAreKept(t *testing.T) {
	text, _ := topic("promises")
	text, _, _ = strings.Cut(text, "\n## ")
	promises := regexp.MustCompile(`(?m)^[0-9]+\. `).Split(text, -1)[1:]
	if len(promises) != 12 {
		t.Fatalf("%d promises", len(promises))
	}
	for n, promise := range promises {
		named := keeper.FindAllStringSubmatch(promise, -1)
		if len(named) == 0 {
			t.Errorf("promise %d names no test", n+1)
		}
		for _, name := range named {
			if !exists(t, name[1], name[2]) {
				t.Errorf("promise %d: there is no %s in %s", n+1, name[2], name[1])
			}
		}
	}
}

// TestREADMEPromises: the README makes the same twelve promises, in the same
// words, each with the first of its tests.
func TestREADMEPromises(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, made, _ := strings.Cut(string(readme), "## Twelve promises\n")
	made, _, _ = strings.Cut(made, "\n## ")
	text, _ := topic("promises")
	text, _, _ = strings.Cut(text, "\n## ")
	for n, promise := range regexp.MustCompile(`(?m)^[0-9]+\. `).Split(text, -1)[1:] {
		first := regexp.MustCompile(`^.*?\.(\s|$)`).FindString(strings.Join(strings.Fields(promise), " "))
		want := fmt.Sprintf("\n%d. %s`%s`\n", n+1, first, keeper.FindString(promise))
		if !strings.Contains(made+"\n", want) {
			t.Errorf("README.md does not promise:%s", want)
		}
	}
}

func exists(t *testing.T, folder, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../..", filepath.FromSlash(folder), "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "\nfunc "+name+"(") {
			return true
		}
	}
	return false
}
