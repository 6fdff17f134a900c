package ui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/newsroom"
)

// The file of one story has its facts as front matter, under a name that can be
// read; the stories of several follow each other without.
func TestStoryFiles(t *testing.T) {
	folder := t.TempDir()
	s := open(t, 120, 36, func(o *Options) { o.Exports = folder })
	row, _ := s.app.list.Selected()
	s.press("w").shows("Written: " + folder)
	one, err := os.ReadFile(filepath.Join(folder, fileName(row.Title)+".md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"---\ntitle: \"" + row.Title + "\"\n", "\nlink: \"" + row.Link + "\"\n---\n\n# " + row.Title + "\n", "\nsections: [\"", "Accessed"} {
		if !strings.Contains(string(one), want) {
			t.Errorf("%q is not in %.600s", want, one)
		}
	}
	s.press(",", "j", ",", "w")
	two, err := os.ReadFile(filepath.Join(folder, "2-stories.md"))
	if err != nil || strings.Contains(string(two), "title: ") {
		t.Errorf("%v: %.200s", err, two)
	}
}

func TestFileNames(t *testing.T) {
	for title, want := range map[string]string{
		"Council told to ‘rebuild trust with workers’": "council-told-to-rebuild-trust-with-workers",
		"The children's commissioner":                  "the-childrens-commissioner",
		"../../etc/passwd":                             "etc-passwd",
		"Zoë Łuk 2026":                                 "zoë-łuk-2026",
		"– …":                                          "story",
	} {
		if got := fileName(title); got != want {
			t.Errorf("%q: %q, want %q", title, got, want)
		}
	}
}

func TestStoriesAreTakenAway(t *testing.T) {
	folder := t.TempDir()
	s := open(t, 120, 36, func(o *Options) { o.Exports = folder })
	s.press("y")
	if len(s.sent) != 1 || !strings.HasPrefix(s.sent[0], "http://") {
		t.Errorf("sent %q", s.sent)
	}
	s.shows("Link sent to the terminal's clipboard: http://")
	s.press("Y").shows("Citation sent to the terminal's clipboard: Quillow, H. (2026)")
	s.press("o").shows("No browser here: link sent to the terminal's clipboard: http://")
	s.press(",", ",", "y").shows("2 links sent")
	s.press("w").shows("Written: " + folder)
	s.press("esc", "]", "W").shows("Written: " + folder)
	files, _ := os.ReadDir(folder)
	if len(files) != 2 {
		t.Errorf("written %v", files)
	}
	s.press("|", "sort -r", "enter").shows("1 story piped to sort.")
}

func TestProgramsAreStartedWithoutAShell(t *testing.T) {
	taken := filepath.Join(t.TempDir(), "taken")
	s := open(t, 120, 36, func(o *Options) { o.Clipboard = []string{"tee", taken} })
	s.press("y").shows("Link copied: http://")
	if text, err := os.ReadFile(taken); err != nil || !strings.HasPrefix(string(text), "http://") {
		t.Errorf("%q, %v", text, err)
	}
	for _, link := range []string{"javascript:alert(1)", "file:///etc/passwd", "-h", "ssh://x", "http:///x", ""} {
		if cmd := s.app.browse(link); cmd != nil {
			t.Errorf("%q is opened", link)
		}
	}
}

func TestWhatCopiesWhere(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		has  string
		want string
	}{
		{map[string]string{"WAYLAND_DISPLAY": "w"}, "wl-copy tmux", "wl-copy"},
		{map[string]string{"DISPLAY": ":0"}, "xclip", "xclip -selection clipboard"},
		{map[string]string{"DISPLAY": ":0", "SSH_TTY": "t"}, "xclip", ""},
		{map[string]string{"SSH_TTY": "t", "TMUX": "x"}, "xclip tmux", "tmux load-buffer -w -"},
		{map[string]string{"TMUX": "x"}, "tmux", "tmux load-buffer -w -"},
		{nil, "", ""},
	} {
		w := world{env: func(k string) string { return c.env[k] }, system: "linux", find: func(name string) (string, error) {
			if strings.Contains(" "+c.has+" ", " "+name+" ") {
				return name, nil
			}
			return "", os.ErrNotExist
		}}
		if got := strings.Join(w.clipboard(nil), " "); got != c.want {
			t.Errorf("%v with %q: %q, want %q", c.env, c.has, got, c.want)
		}
	}
}

