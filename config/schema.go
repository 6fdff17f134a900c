package config

import (
	_ "embed"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

//go:generate go test -run TestSchema -update .

//go:embed schema.json
var schema []byte

// Schema is the JSON Schema (draft 2020-12) of the configuration, for editors
// that complete and check TOML.
func Schema() []byte { return append([]byte(nil), schema...) }

// makeSchema writes the schema from the marks of the fields, so that it says
// what the reader of the file does.
func makeSchema() ([]byte, error) {
	root := schemaOf(reflect.TypeFor[Config]())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["title"] = "Standfirst configuration"
	text, err := json.MarshalIndent(root, "", "  ")
	return append(text, '\n'), err
}

func schemaOf(t reflect.Type) map[string]any {
	if _, ok := reflect.New(t).Interface().(texted); ok {
		if t == reflect.TypeFor[Size]() {
			return map[string]any{"type": []string{"string", "integer"}, "examples": []string{"64 MiB"}}
		}
		return map[string]any{"type": "string", "pattern": `^(off|([0-9]+\s*[smhdw][a-z]*\s*)+)$`, "examples": []string{"30m", "2h", "1d"}}
	}
	switch t.Kind() {
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int:
		return map[string]any{"type": "integer"}
	case reflect.Slice:
		item := schemaOf(t.Elem())
		if t.Elem() == reflect.TypeFor[Address]() || t.Elem() == reflect.TypeFor[Section]() {
			item = map[string]any{"anyOf": []any{map[string]any{"type": "string"}, item}}
		}
		list := map[string]any{"type": "array", "items": item}
		if t == reflect.TypeFor[Command]() {
			list["minItems"] = 1
		}
		return list
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": schemaOf(t.Elem())}
	}
	properties := map[string]any{}
	for i := range t.NumField() {
		f := t.Field(i)
		name := f.Tag.Get("toml")
		if name == "" || name == "-" {
			continue
		}
		property := schemaOf(f.Type)
		if doc := f.Tag.Get("doc"); doc != "" {
			property["description"] = doc
		}
		if enum := f.Tag.Get("enum"); enum != "" {
			property["enum"] = strings.Split(strings.TrimPrefix(enum, ","), ",")
		}
		for _, mark := range [][2]string{{"min", "minimum"}, {"max", "maximum"}} {
			if n, err := strconv.Atoi(f.Tag.Get(mark[0])); err == nil {
				property[mark[1]] = n
			}
		}
		properties[name] = property
	}
	return map[string]any{"type": "object", "properties": properties, "additionalProperties": false}
}
