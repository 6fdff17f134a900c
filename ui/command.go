package ui

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/ui/keys"
	"standfirst/ui/palette"
	"standfirst/ui/sheet"
	"standfirst/ui/stories"
	"standfirst/ui/theme"
)

// The command line: actions by name, and the commands that take words.

// historySize is how many commands are remembered.
const historySize = 100

func themeNames() []string { return theme.Names() }

// command carries out a typed command.
func (a *App) command(text string) tea.Cmd {
	if text == "" {
		return nil
	}
	a.history = append(without(a.history, text), text)
	if len(a.history) > historySize {
		a.history = a.history[len(a.history)-historySize:]
	}
	remember := keep(a.ctx, a.news, keptHistory, strings.Join(a.history, "\n"))
	name, words, _ := strings.Cut(text, " ")
	words = strings.TrimSpace(words)
	if cmd, known := a.wordCommand(name, words); known {
		return tea.Batch(remember, cmd)
	}
	if name == "q" || name == "quit!" {
		return tea.Batch(remember, a.leave())
	}
	if b, ok := a.keys.Named(name); ok {
		key := "1"
		if words != "" {
			key = words[:1]
		}
		if b.Action == keys.Publication && (key < "1" || key > "9") {
			a.say("Which publication? publication 1 shows the first.")
			return remember
		}
		return tea.Batch(remember, a.do(b.Action, key))
	}
	a.message = message{text: "No command is called " + name + ": tab completes, ? lists them.", fault: true, at: a.o.Now()}
	return remember
}

func without(all []string, one string) []string {
	var out []string
	for _, s := range all {
		if s != one {
			out = append(out, s)
		}
	}
	return out
}

func (a *App) wordCommand(name, words string) (tea.Cmd, bool) {
	switch name {
	case "theme":
		return a.chooseTheme(words), true
	case "since":
		return a.chooseSince(words), true
	case "muted":
		return a.openMuted(), true
	case "history", "undo-list":
		return loadHistory(a.ctx, a.news), true
	case "undo":
		if words == "" {
			return loadHistory(a.ctx, a.news), true
		}
	case "mouse":
		a.o.Mouse = words != "off"
		if a.o.Mouse {
			a.say("Mouse on" + forNow("mouse = true"))
		} else {
			a.say("Mouse off, the terminal selects text," + forNow("mouse = false"))
		}
		return nil, true
	case "keys":
		return a.chooseKeys(words), true
	case "tag", "section":
		return a.goByName(palette.Kind(name), words), true
	case "density":
		return a.chooseDensity(words), true
	case "measure":
		if n, err := strconv.Atoi(words); err == nil {
			return a.setMeasure(clamp(n, leastMeasure, mostMeasure) - a.o.Measure), true
		}
		a.say("measure " + strconv.Itoa(a.o.Measure) + ": a number of columns, 40 to 120.")
		return nil, true
	case "sections":
		return a.openSections(words), true
	case "add":
		if words != "" {
			return a.find(words), true
		}
	case "decline":
		return a.declineMove(words), true
	case "mute":
		return a.muteWords(words), true
	}
	return nil, false
}

func (a *App) chooseTheme(name string) tea.Cmd {
	known := false
	for _, n := range themeNames() {
		known = known || n == name
	}
	if !known {
		a.say("theme " + a.choiceName() + ": choose " + strings.Join(themeNames(), ", ") + ".")
		return nil
	}
	a.choice.Name = name
	a.setTheme()
	a.say("Theme " + name + forNow(`theme = "`+name+`"`))
	return a.redraw()
}

func (a *App) choiceName() string {
	if a.choice.Name == "" {
		return theme.Auto
	}
	return a.choice.Name
}

// chooseSince moves the "new since" rule for this session.
func (a *App) chooseSince(text string) tea.Cmd {
	now := a.o.Now().In(a.o.Location)
	at, ok := sinceTime(text, now)
	if !ok {
		a.say("since WHEN: yesterday, monday, 7d, 12h or a date such as 2026-11-01.")
		return nil
	}
	a.lastVisit = at
	a.news.SetLastVisit(at)
	a.showRail()
	return tea.Batch(a.ask(true), a.count())
}

