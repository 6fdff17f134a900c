package config

import (
	"encoding/json"
	"os"
	"reflect"
	"testing"
)

func TestSchema(t *testing.T) {
	want, err := makeSchema()
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("schema.json", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(Schema()) != string(want) {
		t.Error("schema.json is out of date: go generate ./config")
	}
	var read map[string]any
	if err := json.Unmarshal(want, &read); err != nil {
		t.Fatal(err)
	}
}

// A setting without words would have no help in the editor.
func TestEverySettingIsExplained(t *testing.T) {
	for _, v := range []any{Config{}, Publication{}, Address{}, Section{}, Keys{}, Mute{}} {
		of := reflect.TypeOf(v)
		for i := range of.NumField() {
			if name := of.Field(i).Tag.Get("toml"); name != "" && name != "-" && of.Field(i).Tag.Get("doc") == "" {
				t.Errorf("%s.%s has no doc", of.Name(), name)
			}
		}
	}
}
