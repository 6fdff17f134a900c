package cache

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"

	"standfirst/feed"
)

// marks.jsonl holds every read and saved mark a second time, one JSON object a
// line, the last line of a story counting: the marks can be rebuilt from it when
// the archive is damaged. It names stories by hashes, as identities does, and
// so tells nothing of what was read.

// MarksFileName is the name of that file in the data folder.
const MarksFileName = "marks.jsonl"

// markLine is one line of it. Times are milliseconds since 1970, 0 for none.
type markLine struct {
	Publication feed.PublicationID `json:"p"`
	Names       []int64            `json:"n"`
	Read        int64              `json:"r,omitempty"`
	Saved       int64              `json:"s,omitempty"`
}

type marksFile struct {
	mu   sync.Mutex
	path string
	f    *os.File
}

func openMarksFile(dir string) (*marksFile, error) {
	path := filepath.Join(dir, MarksFileName)
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	return &marksFile{path: path, f: f}, nil
}

// add appends lines in one write. The archive is what counts: this file is not
// synced, and a full disk only costs the second copy.
func (m *marksFile) add(lines []markLine) error {
	var out []byte
	for _, l := range lines {
		b, err := json.Marshal(l)
		if err != nil {
			return err
		}
		out = append(append(out, b...), '\n')
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	_, err := m.f.Write(out)
	return err
}

func (m *marksFile) close() {
	m.mu.Lock()
	defer m.mu.Unlock()
	_ = m.f.Sync()
	_ = m.f.Close()
}

// readMarkLines returns the last line of each story. A line that a crash cut is
// left out.
func readMarkLines(r io.Reader) (lines []markLine, err error) {
	at := map[int64]int{}
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		var l markLine
		if json.Unmarshal(sc.Bytes(), &l) != nil || len(l.Names) == 0 {
			continue
		}
		// The names of a story grow: one shared name makes it the same.
		i, ok := -1, false
		for _, name := range l.Names {
			if i, ok = at[name]; ok {
				break
			}
		}
		if ok {
			lines[i] = l
		} else {
			i = len(lines)
			lines = append(lines, l)
		}
		for _, name := range l.Names {
			at[name] = i
		}
	}
	return lines, sc.Err()
}

// rewrite keeps the lines that keep approves, in a new file put in place of the
// old one.
func (m *marksFile) rewrite(keep func(markLine) bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	path := m.path
	old, err := os.Open(path)
	if err != nil {
		return err
	}
	defer old.Close()
	lines, err := readMarkLines(old)
	if err != nil {
		return err
	}
	fresh, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(fresh)
	for _, l := range lines {
		if !keep(l) {
			continue
		}
		b, err := json.Marshal(l)
		if err == nil {
			_, err = out.Write(append(b, '\n'))
		}
		if err != nil {
			return errors.Join(err, fresh.Close())
		}
	}
	if err := errors.Join(out.Flush(), fresh.Sync(), os.Rename(path+".new", path)); err != nil {
		return errors.Join(err, fresh.Close())
	}
	_ = m.f.Close()
	m.f = fresh
	return nil
}

// noteMarks queues the lines of the marks that a transaction changed, to be
// written when it is on disk.
func (x *tx) noteMarks() error {
	if len(x.marked) == 0 || x.c.marksFile == nil {
		return nil
	}
	lines := make([]markLine, 0, len(x.marked))
	for _, id := range x.marked {
		l, err := x.markLine(id)
		if err != nil {
			return err
		}
		if len(l.Names) > 0 {
			lines = append(lines, l)
		}
	}
	x.after = append(x.after, func() { _ = x.c.marksFile.add(lines) })
	return nil
}

func (l *look) markLine(id feed.StoryID) (line markLine, err error) {
	var names string
	_, err = l.one(`SELECT p.id, m.read, m.saved, (SELECT json_group_array(key) FROM identities i WHERE i.story = m.story AND i.pub = p.num)
		FROM marks m CROSS JOIN stories s ON s.id = m.story CROSS JOIN publications p ON p.num = s.pub WHERE m.story = ?`,
		[]any{int64(id)}, &line.Publication, &line.Read, &line.Saved, &names)
	if err != nil || names == "" {
		return line, err
	}
	return line, json.Unmarshal([]byte(names), &line.Names)
}
