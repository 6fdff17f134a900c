package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"
)

// shape is the part of JSON Schema that schemaOf writes.
type shape struct {
	Type       string           `json:"type"`
	Format     string           `json:"format"`
	AnyOf      []shape          `json:"anyOf"`
	Items      *shape           `json:"items"`
	MinItems   int              `json:"minItems"`
	Properties map[string]shape `json:"properties"`
	Required   []string         `json:"required"`
	Additional *shape           `json:"additionalProperties"`
}

func shapes() (map[string]shape, error) {
	var document struct {
		Definitions map[string]shape `json:"$defs"`
	}
	err := json.Unmarshal([]byte(schema()), &document)
	return document.Definitions, err
}

// fits says where a value is not of its shape; a field that the schema does not
// know is a fault, too.
func (s shape) fits(at string, value any) error {
	if len(s.AnyOf) > 0 {
		var last error
		for _, one := range s.AnyOf {
			if last = one.fits(at, value); last == nil {
				return nil
			}
		}
		return last
	}
	wrong := fmt.Errorf("%s is %T %v, not %s", at, value, value, s.Type)
	switch s.Type {
	case "null":
		if value != nil {
			return wrong
		}
	case "boolean":
		if _, ok := value.(bool); !ok {
			return wrong
		}
	case "integer", "number":
		n, ok := value.(float64)
		if !ok || s.Type == "integer" && n != float64(int64(n)) {
			return wrong
		}
	case "string":
		text, ok := value.(string)
		if !ok {
			return wrong
		}
		if s.Format == "date-time" {
			if at, err := time.Parse(time.RFC3339, text); err != nil || at.Location() != time.UTC {
				return wrong
			}
		}
	case "array":
		list, ok := value.([]any)
		if !ok || len(list) < s.MinItems {
			return wrong
		}
		for i, item := range list {
			if err := s.Items.fits(fmt.Sprintf("%s[%d]", at, i), item); err != nil {
				return err
			}
		}
	case "object":
		object, ok := value.(map[string]any)
		if !ok {
			return wrong
		}
		for _, name := range s.Required {
			if _, ok := object[name]; !ok {
				return fmt.Errorf("%s has no %s", at, name)
			}
		}
		for name, field := range object {
			known, ok := s.Properties[name]
			if s.Additional != nil {
				known, ok = *s.Additional, true
			}
			if !ok {
				return fmt.Errorf("%s has %s, which the schema does not know", at, name)
			}
			if err := known.fits(at+"."+name, field); err != nil {
				return err
			}
		}
	}
	return nil
}

// fitsSchema (fits NAME): standard output is one JSON document, an object or an
// array of objects of this name in `help schema`.
func fitsSchema(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: fits NAME")
	}
	wellFormed(ts, false, nil)
	all, err := shapes()
	ts.Check(err)
	want, ok := all[args[0]]
	if !ok {
		ts.Fatalf("the schema defines no %s", args[0])
	}
	var document any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &document))
	objects, isArray := document.([]any)
	if !isArray {
		objects = []any{document}
	}
	for i, object := range objects {
		ts.Check(want.fits(fmt.Sprintf("%s %d", args[0], i), object))
	}
}

// TestSchemaIsHeldInTranscripts: every definition of the schema is compared with
// what a command wrote, and every command that writes JSON is compared with one.
func TestSchemaIsHeldInTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	held, wrote := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		typed := ""
		for line := range strings.Lines(string(text)) {
			if _, command, found := strings.Cut(strings.TrimSpace(line), "standfirst "); found {
				typed = command
			}
			name, found := strings.CutPrefix(strings.TrimSpace(line), "fits ")
			if !found {
				continue
			}
			held[name] = true
			if cmd, _, err := tree(t).Find(strings.Fields(typed)); err == nil {
				wrote[cmd.CommandPath()] = true
			}
		}
	}
	all, err := shapes()
	if err != nil {
		t.Fatal(err)
	}
	for name := range all {
		if !held[name] {
			t.Errorf("no transcript holds an answer to %q of the schema", name)
		}
	}
	walk(tree(t), func(cmd *cobra.Command) {
		writes := cmd.Flags().Lookup("json") != nil || slices.Contains([]string{"standfirst digest", "standfirst export choices"}, cmd.CommandPath())
		if writes && !wrote[cmd.CommandPath()] {
			t.Errorf("no transcript holds the JSON of %s to the schema", cmd.CommandPath())
		}
	})
}
