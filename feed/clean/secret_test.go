package clean

import "testing"

func TestWithoutSecrets(t *testing.T) {
	for in, want := range map[string]string{
		"https://paper.example/feed?cat=3&paged=2":                "https://paper.example/feed?cat=3&paged=2",
		"https://paper.example/feed?token=abc&cat=3":              "https://paper.example/feed?token=…&cat=3",
		"https://paper.example/feed?cat=3&AUTH%5FTOKEN=abc#top":   "https://paper.example/feed?cat=3&AUTH%5FTOKEN=…#top",
		"https://me:pw@paper.example/feed?api_key=1;sig=2":        "https://paper.example/feed?api_key=…&sig=…",
		"https://paper.example/feed?keyword=care&monkey=1&token=": "https://paper.example/feed?keyword=care&monkey=1&token=",
		"not an address\x1b[2J":                                   "not an address",
	} {
		if got, hidden := WithoutSecrets(in); got != want || hidden != (got != in && in[0] == 'h') {
			t.Errorf("%s: %s, %v; want %s", in, got, hidden, want)
		}
	}
}

func TestNamesUser(t *testing.T) {
	for in, want := range map[string]bool{
		"https://me:pw@paper.example/feed": true, "http://me@paper.example": true, "https://paper.example/@me": false,
		"https://paper.example?to=a@b": false, "ftp://me@paper.example": false, "me@paper.example": false, "": false,
	} {
		if got := NamesUser(in); got != want {
			t.Errorf("%s: %v", in, got)
		}
	}
}
