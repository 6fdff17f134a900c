// Package ui is the screen: the front page with its rail and its list, the
// article, and what is laid over them.
//
// App is the only tea.Model. A pane is a small value with Resize, Update, Show
// and View; it knows nothing of other panes and asks for nothing. The root reads
// what a pane has selected when one of its own keys is pressed. All side effects
// live in commands.go; every answer carries its question and is dropped when
// the question has changed. The first screen comes from the cache, before any
// network.
package ui

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"standfirst/feed"
	"standfirst/feed/newsroom"
	"standfirst/ui/help"
	"standfirst/ui/keys"
	"standfirst/ui/palette"
	"standfirst/ui/prompt"
	"standfirst/ui/publications"
	"standfirst/ui/rail"
	"standfirst/ui/sheet"
	"standfirst/ui/stories"
	"standfirst/ui/theme"
)

// focus is the pane that the keys are for.
type focus int

const (
	onList focus = iota
	onRail
	onReader
)

// App is the whole screen.
type App struct {
	o    Options
	ctx  context.Context
	news *newsroom.Newsroom
	keys keys.Map
	room *threads // nil where no terminal is run

	choice        theme.Choice // what is known of the terminal
	theme         theme.Theme
	painted       bool // the background is known, or was waited for long enough
	width, height int
	place         layout
	focus         focus
	zoomed        bool // the reader stands alone although there is room for more

	rail   rail.Pane
	list   stories.Pane
	reader reader

	// At most one of these is laid over the page.
	palette *palette.Pane
	help    *help.Pane
	papers  *publications.Pane
	sheet   *shown
	prompt  *typing
	hints   map[string]feed.Tag // letter → tag of the story, while they are labelled

	heard   int               // the last question about the list that was answered, 0: none
	stocked bool              // there was a list with stories
	early   []tea.KeyPressMsg // keys typed before it

	clicked click
	pressed []string // keys of a sequence that has begun
	digits  string   // the number of a link being typed

	query      feed.Query // the chips
	view       string     // the name of the view the chips are
	railBase   feed.Query // the chips when the rail was entered
	unreadOnly bool
	sort       feed.Sort
	entered    time.Time // when this list was entered: what is read since stays
	before     *resting  // what a search began from

	suggest   []string // near words, when a search finds nothing
	asked     question // the last question put about the list
	listing   context.CancelFunc
	counts    feed.Counts
	counted   bool // the figures are known
	counting  bool // figures are being counted
	recount   bool // and are out of date already
	states    []feed.PublicationState
	views     []feed.View
	interests []feed.Interest
	tags      []feed.TagCount
	months    []newsroom.Month
	written   written
	lastVisit time.Time

	refreshing refreshing
	following  following
	commenting storyID // whose comments are asked for
	offline    bool
	unread     int       // unread stories when the connection was found missing,
	stored     int       // and those of them whose full text is on disk
	refreshed  time.Time // the last refresh that reached anything

	sectionsOf feed.PublicationID          // whose section map is open
	exhausted  map[feed.PublicationID]bool // nothing older can be had of them
	found      []newsroom.Candidate        // what the choice of publications lists

	picks    map[feed.StoryID]bool
	picked   map[feed.StoryID]feed.Row // their rows, wherever the list is by now
	toStore  []feed.StoryID            // what X again will store
	running  context.CancelFunc        // what ctrl+c cancels
	runs     string                    // and its name
	message  message
	goOn     bool     // the end of the filter was said: space goes on to all stories
	history  []string // of the command line
	sessions int      // sessions begun, for the beginner's keys
	err      error    // why the screen ends, when it is not the reader's wish
}

// message is what was done, said at the left of the footer.
type message struct {
	text  string
	fault bool
	at    time.Time
}

// messageStays is the least time a message can be read.
const messageStays = 4 * time.Second

// resting is where a search began, for coming back.
type resting struct {
	query feed.Query
	view  string
	sort  feed.Sort
	story feed.StoryID
}

// newApp builds the screen; nothing is loaded yet.
func newApp(ctx context.Context, o Options) *App {
	o = o.filled()
	a := &App{
		o: o, ctx: ctx, news: o.Newsroom, keys: o.Keys,
		rail: rail.New(), list: stories.New(stories.Headlines, o.Location), reader: newReader(o),
		picks: map[feed.StoryID]bool{}, picked: map[feed.StoryID]feed.Row{}, exhausted: map[feed.PublicationID]bool{},
	}
	a.choice = theme.Choice{Name: o.Theme, Custom: o.Colours, ASCII: o.ASCII || plainSigns(o.Env), NoColour: o.Env("NO_COLOR") != "", Profile: colorprofile.Unknown}
	a.written = written{o.Density, o.Measure}
	a.setTheme()
	a.entered = o.Now()
	a.lastVisit = o.Newsroom.LastVisit()
	a.states = o.States
	a.list.SetNow(o.Now())
	a.name()
	return a
}

// Init asks for what the first screen needs.
func (a *App) Init() tea.Cmd {
	o := a.o
	return tea.Batch(
		tea.RequestBackgroundColor,
		a.ask(false),
		o.wait(backgroundWait, backgroundLateMsg{}),
		loadStates(a.ctx, a.news),
		loadKept(a.ctx, a.news),
		tellMoves(a.ctx, a.news),
		a.startUp(),
	)
}

// startUp begins the first refresh, when the reader wants one.
func (a *App) startUp() tea.Cmd {
	if !a.o.Refresh {
		return nil
	}
	return tea.Batch(a.refresh(newsroom.RefreshRequest{}), a.nextRound())
}

func (a *App) setTheme() {
	a.theme = theme.New(a.choice)
	a.list.SetTail(a.theme.Glyphs.Ellipsis)
	a.reader.setTheme(a.theme)
}

// say puts a message into the footer.
func (a *App) say(text string) { a.message = message{text: text, at: a.o.Now()} }

// fail puts a fault into the footer, as a sentence.
func (a *App) fail(err error) {
	if err == nil || a.ctx.Err() != nil {
		return
	}
	a.message = message{text: sentence(err), fault: true, at: a.o.Now()}
}

// name gives the list what it needs to name publications and sections.
func (a *App) name() {
	n := stories.Names{Hue: map[feed.PublicationID]int{}, Sections: map[feed.PublicationID]map[string]string{}}
	for i, s := range a.states {
		n.Hue[s.ID] = i
		n.Sections[s.ID] = map[string]string{}
		for _, sec := range s.Sections {
			n.Sections[s.ID][sec.Path] = sec.Name
		}
	}
	a.list.SetNames(n)
	a.reader.setNames(n)
}

// plainSigns tells whether the terminal can show no more than ASCII: the Linux
// console, whose font lacks the marks, or a locale that names another character
// set than UTF-8 (POSIX.1-2017 §8.2). No locale at all says nothing of the
// terminal: containers and ssh often lose it.
func plainSigns(env func(string) string) bool {
	if env("TERM") == "linux" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(env(name)); locale != "" {
			return !strings.Contains(locale, "utf-8") && !strings.Contains(locale, "utf8")
		}
	}
	return false
}

// density is the one chosen, or what suits the height of the screen.
func (a *App) density() stories.Density {
	if a.o.Density != "" {
		return a.o.Density
	}
	if a.height < 30 {
		return stories.Headlines
	}
	return stories.Standard
}

// typing is the prompt and what it is for.
type typing struct {
	prompt.Pane
	about string // the view that is renamed
}

// shown is a sheet and what it shows.
type shown struct {
	sheet.Pane
	kind sheetKind
	draw func(width int) []string // its lines, for sheets that are set anew for each width
}
