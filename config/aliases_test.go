package config

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func aliasesFrom(t *testing.T, text string) (map[string][]string, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "aliases.toml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := Aliases(file)
	if faults, ok := err.(Faults); ok {
		for i := range faults {
			faults[i].File = "aliases.toml"
		}
	}
	return rows, err
}

func TestBuiltinAliases(t *testing.T) {
	rows, err := Aliases(filepath.Join(t.TempDir(), "none.toml"))
	if err != nil || len(rows) != 52 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	// No wording of the table stands under two tags.
	owner := map[string]string{}
	for canonical, words := range rows {
		for _, word := range append([]string{canonical}, words...) {
			if other, taken := owner[wordingForm(word)]; taken && other != canonical {
				t.Errorf("%q stands under %q and %q", word, canonical, other)
			}
			owner[wordingForm(word)] = canonical
		}
	}
}

func TestOwnAliases(t *testing.T) {
	rows, err := aliasesFrom(t, `
[tags]
"kinship care" = ["kin care"]           # replaced
"transport" = ["home-to-school transport", "=HTST", "virtual school"] # new; one wording moved
"early years" = []                      # taken away
"looked-after children" = ["fostering"] # an alias becomes a tag, a tag its wording

[add]
"adoption" = ["adoptive families"]

[remove]
"early help" = ["Prevention"]
`)
	if err != nil {
		t.Fatal(err)
	}
	for canonical, want := range map[string][]string{
		"kinship care": {"kin care"},
		"transport":    {"home-to-school transport", "=HTST", "virtual school"},
		"early years":  nil,
		"early help":   {"early intervention", "=EH", "family help", "early years help"},
		"adoption":     {"adopters", "adoption support", "regional adoption agencies", "RAA", "ASGSF", "adoption support fund", "adoptive families"},
		"fostering":    nil,
	} {
		if got := rows[canonical]; !slices.Equal(got, want) {
			t.Errorf("%s = %q, want %q", canonical, got, want)
		}
	}
	if slices.Contains(rows["education"], "virtual school") || slices.Contains(rows["children in care"], "looked-after children") || slices.Contains(rows["children in care"], "looked after children") {
		t.Error("a wording stands under two tags")
	}
	if !slices.Contains(rows["looked-after children"], "foster carers") {
		t.Errorf("the wordings of fostering did not come along: %q", rows["looked-after children"])
	}
}

func TestFaultyAliases(t *testing.T) {
	_, err := aliasesFrom(t, `[tag]
x = ["y"]
[tags]
"a" = ["one", ""]
"b" = ["One", 3]
[add]
"kinship cares" = ["x"]
[remove]
"adoption" = ["adoptors"]
`)
	const want = `aliases.toml:1:2: there is no setting "tag"
  1 | [tag]
    |  ^^^
  did you mean "tags"?

aliases.toml:4:15: a wording is empty
  4 | "a" = ["one", ""]
    |               ^^
  take it away

aliases.toml:5:8: "One" already means "a"
  5 | "b" = ["One", 3]
    |        ^^^^^
  write it under one tag only

aliases.toml:5:15: tags.b is text, not a number
  5 | "b" = ["One", 3]
    |               ^
  write it like b = "3"

aliases.toml:7:1: there is no tag "kinship cares"
  7 | "kinship cares" = ["x"]
    | ^^^^^^^^^^^^^^^
  did you mean "kinship care"?

aliases.toml:9:15: "adoptors" is no wording of "adoption"
  9 | "adoption" = ["adoptors"]
    |               ^^^^^^^^^^
  did you mean "adopters"?`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}
