package config

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

//go:embed aliases.toml
var builtinAliases []byte

// aliasFile is the form of aliases.toml: canonical tag → other wordings, "="
// before a wording meaning that its case counts.
type aliasFile struct {
	Tags   map[string][]string `toml:"tags"`
	Add    map[string][]string `toml:"add"`
	Remove map[string][]string `toml:"remove"`
}

// Aliases is the alias table: the built-in one, changed by the reader's own
// file at path (Paths.Aliases), which need not exist. The error is Faults when
// that file is at fault.
func Aliases(path string) (map[string][]string, error) {
	builtin, _, faults := readAliases("aliases.toml", builtinAliases)
	if faults != nil {
		return nil, faults
	}
	rows := builtin.Tags
	text, err := readFile(path)
	switch {
	case path == "" || errors.Is(err, fs.ErrNotExist):
		return rows, nil
	case err != nil:
		return rows, fmt.Errorf("read aliases: %w", err)
	}
	own, d, faults := readAliases(path, text)
	faults = faults.and(own.judge(d, rows))
	if len(faults) > 0 {
		return rows, faults.sorted()
	}
	own.change(rows)
	return rows, nil
}

func readAliases(file string, text []byte) (aliasFile, *document, Faults) {
	var f aliasFile
	d, faults := readDocument(file, text)
	dec := decoder{d: d, faults: faults}
	dec.table(d.root, valueOfPointer(&f), "")
	return f, d, dec.faults
}

// judge finds what the own file cannot mean.
func (f aliasFile) judge(d *document, rows map[string][]string) Faults {
	var faults Faults
	claimed := map[string]string{}
	for _, group := range []struct {
		name string
		rows map[string][]string
	}{{"tags", f.Tags}, {"add", f.Add}} {
		for _, canonical := range slices.Sorted(maps.Keys(group.rows)) {
			for i, word := range group.rows[canonical] {
				at := d.at(d.root, group.name, canonical, fmt.Sprint(i))
				text := strings.TrimSpace(strings.TrimPrefix(word, "="))
				other, taken := claimed[wordingForm(word)]
				switch {
				case text == "":
					faults = append(faults, d.fault(at, "a wording is empty", "take it away"))
				case taken && other != canonical:
					faults = append(faults, d.fault(at, fmt.Sprintf("%q already means %q", text, other), "write it under one tag only"))
				}
				claimed[wordingForm(word)] = canonical
			}
		}
	}
	for _, group := range []struct {
		name string
		rows map[string][]string
	}{{"add", f.Add}, {"remove", f.Remove}} {
		for _, canonical := range slices.Sorted(maps.Keys(group.rows)) {
			if rows[canonical] == nil && f.Tags[canonical] == nil {
				faults = append(faults, d.fault(d.key(group.name, canonical), fmt.Sprintf("there is no tag %q", canonical), nearTag(canonical, rows)))
				continue
			}
			if group.name == "add" {
				continue
			}
			for i, word := range group.rows[canonical] {
				if !slices.ContainsFunc(slices.Concat(rows[canonical], f.Tags[canonical], f.Add[canonical]), func(have string) bool { return wordingForm(have) == wordingForm(word) }) {
					faults = append(faults, d.fault(d.at(d.root, "remove", canonical, fmt.Sprint(i)), fmt.Sprintf("%q is no wording of %q", word, canonical), meant(word, rows[canonical])))
				}
			}
		}
	}
	return faults
}

// change applies the own file to rows.
func (f aliasFile) change(rows map[string][]string) {
	for _, canonical := range slices.Sorted(maps.Keys(f.Tags)) {
		if len(f.Tags[canonical]) == 0 {
			delete(rows, canonical)
			continue
		}
		rows[canonical] = nil
		take(rows, canonical, canonical)
		give(rows, canonical, f.Tags[canonical])
	}
	for _, canonical := range slices.Sorted(maps.Keys(f.Add)) {
		give(rows, canonical, f.Add[canonical])
	}
	for canonical, words := range f.Remove {
		rows[canonical] = slices.DeleteFunc(slices.Clone(rows[canonical]), func(have string) bool {
			return slices.ContainsFunc(words, func(word string) bool { return wordingForm(word) == wordingForm(have) })
		})
	}
}

// give adds wordings to a tag; they leave every other.
func give(rows map[string][]string, canonical string, words []string) {
	for _, word := range words {
		take(rows, canonical, word)
		rows[canonical] = append(rows[canonical], word)
	}
}

// take takes a wording from every row. Where it is the name of another row,
// that row's wordings come along.
func take(rows map[string][]string, canonical, word string) {
	form := wordingForm(word)
	same := func(have string) bool { return wordingForm(have) == form }
	for _, other := range slices.Sorted(maps.Keys(rows)) {
		if slices.ContainsFunc(rows[other], same) {
			rows[other] = slices.DeleteFunc(slices.Clone(rows[other]), same)
		}
		if other != canonical && same(other) {
			rows[canonical] = append(rows[canonical], rows[other]...)
			delete(rows, other)
		}
	}
}

// wordingForm is the form in which two wordings of the file count as one.
func wordingForm(word string) string {
	if strings.HasPrefix(word, "=") {
		return word
	}
	return strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer("’", "", "'", "", "-", " ", "_", " ", "&", " and ").Replace(word)), " "))
}

func nearTag(word string, rows map[string][]string) string {
	if best := Nearest(word, slices.Sorted(maps.Keys(rows))); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	return "a new tag stands under [tags]"
}
