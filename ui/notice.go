package ui

import (
	"context"
	"os/exec"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"standfirst/feed"
	"standfirst/feed/newsroom"
	"standfirst/ui/gate"
	"standfirst/ui/words"
)

// Notices: new stories on what is followed are announced once a refresh, never
// one a story, and not at all unless the reader asked for it.

// noticeMsg is what is to be announced.
type noticeMsg struct{ text string }

// mostNoticed is how many unread followed stories are looked through for new
// ones.
const mostNoticed = 50

// notice looks for what is new on follows since a refresh began.
func (a *App) notice(r newsroom.Report, began time.Time) tea.Cmd {
	if r.New == 0 || a.o.Notify == "" || a.o.Notify == "off" || began.IsZero() {
		return nil
	}
	ctx, n := a.ctx, a.news
	return func() tea.Msg {
		q := feed.Query{Terms: []feed.Term{{Kind: feed.TermIs, Value: "followed"}, {Kind: feed.TermIs, Value: "unread"}}}
		e, err := n.Edition(ctx, q, feed.Window{Limit: mostNoticed})
		if err != nil {
			return doneMsg{err}
		}
		var fresh []feed.Row
		for _, row := range e.Rows {
			if !row.FirstSeen.Before(began) {
				fresh = append(fresh, row)
			}
		}
		switch len(fresh) {
		case 0:
			return nil
		case 1:
			return noticeMsg{fresh[0].Title + " (" + fresh[0].PublicationName + ")"}
		}
		return noticeMsg{words.Plural(len(fresh), "new story") + " on what you follow: " + fresh[0].Title + ", …"}
	}
}

// onNotice announces by the reader's command, or by the terminal: OSC 9 (iTerm2,
// Windows Terminal, WezTerm, kitty), OSC 777 for the rxvt and VTE families.
func (a *App) onNotice(m noticeMsg) tea.Cmd {
	text := strings.Join(strings.Fields(gate.Frame(m.text)), " ")
	if a.o.Notify == "command" {
		return announce(a.ctx, a.o, text)
	}
	// A semicolon would part the fields of OSC 777.
	plain := strings.ReplaceAll(ansi.Strip(text), ";", ",")
	if strings.HasPrefix(a.o.Env("TERM"), "rxvt") || a.o.Env("VTE_VERSION") != "" {
		return tea.Raw("\x1b]777;notify;Standfirst;" + plain + "\x07")
	}
	return tea.Raw("\x1b]9;Standfirst: " + plain + "\x07")
}

func announce(ctx context.Context, o Options, text string) tea.Cmd {
	return func() tea.Msg {
		argv, err := o.Notifier.Argv(map[string]string{"title": "Standfirst", "text": text}, "text")
		if err != nil {
			return saidMsg{err: err}
		}
		ctx, cancel := context.WithTimeout(ctx, outsideTime)
		defer cancel()
		if err := exec.CommandContext(ctx, argv[0], argv[1:]...).Run(); err != nil {
			return saidMsg{err: err}
		}
		return nil
	}
}
