package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Removed is a block that Remove took out: its text, comments within included.
type Removed struct {
	Publication Publication
	Text        string
	Edit        Edit
}

// Add writes publications to the end of the file, one block each. Where there is
// no file yet, or one without publications of its own, the starter paper's are
// written first, so that none disappears. Everything else stays as it is, byte
// for byte. Nothing is changed when the result could not be read.
func Add(file string, publications ...Publication) (Edit, error) {
	var done Edit
	err := edit(file, func(e *edition) error {
		for _, p := range publications {
			if p.ID == "" {
				p.ID = MakeID(p.Name)
			}
			if err := e.isNew(p); err != nil {
				return err
			}
			e.append(Block(p), p.ID)
			e.want = append(e.want, p.ID)
			done.Come = append(done.Come, Named{p.ID, p.Name})
		}
		done.Hunks = e.hunks
		return nil
	})
	return done, err
}

// Remove takes the block of a publication out. Comments above it stay.
func Remove(file, id string) (Removed, error) {
	var removed Removed
	err := edit(file, func(e *edition) error {
		i := slices.IndexFunc(e.config.Publications, func(p Publication) bool { return p.ID == id })
		if i < 0 {
			return fmt.Errorf("there is no publication %q in %s", id, file)
		}
		p := e.config.Publications[i]
		removed = Removed{Publication: p, Text: e.cut(blocksOf(e.text)[i], id)}
		e.want = slices.Delete(e.want, i, i+1)
		if len(e.want) == 0 {
			e.sayNone()
		}
		removed.Edit = Edit{Gone: []Named{{p.ID, p.Name}}, Hunks: e.hunks}
		return nil
	})
	return removed, err
}

// noneLeft keeps the starter paper away when the last publication was removed.
const noneLeft = "publication = [] # none; without this line the starter paper is read"

var noneLine = regexp.MustCompile(`(?m)^publication[ \t]*=[ \t]*\[[ \t]*\][ \t]*(#[^\n]*)?\r?\n?`)

// noneAt finds that line; a byte order mark may stand before it.
func noneAt(text string) []int {
	rest := strings.TrimPrefix(text, "\ufeff")
	at := noneLine.FindStringIndex(rest)
	if at == nil {
		return nil
	}
	mark := len(text) - len(rest)
	return []int{mark + at[0], mark + at[1]}
}

func (e *edition) dropNone() {
	if at := noneAt(e.text); at != nil {
		e.splice(at[0], at[1], "", "")
	}
}

// edition is a file being changed.
type edition struct {
	file    string
	text    string
	newline string
	config  Config
	want    []string // ids that the result must have, in order
	old     []byte   // the file as read; nil: there is none
	hunks   []hunk   // what was changed so far
}

func (e *edition) read(text string) (Config, error) {
	c := defaults()
	c.File = e.file
	c.Paths = Paths{Exports: os.TempDir(), home: os.TempDir()} // not what is edited
	return load(c, []byte(text), Options{Env: func(string) string { return "" }})
}

// edit reads the file, lets change work on it, reads the result anew and only
// then puts it in the file's place.
func edit(file string, change func(*edition) error) error {
	target := file
	if real, err := filepath.EvalSymlinks(file); err == nil {
		target = real // a link to the file stays a link
	}
	e, err := present(file)
	if err != nil {
		return err
	}
	e.want = idsOf(e.config)
	if !e.config.document.has("publication") {
		e.append(starterPublications(), "")
		e.hunks = nil // the starter paper is read with or without it
	}
	if len(blocksOf(e.text)) != len(e.config.Publications) {
		return fmt.Errorf("the publications of %s are written as one list: change it by hand (standfirst config edit)", file)
	}
	if err := change(e); err != nil {
		return err
	}
	after, err := e.read(e.text)
	if err != nil {
		return fmt.Errorf("the configuration was left alone, since the change would have been at fault:\n%w", err)
	}
	if got := idsOf(after); !slices.Equal(got, e.want) {
		return fmt.Errorf("the configuration was left alone: the change would have made it %q instead of %q", got, e.want)
	}
	if !e.sameBut(after, changed(idsOf(e.config), e.want)...) {
		return fmt.Errorf("the configuration was left alone: the change would have touched other settings")
	}
	if len(e.hunks) == 0 {
		return nil
	}
	return replace(target, e.old, []byte(e.text), e.old == nil)
}

// Configured returns the publications that a file names now, or the starter
// paper's where there is no file.
func Configured(file string) ([]Publication, error) {
	e, err := present(file)
	return e.config.Publications, err
}

// BlockText is the text of a publication's block, comments within included.
func BlockText(file, id string) (string, error) {
	var text string
	err := edit(file, func(e *edition) error {
		i := slices.IndexFunc(e.config.Publications, func(p Publication) bool { return p.ID == id })
		if i < 0 {
			return fmt.Errorf("there is no publication %q in %s", id, file)
		}
		text = e.cut(blocksOf(e.text)[i], id)
		return errLeft
	})
	if errors.Is(err, errLeft) {
		err = nil
	}
	return text, err
}

