package wordpress

import "testing"

func TestTrimFooter(t *testing.T) {
	const link = "https://gazette.example/2026/ferry/"
	for name, c := range map[string]struct{ in, want string }{
		"English": {`<p>Text.</p>
<p>The post <a rel="nofollow" href="https://gazette.example/2026/ferry/">Ferry</a> appeared first on <a rel="nofollow" href="https://gazette.example">Gazette</a>.</p>
`, `<p>Text.</p>`},
		"French, other scheme, www": {`<p>Text.</p><p>L’article <a href='http://www.gazette.example/2026/ferry'>Ferry</a> est apparu en premier sur <a href='http://www.gazette.example/'>Gazette</a>.</p>`, `<p>Text.</p>`},
		"a last paragraph with links": {`<p>See <a href="https://gazette.example/2026/ferry/">this</a> and <a href="https://other.example/">that</a>.</p>`,
			`<p>See <a href="https://gazette.example/2026/ferry/">this</a> and <a href="https://other.example/">that</a>.</p>`},
		"two links to other stories": {`<p><a href="https://gazette.example/2026/a/">A</a> and <a href="https://gazette.example/2026/b/">B</a></p>`,
			`<p><a href="https://gazette.example/2026/a/">A</a> and <a href="https://gazette.example/2026/b/">B</a></p>`},
		"plain": {"nothing", "nothing"},
	} {
		if got := TrimFooter(c.in, link); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestTrimEnding(t *testing.T) {
	for in, want := range map[string]string{
		"Councils wait […]":                         "Councils wait",
		"Councils wait [...] ":                      "Councils wait",
		"Councils wait…":                            "Councils wait",
		"Councils wait… Continue reading →":         "Councils wait",
		"Councils wait. Read more »":                "Councils wait.",
		"Councils wait. Continue reading Ferry":     "Councils wait.",
		"He read on the train.":                     "",
		"It is time to read more.":                  "",
		"Who will read more of it? Nobody, it says": "",
		"Whole sentence.":                           "",
		"":                                          "",
	} {
		got, cut := TrimEnding(in)
		if want == "" {
			want = in
			if cut {
				t.Errorf("TrimEnding(%q) says it is cut", in)
			}
		} else if !cut {
			t.Errorf("TrimEnding(%q) says it is whole", in)
		}
		if got != want {
			t.Errorf("TrimEnding(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestGuestByline(t *testing.T) {
	for in, want := range map[string]string{
		"<p><strong>by Hana Whitlock</strong></p>\n<p>I began.</p>":               "Hana Whitlock",
		"<p>By Councillor J&#246;rn O&#8217;Dell, leader of Eastvale</p><p>x</p>": "Councillor Jörn O’Dell, leader of Eastvale",
		"<p>by the time we came, all was over</p>":                                "",
		"<p>By Monday it was clear. Nobody spoke.</p>":                            "",
		"<p>Text by Ann</p>": "",
		"no paragraph":       "",
	} {
		name, rest := GuestByline(in)
		if name != want {
			t.Errorf("GuestByline(%q) = %q, want %q", in, name, want)
		}
		if name == "" && rest != in {
			t.Errorf("GuestByline(%q) changed the body", in)
		}
	}
}

func TestComments(t *testing.T) {
	if Comments("https://x.example/a/#respond ") != 0 || Comments("https://x.example/a/#comments") != -1 || Comments("") != -1 {
		t.Error("comments")
	}
}

func TestTrimNotes(t *testing.T) {
	for in, want := range map[string]string{
		`<p>A [caption id="x" align="none"]<img src="a">Rain[/caption] B [sic] [1]</p>`:                                               `<p>A <img src="a">Rain B [sic] [1]</p>`,
		"Note: There is a poll embedded within this post, please visit the site to participate in this post&#8217;s poll.\n<p>A</p>":  "<p>A</p>\n" + PollNotice,
		"<p>Note: There is a poll embedded within this post, please visit the site to participate in this post's poll.</p>\n<p>A</p>": "<p>A</p>\n" + PollNotice,
		"<p>There is no poll embedded within this post</p>":                                                                           "<p>There is no poll embedded within this post</p>",
	} {
		if got := TrimNotes(in); got != want {
			t.Errorf("TrimNotes(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTrimInvitation(t *testing.T) {
	const link = "https://gazette.example/2026/11/one/"
	for in, want := range map[string]string{
		`<p>The plan goes ahead <a class="more-link" href="` + link + `">Continue reading <span>One</span> &rarr;</a></p>`: `<p>The plan goes ahead…</p>`,
		`<p>The plan goes ahead.</p><p><a href="http://www.gazette.example/2026/11/one">Weiterlesen</a></p>`:               `<p>The plan goes ahead.</p><p></p>`,
		`The plan goes on… <a href='` + link + `#more-41'>Lire la suite</a> &raquo;`:                                       `The plan goes on…`,
		`<p>All of it is in <a href="` + link + `">the story</a></p>`:                                                      `<p>All of it is in <a href="` + link + `">the story</a></p>`,
		`<p>See <a href="https://gazette.example/2026/10/two/">Another story</a></p>`:                                      `<p>See <a href="https://gazette.example/2026/10/two/">Another story</a></p>`,
		`<a href="` + link + `">Nothing but this</a>`:                                                                      `<a href="` + link + `">Nothing but this</a>`,
		`<p>Words, <a href="` + link + `">A link</a> and more words.</p>`:                                                  `<p>Words, <a href="` + link + `">A link</a> and more words.</p>`,
	} {
		if got := TrimInvitation(in, link); got != want {
			t.Errorf("TrimInvitation(%q) = %q, want %q", in, got, want)
		}
	}
	if got := TrimFooterWords("Lead here.\nThe post One & two appeared first on Gazette."); got != "Lead here." {
		t.Errorf("TrimFooterWords: %q", got)
	}
	if got := TrimFooterWords("The post office reopened. It appeared well."); got != "The post office reopened. It appeared well." {
		t.Errorf("TrimFooterWords: %q", got)
	}
	for _, in := range []string{"The plan goes ahead [Read more…]", "The plan goes ahead (more…)", "The plan goes ahead [more]"} {
		if got, cut := TrimEnding(in); got != "The plan goes ahead" || !cut {
			t.Errorf("TrimEnding(%q) = %q, %v", in, got, cut)
		}
	}
}
