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

	"github.com/pelletier/go-toml/v2/unstable"
)

// Removed is a block that Remove took out: its text, comments within included,
// and the line it began at, so that Restore can put it back.
type Removed struct {
	Publication Publication
	Text        string
	Line        int // from 1
}

// Add writes publications to the end of the file, one block each. Where there is
// no file yet, or one without publications of its own, the starter paper's are
// written first, so that none disappears. Everything else stays as it is, byte
// for byte. Nothing is changed when the result could not be read.
func Add(file string, publications ...Publication) error {
	return edit(file, func(e *edition) error {
		for _, p := range publications {
			if p.ID == "" {
				p.ID = MakeID(p.Name)
			}
			if err := e.isNew(p); err != nil {
				return err
			}
			e.append(Block(p))
			e.want = append(e.want, p.ID)
		}
		return nil
	})
}

// Remove takes the block of a publication out. Comments above it stay.
func Remove(file, id string) (Removed, error) {
	var removed Removed
	err := edit(file, func(e *edition) error {
		i := slices.IndexFunc(e.config.Publications, func(p Publication) bool { return p.ID == id })
		if i < 0 {
			return fmt.Errorf("there is no publication %q in %s", id, file)
		}
		removed = e.cut(blocksOf(e.text)[i])
		removed.Publication = e.config.Publications[i]
		e.want = slices.Delete(e.want, i, i+1)
		if len(e.want) == 0 {
			e.insert(1, noneLeft+e.newline)
		}
		return nil
	})
	return removed, err
}

// Restore puts a removed block back, in its place when the file still has it.
func Restore(file string, r Removed) error {
	return edit(file, func(e *edition) error {
		if err := e.isNew(r.Publication); err != nil {
			return err
		}
		before := e.text
		if r.Line >= 1 && r.Line <= 1+strings.Count(e.text, "\n") {
			e.text = noneLine.ReplaceAllString(e.text, "")
			e.insert(r.Line, r.Text)
			if got, err := e.read(e.text); err == nil && e.sameBut(got, r.Publication.ID) && slices.Contains(idsOf(got), r.Publication.ID) {
				e.want = idsOf(got)
				return nil
			}
			e.text = before
		}
		e.append(r.Text)
		e.want = append(e.want, r.Publication.ID)
		return nil
	})
}

// noneLeft keeps the starter paper away when the last publication was removed.
const noneLeft = "publication = [] # none; without this line the starter paper is read"

var noneLine = regexp.MustCompile(`(?m)^publication[ \t]*=[ \t]*\[[ \t]*\][ \t]*(#[^\n]*)?\r?\n?`)

// edition is a file being changed.
type edition struct {
	file    string
	text    string
	newline string
	config  Config
	want    []string // ids that the result must have, in order
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
	old, err := readFile(target)
	fresh := errors.Is(err, fs.ErrNotExist)
	if err != nil && !fresh {
		return fmt.Errorf("read configuration: %w", err)
	}
	e := &edition{file: file, text: string(old), newline: "\n"}
	if fresh {
		e.text = string(starter)
	}
	if strings.Contains(e.text, "\r\n") {
		e.newline = "\r\n"
	}
	if e.config, err = e.read(e.text); err != nil {
		return fmt.Errorf("the configuration has faults, so it was left alone:\n%w", err)
	}
	e.want = idsOf(e.config)
	if !e.config.document.has("publication") {
		e.append(starterPublications())
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
	return replace(target, old, []byte(e.text), fresh)
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
func (e *edition) append(block string) {
	if !strings.HasPrefix(block, noneLeft) {
		e.text = noneLine.ReplaceAllString(e.text, "")
	}
	if e.text != "" && !strings.HasSuffix(e.text, "\n") {
		e.text += e.newline
	}
	if strings.TrimSpace(e.text) != "" && !strings.HasSuffix(e.text, e.newline+e.newline) {
		e.text += e.newline
	}
	e.text += e.lineEnds(block)
}

func (e *edition) lineEnds(text string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", e.newline)
}

// insert puts text before a line, from 1.
func (e *edition) insert(line int, text string) {
	lines := strings.SplitAfter(e.text, "\n")
	i := min(line-1, len(lines))
	mark := ""
	if i == 0 { // a byte order mark stays first
		if rest, ok := strings.CutPrefix(e.text, "\ufeff"); ok {
			mark, lines = "\ufeff", strings.SplitAfter(rest, "\n")
		}
	}
	if i > 0 && !strings.HasSuffix(lines[i-1], "\n") {
		lines[i-1] += e.newline
	}
	e.text = mark + strings.Join(lines[:i], "") + e.lineEnds(text) + strings.Join(lines[i:], "")
}

// cut takes lines out, and the blank line that would be left behind twice.
func (e *edition) cut(b block) Removed {
	lines := strings.SplitAfter(e.text, "\n")
	from, to := b.first-1, min(b.last, len(lines))
	if to < len(lines) && strings.TrimSpace(lines[to]) == "" && (from == 0 || strings.TrimSpace(lines[from-1]) == "") {
		to++
	}
	removed := Removed{Text: strings.Join(lines[from:to], ""), Line: b.first}
	if !strings.HasSuffix(removed.Text, "\n") {
		removed.Text += e.newline
	}
	e.text = strings.Join(lines[:from], "") + strings.Join(lines[to:], "")
	return removed
}

// block is a publication's lines in the file, from 1, both included.
type block struct{ first, last int }

// blocksOf finds the [[publication]] blocks, their sub-tables included.
func blocksOf(text string) []block {
	var blocks []block
	inside := false
	var p unstable.Parser
	data := []byte(strings.TrimPrefix(text, "\ufeff"))
	p.Reset(data)
	for p.NextExpression() {
		e := p.Expression()
		line := 0
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			keys := e.Key()
			keys.Next()
			line = p.Shape(keys.Node().Raw).Start.Line
			inside = string(keys.Node().Data) == "publication"
			if inside && keys.IsLast() {
				blocks = append(blocks, block{first: line, last: line})
			}
		case unstable.KeyValue:
			line = p.Shape(e.Raw).Start.Line + bytes.Count(bytes.TrimRight(p.Raw(e.Raw), " \t\r\n"), []byte("\n"))
		}
		if inside && len(blocks) > 0 {
			blocks[len(blocks)-1].last = max(blocks[len(blocks)-1].last, line)
		}
	}
	return blocks
}

// starterPublications is the part of the starter paper below its rule.
func starterPublications() string {
	_, below, _ := strings.Cut(string(starter), "- publications\n\n")
	return below
}