// errLeft ends an edit that was only for looking.
var errLeft = errors.New("left as it is")

// present reads the file as it stands.
func present(file string) (*edition, error) {
	e := &edition{file: file, newline: "\n"}
	text, err := readFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text = starter
	case err != nil:
		return e, fmt.Errorf("read configuration: %w", err)
	default:
		e.old = append([]byte{}, text...)
	}
	e.text = string(text)
	if strings.Contains(e.text, "\r\n") {
		e.newline = "\r\n"
	}
	if e.config, err = e.read(e.text); err != nil {
		return e, fmt.Errorf("the configuration has faults, so it was left alone:\n%w", err)
	}
	return e, nil
}

// sameBut tells whether a configuration says the same as the one being edited,
// some publications aside.
func (e *edition) sameBut(c Config, ids ...string) bool {
	bare := func(c Config) Config {
		c.document, c.overridden = nil, nil
		c.Publications = slices.DeleteFunc(slices.Clone(c.Publications), func(p Publication) bool { return slices.Contains(ids, p.ID) })
		return c
	}
	return reflect.DeepEqual(bare(e.config), bare(c))
}

// changed are the ids that stand in one list only.
func changed(before, after []string) []string {
	return slices.DeleteFunc(slices.Concat(before, after), func(id string) bool {
		return slices.Contains(before, id) && slices.Contains(after, id)
	})
}

// replace puts text in the file's place in one step, unless another program
// changed the file in the meantime.
func replace(file string, old, text []byte, fresh bool) error {
	folder := filepath.Dir(file)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	mode := fs.FileMode(0o600)
	if info, err := os.Stat(file); err == nil {
		mode = info.Mode().Perm()
	}
	temporary, err := os.CreateTemp(folder, ".config-*.toml")
	if err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	defer os.Remove(temporary.Name()) // gone already when all went well
	_, err = temporary.Write(text)
	err = errors.Join(err, temporary.Chmod(mode), temporary.Sync(), temporary.Close())
	if err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	now, err := os.ReadFile(file)
	if fresh != errors.Is(err, fs.ErrNotExist) || !fresh && (err != nil || !bytes.Equal(now, old)) {
		return fmt.Errorf("the configuration %s was changed by another program: try again", file)
	}
	if err := os.Rename(temporary.Name(), file); err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	return nil
}

func idsOf(c Config) []string {
	ids := make([]string, len(c.Publications))
	for i, p := range c.Publications {
		ids[i] = p.ID
	}
	return ids
}

// isNew tells in a sentence what of p is there already.
func (e *edition) isNew(p Publication) error {
	for _, have := range e.config.Publications {
		if have.ID == p.ID || strings.EqualFold(have.Name, p.Name) {
			return fmt.Errorf("%s is already there", have.Name)
		}
		for _, feed := range have.Feeds {
			for _, mine := range append([]Address{{URL: p.Feed}}, p.Feeds...) {
				if mine.URL != "" && sameAddress(feed.URL) == sameAddress(mine.URL) {
					return fmt.Errorf("%s is already there: it has the same feed", have.Name)
				}
			}
		}
	}
	return nil
}

// append adds a block at the end, a blank line before it.
func (e *edition) append(block, id string) {
	e.dropNone()
	before := ""
	if e.text != "" && !strings.HasSuffix(e.text, "\n") {
		before = e.newline
	}
	if strings.TrimSpace(e.text) != "" && !strings.HasSuffix(e.text+before, e.newline+e.newline) {
		before += e.newline
	}
	e.splice(len(e.text), len(e.text), before+e.lineEnds(block), id)
}

func (e *edition) lineEnds(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", e.newline)
}

// sayNone writes that there are no publications at all, in the first line.
func (e *edition) sayNone() {
	at := 0
	if strings.HasPrefix(e.text, "\ufeff") { // a byte order mark stays first
		at = len("\ufeff")
	}
	e.splice(at, at, noneLeft+e.newline, "")
}

// cut takes lines out, and the blank line that would be left behind twice.
func (e *edition) cut(b block, id string) string {
	lines := strings.SplitAfter(e.text, "\n")
	from, to := b.first-1, min(b.last, len(lines))
	if to < len(lines) && strings.TrimSpace(lines[to]) == "" && (from == 0 || strings.TrimSpace(lines[from-1]) == "") {
		to++
	}
	text := strings.Join(lines[from:to], "")
	at := len(strings.Join(lines[:from], ""))
	e.splice(at, at+len(text), "", id)
	if !strings.HasSuffix(text, "\n") {
		text += e.newline
	}
	return text
}

// starterPublications is the part of the starter paper below its rule.
func starterPublications() string {
	_, below, _ := strings.Cut(string(starter), "- publications\n\n")
	return below
}