// sinceTime reads a moment of the past: "yesterday", a weekday, "7d", "12h", a date.
func sinceTime(text string, now time.Time) (time.Time, bool) {
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	text = strings.ToLower(strings.TrimSpace(text))
	switch text {
	case "today":
		return midnight, true
	case "yesterday":
		return midnight.AddDate(0, 0, -1), true
	}
	for back := 1; back <= 7; back++ {
		day := midnight.AddDate(0, 0, -back)
		name := strings.ToLower(day.Weekday().String())
		if text == name || len(text) == 3 && strings.HasPrefix(name, text) {
			return day, true
		}
	}
	if n, err := strconv.Atoi(strings.TrimRight(text, "dhw")); err == nil && n > 0 && len(text) > 1 {
		switch text[len(text)-1] {
		case 'h':
			return now.Add(-time.Duration(n) * time.Hour), true
		case 'd':
			return now.AddDate(0, 0, -n), true
		case 'w':
			return now.AddDate(0, 0, -7*n), true
		}
	}
	if at, err := time.ParseInLocation("2006-01-02", text, now.Location()); err == nil && at.Before(now) {
		return at, true
	}
	return time.Time{}, false
}

// chooseKeys takes another preset for this session, the reader's own bindings
// on top. The configuration, where keys and the mouse are written, is the reader's
// own to change.
func (a *App) chooseKeys(preset string) tea.Cmd {
	m, faults := a.keys.On(preset)
	switch {
	case !slices.Contains(keys.Presets(), preset):
		a.say("keys " + a.keys.Preset + ": choose " + strings.Join(keys.Presets(), ", ") + ".")
		return nil
	case len(faults) > 0:
		a.fail(faults[0])
		return nil
	}
	a.keys = m
	a.say("Keys of " + preset + forNow(`preset = "`+preset+`" under [keys]`))
	return nil
}

// forNow says how a choice outlasts the session.
func forNow(setting string) string {
	return " for this session; " + setting + " in the configuration keeps it."
}

func (a *App) chooseDensity(name string) tea.Cmd {
	switch d := stories.Density(name); d {
	case stories.Headlines, stories.Standard, stories.Full:
		a.o.Density = d
		a.resize()
		return tea.Batch(a.askMore(), a.keepOver(keptDensity, name, string(a.written.density)))
	}
	a.say("density " + string(a.list.Density()) + ": choose headlines, standard or full.")
	return nil
}

// goByName shows the tag or section that the words find first.
func (a *App) goByName(kind palette.Kind, words string) tea.Cmd {
	var some []palette.Entry
	for _, e := range a.entries() {
		if e.Kind == kind {
			some = append(some, e)
		}
	}
	if words == "" {
		return a.openPalette("")
	}
	p := palette.New(some, words)
	e, _, ok := p.Selected()
	if !ok {
		a.say("No " + string(kind) + " is called " + words + ".")
		return nil
	}
	return a.goTo(feed.Query{Terms: []feed.Term{termOf(e)}})
}

// muteWords hides words, a byline or what is sponsored.
func (a *App) muteWords(text string) tea.Cmd {
	kind, value, _ := strings.Cut(text, " ")
	value = strings.TrimSpace(value)
	switch {
	case kind == "words" && value != "":
		return a.setMute(feed.Interest{Kind: feed.InterestWords, Value: value, Name: "“" + value + "”"})
	case kind == "byline" && value != "":
		return a.setMute(feed.Interest{Kind: feed.InterestByline, Value: value, Name: value})
	case kind == "sponsored":
		return a.setMute(feed.Interest{Kind: feed.InterestSponsored, Name: "sponsored stories"})
	}
	a.say("mute words WORDS, mute byline NAME or mute sponsored; tags and sections: ! in the palette.")
	return nil
}

// openMuted lists what is muted; enter ends it.
func (a *App) openMuted() tea.Cmd {
	var items []sheet.Item
	for i, in := range a.interests {
		if in.Muted {
			name := in.Name
			if name == "" {
				name = in.Value
			}
			items = append(items, sheet.Item{Text: name, Right: string(in.Kind), Value: strconv.Itoa(i)})
		}
	}
	if len(items) == 0 {
		a.say("Nothing is muted: ! before a tag in the palette mutes it.")
		return nil
	}
	a.openSheet(sheetMuted, sheet.New("Muted", items, "enter shows it again · esc back"))
	return nil
}

func (a *App) unmuteByValue(value string) tea.Cmd {
	i, err := strconv.Atoi(value)
	if err != nil || i < 0 || i >= len(a.interests) {
		return nil
	}
	in := a.interests[i]
	a.sheet = nil
	return change(a.ctx, func(ctx context.Context) (feed.Change, error) { return a.news.SetInterest(ctx, in, false) },
		changedMsg{said: "Not muted any more: " + in.Name})
}
