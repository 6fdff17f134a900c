package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// decoder fills values from nodes, gathering faults instead of stopping.
type decoder struct {
	d      *document
	faults Faults
}

// texted is a setting that is written as text and read by its own rule.
type texted interface {
	read(text string) (message, remedy string)
}

// read fills c from the text of a file.
func (c *Config) read(file string, text []byte) Faults {
	d, faults := readDocument(file, text)
	c.document = d
	dec := decoder{d: d, faults: faults}
	dec.table(d.root, reflect.ValueOf(c).Elem(), "")
	return dec.faults
}

func (dec *decoder) fault(n *node, message, remedy string) {
	dec.faults = append(dec.faults, dec.d.fault(n.at, message, remedy))
}

func (dec *decoder) wrong(n *node, name string, want kind, example string) {
	dec.fault(n, fmt.Sprintf("%s is %s, not %s", name, want, n.kind), "write it like "+example)
}

// table fills a struct. A field without a toml name is not a setting.
func (dec *decoder) table(n *node, into reflect.Value, where string) {
	fields := map[string]reflect.Value{}
	var names []string
	for i := range into.NumField() {
		if name := into.Type().Field(i).Tag.Get("toml"); name != "" && name != "-" {
			fields[name] = into.Field(i)
			names = append(names, name)
		}
	}
	for _, key := range n.order {
		child := n.keys[key]
		field, ok := fields[key]
		if !ok {
			where := strings.TrimSuffix(where, ".")
			message := fmt.Sprintf("there is no setting %q", key)
			if where != "" {
				message += " in " + where
			}
			dec.faults = append(dec.faults, dec.d.fault(child.key, message, dec.unknown(key, where, names)))
			continue
		}
		dec.value(child, field, where+key)
	}
}

// unknown is the remedy for a setting that does not exist: the one that was
// meant, or the table it belongs to.
func (dec *decoder) unknown(key, where string, names []string) string {
	if best := Nearest(key, names); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	if other := tableOf(key); where != other && other != "-" {
		if other == "" {
			return fmt.Sprintf("%q stands at the top of the file, before the first [table]", key)
		}
		return fmt.Sprintf("%q stands under [%s]", key, other)
	}
	slices.Sort(names)
	return "the settings here: " + strings.Join(names, ", ")
}

// tableOf finds the table whose setting a name is: "" for the top, "-" for none.
func tableOf(key string) string {
	has := func(v any) bool {
		t := reflect.TypeOf(v)
		for i := range t.NumField() {
			if t.Field(i).Tag.Get("toml") == key {
				return true
			}
		}
		return false
	}
	switch {
	case has(Config{}):
		return ""
	case has(Publication{}):
		return "[publication]"
	case has(Section{}):
		return "[publication.section]"
	case has(Keys{}):
		return "keys"
	case has(Mute{}):
		return "[mute]"
	}
	return "-"
}

// value fills one setting.
func (dec *decoder) value(n *node, into reflect.Value, name string) {
	if rule, ok := into.Addr().Interface().(texted); ok {
		text := n.text
		if n.kind != aText && n.kind != aNumber {
			dec.wrong(n, name, aText, fmt.Sprintf("%s = %q", last(name), exampleOf(into)))
			return
		}
		if message, remedy := rule.read(text); message != "" {
			dec.fault(n, name+": "+message, remedy)
		}
		return
	}
	switch into.Kind() {
	case reflect.String:
		if n.kind != aText {
			example := "…"
			if n.kind == aNumber {
				example = n.text
			}
			dec.wrong(n, name, aText, fmt.Sprintf("%s = %q", last(name), example))
			return
		}
		into.SetString(n.text)
	case reflect.Bool:
		if n.kind != aTruth {
			dec.wrong(n, name, aTruth, last(name)+" = true")
			return
		}
		into.SetBool(n.truth)
	case reflect.Int:
		if n.kind != aNumber {
			dec.wrong(n, name, aNumber, fmt.Sprintf("%s = %d", last(name), into.Int()))
			return
		}
		into.SetInt(n.whole)
	case reflect.Slice:
		dec.list(n, into, name)
	case reflect.Map:
		if n.kind != aTable {
			dec.wrong(n, name, aTable, "["+name+"]")
			return
		}
		filled := reflect.MakeMap(into.Type())
		for _, key := range n.order {
			item := reflect.New(into.Type().Elem()).Elem()
			dec.value(n.keys[key], item, name+"."+key)
			filled.SetMapIndex(reflect.ValueOf(key), item)
		}
		into.Set(filled)
	case reflect.Struct:
		if n.kind != aTable {
			dec.wrong(n, name, aTable, "["+name+"]")
			return
		}
		dec.table(n, into, name+".")
	default:
		panic("config: no rule for " + into.Type().String())
	}
}

func (dec *decoder) list(n *node, into reflect.Value, name string) {
	if n.kind != aList {
		example := last(name) + ` = ["…", "…"]`
		if into.Type().Elem().Kind() == reflect.Struct {
			example = "[[" + name + "]]"
			if n.kind == aTable {
				dec.fault(n, fmt.Sprintf("there may be several of %s", name), "use two pairs of brackets: [["+name+"]]")
				return
			}
		}
		dec.wrong(n, name, aList, example)
		return
	}
	filled := reflect.MakeSlice(into.Type(), len(n.items), len(n.items))
	for i, item := range n.items {
		to := filled.Index(i)
		switch short := to.Addr().Interface().(type) { // what may be its first setting alone
		case *Section:
			if item.kind == aText {
				short.Path = item.text
				continue
			}
		case *Address:
			if item.kind == aText {
				short.URL = item.text
				continue
			}
			if item.kind != aTable {
				dec.wrong(item, name, aText, last(name)+` = ["https://…"]`)
				continue
			}
		}
		dec.value(item, to, name)
	}
	into.Set(filled)
}

func last(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

func exampleOf(into reflect.Value) string {
	if into.Type() == reflect.TypeFor[Size]() {
		return "64 MiB"
	}
	return "30m"
}

// has tells whether the document sets something at its top.
func (d *document) has(key string) bool { return d.root.keys[key] != nil }

// find is the place of a setting: its value, or the nearest thing above it.
// Steps are parted by dots; a number is an item of a list, from 0.
func (d *document) find(setting string) span { return d.at(d.root, strings.Split(setting, ".")...) }

func (d *document) at(n *node, steps ...string) span {
	if child := d.child(n, steps...); child != nil {
		return child.at
	}
	for i := len(steps) - 1; i > 0; i-- {
		if child := d.child(n, steps[:i]...); child != nil {
			return child.at
		}
	}
	if n == nil {
		return span{}
	}
	return n.at
}

func (d *document) child(n *node, steps ...string) *node {
	for i := 0; i < len(steps); i++ {
		if n == nil {
			return nil
		}
		if n.kind == aList {
			index := 0
			if _, err := fmt.Sscan(steps[i], &index); err != nil || index < 0 || index >= len(n.items) {
				return nil
			}
			n = n.items[index]
			continue
		}
		next, ok := n.keys[steps[i]]
		if !ok && i+1 < len(steps) { // a quoted key with dots of its own
			if rest := strings.Join(steps[i:], "."); n.keys[rest] != nil {
				return n.keys[rest]
			}
		}
		n = next
	}
	return n
}

// key is the place of a setting's name.
func (d *document) key(steps ...string) span {
	if child := d.child(d.root, steps...); child != nil {
		return child.key
	}
	return span{}
}

func valueOfPointer(p any) reflect.Value { return reflect.ValueOf(p).Elem() }
