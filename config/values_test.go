package config

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestIntervalsAndSizes(t *testing.T) {
	for text, want := range map[string]time.Duration{"30m": 30 * time.Minute, "1h30m": 90 * time.Minute, "2d": 48 * time.Hour, "1 week": 168 * time.Hour, "1h 30m": 90 * time.Minute, "90S": 90 * time.Second} {
		var i Interval
		if message, _ := i.read(text); message != "" || i.Duration != want || i.Off {
			t.Errorf("%q: %v, %s", text, i, message)
		}
	}
	for _, text := range []string{"", "soon", "5", "-5m", "0m", "1.5h", "9999999999h", "m"} {
		var i Interval
		if message, remedy := i.read(text); message == "" || remedy == "" {
			t.Errorf("%q was read as %v", text, i)
		}
	}
	for text, want := range map[string]Size{"64 MiB": 64 << 20, "40MB": 40e6, "512": 512, "1 gib": 1 << 30, "7 kB": 7000} {
		var s Size
		if message, _ := s.read(text); message != "" || s != want {
			t.Errorf("%q: %v, %s", text, s, message)
		}
	}
	for _, text := range []string{"", "lots", "0", "-1", "2 GiB", "1.5 MB", "99999999999999999999"} {
		var s Size
		if message, _ := s.read(text); message == "" {
			t.Errorf("%q was read as %v", text, s)
		}
	}
}

func TestArgv(t *testing.T) {
	values := map[string]string{"url": "https://a.example/?a=$(id)&b=`x`", "title": "-rf; rm {url} \"x\""}
	for _, c := range []struct {
		command Command
		last    string
		want    []string
		fault   string
	}{
		{Command{"firefox", "{url}"}, "url", []string{"firefox", values["url"]}, ""},
		{Command{"firefox"}, "url", []string{"firefox", values["url"]}, ""},
		{Command{"lp"}, "", []string{"lp"}, ""},
		{Command{"mpv", "--title={title}", "--", "{url}"}, "url", []string{"mpv", "--title=" + values["title"], "--", values["url"]}, ""},
		{Command{"say", "--", "{title}"}, "", []string{"say", "--", values["title"]}, ""},
		{Command{"say", "{title}"}, "", nil, `run say: "-rf; rm {url} \"x\"" would be taken for an option: put "--" before it in the configuration`},
		{Command{"say", "{byline}"}, "", []string{"say", ""}, ""},
		{nil, "", nil, "run command: no command is set"},
	} {
		got, err := c.command.Argv(values, c.last)
		if (err == nil) != (c.fault == "") || err != nil && err.Error() != c.fault || !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, %v", c.command, got, err)
		}
	}
	if env := (Command{"x"}).Environ(values); len(env) != 2 || !strings.HasPrefix(env[0], "STANDFIRST_URL=https://") {
		t.Errorf("%q", env)
	}
}

func TestMakeID(t *testing.T) {
	for name, want := range map[string]string{"first": "first", "Community Care": "community-care", "Children's Commissioner": "childrens-commissioner", "Ofsted (GOV.UK)": "ofsted-gov-uk", "  -- ": "publication", "子供": "x5b50x4f9b"} {
		if got := MakeID(name); got != want || !validID.MatchString(got) {
			t.Errorf("MakeID(%q) = %q, want %q", name, got, want)
		}
	}
}
