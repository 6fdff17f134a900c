package config

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// variable is the environment variable that overrides a setting for one run.
func variable(setting string) string { return "STANDFIRST_" + strings.ToUpper(setting) }

// Variables lists the environment variables that are read, in the order of the
// settings; STANDFIRST_CONFIG and STANDFIRST_PROFILE come first.
func Variables() []string {
	names := []string{"STANDFIRST_CONFIG", "STANDFIRST_PROFILE"}
	fields := reflect.TypeFor[Config]()
	for i := range fields.NumField() {
		if name := fields.Field(i).Tag.Get("toml"); overridable(fields.Field(i)) {
			names = append(names, variable(name))
		}
	}
	return append(names, "STANDFIRST_KEYS")
}

// overridable settings are those with a single value at the top of the file.
func overridable(f reflect.StructField) bool {
	if name := f.Tag.Get("toml"); name == "" || name == "-" {
		return false
	}
	switch f.Type.Kind() {
	case reflect.String, reflect.Bool, reflect.Int:
		return true
	}
	_, ok := reflect.New(f.Type).Interface().(texted)
	return ok
}

// override applies the environment. An empty variable counts as not set.
func (c *Config) override(env func(string) string) Faults {
	var faults Faults
	c.overridden = map[string]bool{}
	fault := func(name, text, message, remedy string) {
		faults = append(faults, Fault{File: "environment", Message: fmt.Sprintf("%s=%s: %s", name, text, message), Remedy: remedy})
	}
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		setting := v.Type().Field(i).Tag.Get("toml")
		text := ""
		if overridable(v.Type().Field(i)) {
			text = env(variable(setting))
		}
		if text == "" {
			continue
		}
		c.overridden[setting] = true
		if rule, ok := v.Field(i).Addr().Interface().(texted); ok {
			if message, remedy := rule.read(text); message != "" {
				fault(variable(setting), text, message, remedy)
			}
			continue
		}
		switch v.Field(i).Kind() {
		case reflect.String:
			v.Field(i).SetString(text)
		case reflect.Int:
			n, err := strconv.Atoi(text)
			if err != nil {
				fault(variable(setting), text, "not a number", "")
				continue
			}
			v.Field(i).SetInt(int64(n))
		case reflect.Bool:
			on, ok := map[string]bool{"1": true, "true": true, "on": true, "yes": true, "0": false, "false": false, "off": false, "no": false}[strings.ToLower(text)]
			if !ok {
				fault(variable(setting), text, "neither true nor false", "write 1 or 0")
				continue
			}
			v.Field(i).SetBool(on)
		}
	}
	if preset := env("STANDFIRST_KEYS"); preset != "" {
		c.Keys.Preset = preset
		c.overridden["keys.preset"] = true
	}
	return faults
}
