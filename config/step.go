package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Edit is what Add or Remove did to the file, as kept in the reader's journal
// (JSON), so that it can be taken back and done again later: byte for byte when
// nothing else touched the file, and around other people's changes when they
// left its publications alone.
type Edit struct {
	Come  []Named `json:"come,omitempty"` // publications that it brought
	Gone  []Named `json:"gone,omitempty"` // publications that it took out
	Hunks []hunk  `json:"hunks"`          // in the order they were made
}

// Named is a publication's id and its name.
type Named struct{ ID, Name string }

// hunk is one place of the file: what stood there and what stands there now,
// whole lines, and the lines around it.
type hunk struct {
	ID    string `json:"id,omitempty"` // the publication whose block it is; empty: the line that says there is none
	At    int    `json:"at"`           // in bytes
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
	Above string `json:"above,omitempty"`
	Below string `json:"below,omitempty"`
}

// ErrEdited: the file was edited in a way that leaves no place for taking an edit
// back or doing it again.
var ErrEdited = errors.New("the configuration was edited meanwhile, so it was left alone")

// Undo takes an edit of the file back. Where that is so already, nothing is done.
// A publication whose block was edited since is ErrEdited, and nothing is changed.
func (e Edit) Undo(file string) error {
	back := Edit{Come: e.Gone, Gone: e.Come}
	for _, h := range slices.Backward(e.Hunks) {
		h.Old, h.New = h.New, h.Old
		back.Hunks = append(back.Hunks, h)
	}
	return back.Redo(file)
}

// Redo does an edit again, under the rules of Undo.
func (e Edit) Redo(file string) error {
	return edit(file, func(now *edition) error {
		ids := idsOf(now.config)
		here := func(n Named) bool { return slices.Contains(ids, n.ID) }
		missing := slices.DeleteFunc(slices.Clone(e.Come), here)
		left := slices.DeleteFunc(slices.Clone(e.Gone), func(n Named) bool { return !here(n) })
		before, err := *now, error(nil)
		for way := bothSides; way <= atTheEnd; way++ {
			*now = before
			if err = now.redo(e, missing, left, way); err == nil {
				return nil
			}
		}
		return err
	})
}

// The ways to find the place where a block stood: by the lines on both sides of
// it, by those of one side, or at the end of the file, where every block can
// stand.
const (
	bothSides = iota
	below
	above
	atTheEnd
)

func (e *edition) redo(edit Edit, come, gone []Named, way int) error {
	has := func(list []Named, id string) bool {
		return slices.ContainsFunc(list, func(n Named) bool { return n.ID == id })
	}
	e.want = slices.DeleteFunc(e.want, func(id string) bool { return has(gone, id) })
	if len(e.want)+len(come) > 0 {
		e.dropNone()
	}
	for _, h := range edit.Hunks {
		switch {
		case h.ID == "": // as it comes out
		case h.Old != "" && has(gone, h.ID):
			if !e.swap(h) {
				return fmt.Errorf("%w: the entry of %s in %s is another one now", ErrEdited, nameOf(gone, h.ID), e.file)
			}
		case h.Old == "" && has(come, h.ID):
			e.put(h, way)
		}
	}
	if len(e.want)+len(come) == 0 && noneAt(e.text) == nil {
		i := slices.IndexFunc(edit.Hunks, func(h hunk) bool { return h.ID == "" && h.Old == "" })
		if i < 0 {
			e.sayNone()
		} else {
			e.put(edit.Hunks[i], way)
		}
	}
	got, err := e.read(e.text)
	if err == nil {
		ids := idsOf(got)
		if len(ids) == len(e.want)+len(come) && !slices.ContainsFunc(come, func(n Named) bool { return !slices.Contains(ids, n.ID) }) &&
			e.sameBut(got, changed(idsOf(e.config), ids)...) {
			e.want = ids
			return nil
		}
	}
	if len(come) > 0 {
		return fmt.Errorf("%w: as %s stands now, it has no room for the entry of %s", ErrEdited, e.file, come[0].Name)
	}
	return fmt.Errorf("%w: as %s stands now, the entry of %s cannot be taken out", ErrEdited, e.file, nameOf(gone, ""))
}

func nameOf(list []Named, id string) string {
	for _, n := range list {
		if n.ID == id || id == "" {
			return n.Name
		}
	}
	return id
}

// splice puts text in the place of what stands between two bytes, and notes it.
func (e *edition) splice(from, to int, text, id string) {
	e.hunks = append(e.hunks, hunk{
		ID: id, At: from, Old: e.text[from:to], New: text,
		Above: lastLines(e.text[:from]), Below: firstLines(e.text[to:]),
	})
	e.text = e.text[:from] + text + e.text[to:]
}

// around is how many lines on either side tell a place again.
const around = 3

func lastLines(text string) string {
	lines := strings.SplitAfter(text, "\n")
	return strings.Join(lines[max(0, len(lines)-around-1):], "")
}

func firstLines(text string) string {
	lines := strings.SplitAfter(text, "\n")
	return strings.Join(lines[:min(around, len(lines))], "")
}

// swap puts h.New where h.Old stands, the place nearest to where it stood.
func (e *edition) swap(h hunk) bool {
	at := nearestPlace(e.text, h.Old, h.At, func(at int) bool {
		starts := at == 0 || e.text[at-1] == '\n' || strings.HasPrefix(h.Old, "\n") || strings.HasPrefix(h.Old, "\r\n")
		end := at + len(h.Old)
		return starts && (end == len(e.text) || strings.HasSuffix(h.Old, "\n"))
	})
	if at < 0 {
		return false
	}
	e.splice(at, at+len(h.Old), h.New, h.ID)
	return true
}

// put inserts h.New, by the way given or the next one that finds a place.
func (e *edition) put(h hunk, way int) {
	lineStarts := func(at int) bool { return at == 0 || at == len(e.text) || e.text[at-1] == '\n' }
	at := -1
	if way <= bothSides {
		at = nearestPlace(e.text, h.Above+h.Below, h.At-len(h.Above), nil)
		if at >= 0 {
			at += len(h.Above)
		}
	}
	if way <= below && at < 0 && strings.TrimSpace(h.Below) != "" {
		at = nearestPlace(e.text, h.Below, h.At, lineStarts)
	}
	if way <= above && at < 0 && strings.TrimSpace(h.Above) != "" {
		at = nearestPlace(e.text, h.Above, h.At-len(h.Above), nil)
		if at >= 0 {
			at += len(h.Above)
		}
	}
	if at >= 0 {
		e.splice(at, at, h.New, h.ID)
		return
	}
	e.append(strings.TrimLeft(h.New, "\r\n"), h.ID)
}

// nearestPlace finds the place of a text that lies nearest to a byte; -1: nowhere.
// fits, where it is given, judges a place.
func nearestPlace(text, what string, to int, fits func(at int) bool) int {
	best := -1
	for from := 0; from <= len(text); {
		i := strings.Index(text[from:], what)
		if i < 0 {
			break
		}
		at := from + i
		if (fits == nil || fits(at)) && (best < 0 || between(at, to) < between(best, to)) {
			best = at
		}
		from = at + 1
	}
	return best
}

func between(a, b int) int { return max(a-b, b-a) }
