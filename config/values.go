package config

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Interval is a length of time, or off.
type Interval struct {
	Duration time.Duration
	Off      bool
}

// read takes "30m", "2h", "1h30m", "2d", "1w" or "off".
func (i *Interval) read(text string) (message, remedy string) {
	text = strings.ToLower(strings.TrimSpace(text))
	if text == "off" {
		*i = Interval{Off: true}
		return "", ""
	}
	whole, rest := time.Duration(0), text
	for rest != "" {
		part := intervalPart.FindStringSubmatch(rest)
		if part == nil {
			return fmt.Sprintf("%q is no length of time", text), `write it like "30m", "2h" or "1d"`
		}
		n, err := strconv.Atoi(part[1])
		unit := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour}[part[2]]
		if err != nil || n > 100_000 {
			return fmt.Sprintf("%q is too long", text), `write it like "30m", "2h" or "1d"`
		}
		whole += time.Duration(n) * unit
		rest = rest[len(part[0]):]
	}
	if whole <= 0 {
		return fmt.Sprintf("%q is no length of time", text), `write it like "30m", "2h" or "1d", or "off"`
	}
	*i = Interval{Duration: whole}
	return "", ""
}

var intervalPart = regexp.MustCompile(`^([0-9]+)\s*([smhdw])(?:[a-z]*)\s*`)

// Size is a number of bytes; 0: not stated.
type Size int64

// largestSize bounds a feed that is read into memory.
const largestSize = 1 << 30

// read takes "64 MiB", "40 MB" or a number of bytes.
func (s *Size) read(text string) (message, remedy string) {
	part := sizePart.FindStringSubmatch(strings.TrimSpace(text))
	if part == nil {
		return fmt.Sprintf("%q is no size", text), `write it like "64 MiB"`
	}
	n, err := strconv.ParseInt(part[1], 10, 64)
	unit := map[string]int64{"": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30}[strings.ToLower(part[2])]
	if err != nil || n <= 0 || n > largestSize/unit {
		return fmt.Sprintf("%q is out of bounds", text), "a feed may have 1 byte to 1 GiB"
	}
	*s = Size(n * unit)
	return "", ""
}

var sizePart = regexp.MustCompile(`^([0-9]+)\s*((?i:[kmg]i?b|b)?)$`)

// Command is a program and its arguments. It is run as it stands, never through
// a shell. In an argument {url}, {title}, {publication}, {byline}, {date},
// {file} and {text} stand for what the command is about.
type Command []string

// Placeholders are what a Command may name.
func Placeholders() []string {
	return []string{"url", "title", "publication", "byline", "date", "file", "text"}
}

var placeholder = regexp.MustCompile(`\{([A-Za-z_]*)\}`)

// Argv is the command with its placeholders replaced: each stays within the one
// argument it stands in. Without any placeholder the value named by last is
// added as the last argument; last may be empty. A value that would be read as an option
// is refused, unless "--" stands before it.
func (c Command) Argv(values map[string]string, last string) ([]string, error) {
	if len(c) == 0 {
		return nil, fmt.Errorf("run command: no command is set")
	}
	words := slices.Clone(c)
	if last != "" && !slices.ContainsFunc(words[1:], placeholder.MatchString) {
		words = append(words, "{"+last+"}")
	}
	argv, ended := []string{words[0]}, false
	for _, word := range words[1:] {
		filled := placeholder.ReplaceAllStringFunc(word, func(p string) string {
			return strings.ReplaceAll(values[p[1:len(p)-1]], "\x00", "")
		})
		if !ended && filled != word && strings.HasPrefix(filled, "-") && !strings.HasPrefix(word, "-") {
			return nil, fmt.Errorf("run %s: %q would be taken for an option: put \"--\" before it in the configuration", words[0], filled)
		}
		ended = ended || word == "--"
		argv = append(argv, filled)
	}
	return argv, nil
}

// Environ is the same for the command's environment: STANDFIRST_URL=…, so that
// a script need not quote.
func (c Command) Environ(values map[string]string) []string {
	var env []string
	for _, name := range Placeholders() {
		if value, ok := values[name]; ok {
			env = append(env, "STANDFIRST_"+strings.ToUpper(name)+"="+strings.ReplaceAll(value, "\x00", ""))
		}
	}
	return env
}

// check judges a command as written: at is the word at fault.
func (c Command) check() (at int, message, remedy string) {
	if len(c) == 0 {
		return -1, "the command is empty", `write it as a list: ["firefox", "{url}"]`
	}
	if strings.TrimSpace(c[0]) == "" || placeholder.MatchString(c[0]) {
		return 0, "the program must be named", `write it as a list: ["firefox", "{url}"]`
	}
	if len(c) == 1 && strings.ContainsAny(c[0], " \t") {
		return 0, "a command is a list of words, not one text", fmt.Sprintf("write: [%s]", quoted(strings.Fields(c[0])))
	}
	for i, word := range c[1:] {
		if strings.ContainsRune(word, 0) {
			return i + 1, "a NUL cannot be given to a program", ""
		}
		for _, p := range placeholder.FindAllStringSubmatch(word, -1) {
			if !slices.Contains(Placeholders(), p[1]) {
				return i + 1, fmt.Sprintf("there is no placeholder {%s}", p[1]), meant(p[1], Placeholders())
			}
		}
		if i > 0 && isScript(c[i]) && slices.ContainsFunc(c[:i], isShell) && placeholder.MatchString(word) {
			return i + 1, "a headline could run commands here: the shell reads it as part of the script",
				`use the variable instead: "$STANDFIRST_` + strings.ToUpper(placeholder.FindStringSubmatch(word)[1]) + `"`
		}
	}
	return 0, "", ""
}

// isScript tells whether the next argument of a shell is a script: -c, -lc, /c.
func isScript(option string) bool {
	option = strings.ToLower(option)
	return option == "-command" || (strings.HasPrefix(option, "-") || strings.HasPrefix(option, "/")) && strings.HasSuffix(option, "c")
}

func isShell(program string) bool {
	switch strings.TrimSuffix(strings.ToLower(path.Base(strings.ReplaceAll(program, `\`, "/"))), ".exe") {
	case "sh", "bash", "zsh", "dash", "ash", "ksh", "fish", "csh", "tcsh", "cmd", "powershell", "pwsh", "nu":
		return true
	}
	return false
}

func quoted(words []string) string {
	var out []string
	for _, word := range words {
		out = append(out, strconv.Quote(word))
	}
	return strings.Join(out, ", ")
}