func TestFirstRunSaysWhatHappensAndOffers(t *testing.T) {
	s := openAt(t, t.TempDir(), 120, 36, func(o *Options) {
		o.CanDemo, o.NewsboatURLs = true, "~/.newsboat/urls"
		o.Import = func(context.Context) (string, error) { return "3 publications imported.", nil }
	})
	s.shows("Welcome to Standfirst.", "first and Community Care", "No stories are stored yet.", "r  try again", "d  see the demonstration", "~/.newsboat/urls found — i imports")
	s.press("i").shows("3 publications imported.")
	s.press("R").shows("99 unread", "99 new stories.")
	empty := openAt(t, t.TempDir(), 120, 36, func(o *Options) { o.CanDemo = true })
	empty.press("d")
	if !empty.ended || empty.app.err != ErrDemonstration {
		t.Error("d does not end the screen for the demonstration")
	}
}

func TestAFaultIsOneLineAndThePublicationsSayMore(t *testing.T) {
	s := open(t, 120, 36)
	if err := s.pub.Fail("communitycare.example", 503); err != nil {
		t.Fatal(err)
	}
	s.wait(2*time.Hour).press("R").shows("Community Care: ", "! says more", "TOP STORY")
	s.press("!").shows("PUBLICATIONS  2 publications, 1 failing", "Community Care")
	s.press("j", "enter").wait(5 * time.Second).press("j").shows("Community Care · story")
}

func TestExcerptsAreFetchedOnX(t *testing.T) {
	s := open(t, 120, 36)
	s.press("j").shows("excerpt")
	s.press("x").shows("Full article stored.")
	if row, _ := s.app.list.Selected(); !row.Stored {
		t.Error("the row does not say that it is stored")
	}
}

func TestPastingSearches(t *testing.T) {
	s := open(t, 120, 36)
	s.send(tea.PasteMsg{Content: "kinship\nallowance\x1b]52;c;eA==\x07"})
	s.shows("/kinship allowance")
	s.press("enter")
	if strings.ContainsAny(s.app.View().Content, "\x07") {
		t.Error("a control sign reached the screen")
	}
}

func TestStoringWhatIsListedSaysHowMuchItIs(t *testing.T) {
	s := open(t, 120, 36)
	s.press("]", "]", "X").shows("Stored 4 articles.")
	s.press("X").shows("Everything listed is stored.")
}

func TestNewStoriesOnFollowsAreAnnouncedOnce(t *testing.T) {
	told := filepath.Join(t.TempDir(), "told")
	s := open(t, 120, 36, func(o *Options) {
		o.Notify = "command"
		o.Notifier = []string{"sh", "-c", `echo "$1" >> ` + told, "sh", "{text}"}
	})
	for _, p := range s.app.states {
		for _, sec := range p.Sections {
			s.run(s.app.setFollow(feed.Interest{Kind: feed.InterestSection, Publication: p.ID, Value: sec.Path, Name: sec.Name}))
		}
	}
	s.pub.Publish(3)
	s.wait(2 * time.Hour).press("R")
	text, err := os.ReadFile(told)
	if err != nil || strings.Count(string(text), "\n") != 1 {
		t.Errorf("announced %q, %v", text, err)
	}
}

func TestOfflineSaysWhatCanBeRead(t *testing.T) {
	s := open(t, 120, 36)
	s.press("j", "x")
	s.pub.Close()
	s.wait(2*time.Hour).press("R").shows("offline · last ", "readable", "No connection")
	s.wait(5*time.Second).press("j", "j", "enter", "esc", "k").shows("story 3 of 99")
}

func TestARefreshThatAsksNobodyUpdatesNothing(t *testing.T) {
	s := open(t, 120, 36)
	s.shows("updated 08:31")
	s.wait(10 * time.Minute)
	s.run(s.app.refresh(newsroom.RefreshRequest{}))
	s.shows("updated 08:31")
	s.run(s.app.refresh(manual()))
	s.shows("updated 08:41")
}
