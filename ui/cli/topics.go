package cli

import (
	"embed"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"

	"standfirst/config"
	"standfirst/ui/keys"
)

// topicFiles are the long chapters of the manual: Markdown, readable as it is.
// The first line of each is its title.
//
//go:embed topics/*.md
var topicFiles embed.FS

// topicNames are the topics in alphabetical order.
func topicNames() []string {
	names := []string{"keys", "schema"}
	files, _ := topicFiles.ReadDir("topics") // embedded: it is there
	for _, file := range files {
		names = append(names, strings.TrimSuffix(path.Base(file.Name()), ".md"))
	}
	slices.Sort(names)
	return names
}

// topic is the text of a topic. What the program knows better than a writer
// (keys, settings, fields) is made from the program.
func topic(name string) (string, bool) {
	switch name = strings.ToLower(name); name {
	case "keys":
		return keysTopic(), true
	case "schema":
		return schema(), true
	}
	text, err := topicFiles.ReadFile("topics/" + name + ".md")
	if err != nil {
		return "", false
	}
	if name == "configuration" {
		return string(text) + settings() + "\n## The starter paper\n\n" + string(config.Starter()), true
	}
	return string(text), true
}

func topicTitle(name string) string {
	switch name {
	case "keys":
		return keysTitle
	case "schema":
		return "The JSON schema of what --json writes"
	}
	text, _ := topic(name)
	first, _, _ := strings.Cut(text, "\n")
	return strings.TrimPrefix(first, "# ")
}

const keysTitle = "Keys: the default map, with the names for bindings of your own"

// keysTopic is the table that dispatches keys, as text.
func keysTopic() string {
	table, _ := keys.New("", nil) // the default map has no fault: ui/keys tests it
	var w strings.Builder
	w.WriteString("# " + keysTitle + "\n")
	group := ""
	for _, b := range table.Bindings() {
		if b.Group != group {
			group = b.Group
			fmt.Fprintf(&w, "\n## %s\n\n", group)
		}
		fmt.Fprintf(&w, "    %-22s %-18s %s\n", strings.Join(b.Keys, " or "), b.Action, b.Help)
	}
	w.WriteString(`
## Your own

    [keys]
    preset = "vim"          # ` + strings.Join(keys.Presets(), ", ") + `
    [keys.bindings]
    top = "g g"             # the middle column names the actions
    open = "enter or l"
    undo = ""               # takes all its keys away

Two actions on one key are a fault that names both.
`)
	return w.String()
}

// settings lists what can be set, from the configuration's own declaration.
func settings() string {
	var w strings.Builder
	w.WriteString("## Settings\n\n")
	list(&w, reflect.TypeFor[config.Config]())
	w.WriteString("\n## In a [[publication]]\n\n")
	list(&w, reflect.TypeFor[config.Publication]())
	w.WriteString("\n## In a [[publication.section]]\n\n")
	list(&w, reflect.TypeFor[config.Section]())
	w.WriteString("\n## In a [[mute]]\n\n")
	list(&w, reflect.TypeFor[config.Mute]())
	return w.String()
}

func list(w *strings.Builder, of reflect.Type) {
	for i := range of.NumField() {
		field := of.Field(i)
		name, doc := field.Tag.Get("toml"), field.Tag.Get("doc")
		if name == "" || name == "-" || doc == "" {
			continue
		}
		if allowed := field.Tag.Get("enum"); allowed != "" {
			doc += " (" + strings.ReplaceAll(strings.TrimPrefix(allowed, ","), ",", ", ") + ")"
		}
		fmt.Fprintf(w, "- `%s`: %s\n", name, doc)
	}
}
