package linear

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"standfirst/feed/clean"
)

// longestLine bounds what is typed, in bytes: a query may be long, a file sent
// by mistake is longer.
const longestLine = 8 << 10

// input is one line of input, without its end.
type input struct {
	text    string
	tooLong bool // and left out
	ended   bool // there was no line any more
}

// typed reads lines, one at a time and only when asked, so that what is typed
// ahead stays with the terminal.
type typed struct {
	lines chan input
	wants chan struct{}
}

func newTyped(in io.Reader) *typed {
	t := &typed{lines: make(chan input, 1), wants: make(chan struct{}, 1)}
	go func() {
		reader := bufio.NewReaderSize(in, longestLine)
		for range t.wants {
			l := readLine(reader)
			t.lines <- l
			if l.ended {
				return
			}
		}
	}()
	return t
}

// ask wants the next line; it is asked once for every line.
func (t *typed) ask() { t.wants <- struct{}{} }

// stop ends the reading, once the line under way has come.
func (t *typed) stop() { close(t.wants) }

// readLine reads a line; an error of reading is the end, and a last line without
// its line end counts.
func readLine(reader *bufio.Reader) input {
	text, err := reader.ReadSlice('\n')
	l := input{text: strings.TrimSpace(clean.Line(string(text), 0))}
	for errors.Is(err, bufio.ErrBufferFull) {
		l.tooLong = true
		_, err = reader.ReadSlice('\n')
	}
	l.ended = err != nil && len(text) == 0
	return l
}
