package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"standfirst/feed/clean"
)

// form is how a command writes its answer.
type form struct{ json, tsv, plain bool }

// formFlags gives a command --json, --tsv and --plain.
func formFlags(cmd *cobra.Command, f *form) {
	flags := cmd.Flags()
	flags.BoolVar(&f.json, "json", false, "write JSON, with the field names of 'help json'")
	flags.BoolVar(&f.tsv, "tsv", false, "write tab-separated values with a header line")
	flags.BoolVar(&f.plain, "plain", false, "write plain text that reads well aloud (default)")
	flags.SortFlags = false
	before(cmd, func() error { return f.check() })
}

// before runs a check ahead of a command's own work.
func before(cmd *cobra.Command, check func() error) {
	run := cmd.RunE
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if err := check(); err != nil {
			return err
		}
		return run(cmd, args)
	}
}

func (f form) check() error {
	if f.json && f.tsv || f.json && f.plain || f.tsv && f.plain {
		return misused("--json, --tsv and --plain exclude each other; give one of them")
	}
	return nil
}

// rows writes things one after the other: as a JSON array with one object a
// line, as tab-separated values, or as plain text; nothing waits for the last.
type rows struct {
	form
	to    io.Writer
	count int
	err   error
}

func (f form) rows(to io.Writer, header ...string) *rows {
	r := &rows{form: f, to: to}
	if f.tsv {
		r.write(strings.Join(header, "\t") + "\n")
	}
	return r
}

func (r *rows) write(text string) {
	if r.err == nil {
		_, r.err = io.WriteString(r.to, text)
	}
}

// add writes one thing in the form asked for: object for JSON, cells for
// tab-separated values, text (whole lines) for reading.
func (r *rows) add(object any, cells []string, text string) error {
	switch {
	case r.json:
		opening := "[\n"
		if r.count > 0 {
			opening = ",\n"
		}
		line, err := compact(object)
		if err != nil {
			return err
		}
		r.write(opening + line)
	case r.tsv:
		for i, cell := range cells {
			cells[i] = clean.Line(cell, 0)
		}
		r.write(strings.Join(cells, "\t") + "\n")
	default:
		r.write(text)
	}
	r.count++
	return r.err
}

// end closes what add opened. An empty JSON answer is an empty array.
func (r *rows) end() error {
	switch {
	case r.json && r.count == 0:
		r.write("[]\n")
	case r.json:
		r.write("\n]\n")
	}
	return r.err
}

// compact is a value as JSON on one line. Signs of HTML stay as they are: this
// is read by people and by programs that know JSON.
func compact(value any) (string, error) {
	var w strings.Builder
	encoder := json.NewEncoder(&w)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return "", fmt.Errorf("write JSON: %w", err)
	}
	return strings.TrimSuffix(w.String(), "\n"), nil
}

// object writes one value as JSON, on a line of its own.
func (s *session) object(value any) error {
	text, err := compact(value)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, text)
	return err
}

func yes(truth bool) string {
	if truth {
		return "yes"
	}
	return "no"
}
