package cli

import "testing"

func TestWithoutHosts(t *testing.T) {
	for _, one := range []struct{ text, want string }{
		{"there is no way to www.gazette.example from here: check your connection.", "there is no way to … from here: check your connection."},
		{"moved to (https://gazette.example/feed/?key=1), it says", "moved to (…), it says"},
		{"read 2 hours ago, 50 stories, in 12 ms", "read 2 hours ago, 50 stories, in 12 ms"},
		{"write to editor@gazette", "write to …"},
		{"127.0.0.1 refused", "… refused"},
		{"rss 2.0, in 1.5 s", "rss 2.0, in 1.5 s"},
		{"asked 10.0.0.7:8080, gazette.example:80", "asked …, …"},
		{"it ended. Try again.", "it ended. Try again."},
		{"", ""},
	} {
		if got := withoutHosts(one.text); got != one.want {
			t.Errorf("%q: %q, want %q", one.text, got, one.want)
		}
	}
}

func TestWithoutNames(t *testing.T) {
	names := map[string]string{"ok": "publication 1", "Gazette": "publication 2", "Gazette Börse": "publication 3", "/home/a": "~", "": "nothing"}
	for text, want := range map[string]string{
		"else look for its new address":      "else look for its new address",
		"ok: the Gazette, ok":                "publication 1: the publication 2, publication 1",
		"Gazette Börse and Gazettes, okay":   "publication 3 and Gazettes, okay",
		"/home/a/x (Gazette)":                "~/x (publication 2)",
		"éok and okü are words of their own": "éok and okü are words of their own",
		"":                                   "",
	} {
		if got := withoutNames(text, names); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
