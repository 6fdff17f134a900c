package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/newsroom"
	"standfirst/ui/article"
	"standfirst/ui/keys"
	"standfirst/ui/stories"
)

// Options are what the screen is built from. Newsroom is required; everything
// else has a use that suits an ordinary terminal.
type Options struct {
	Newsroom *newsroom.Newsroom
	Keys     keys.Map
	States   []feed.PublicationState // the publications as configured, for the first screen
	Theme    string                  // a name of package theme; empty: auto
	Colours  map[string]string       // of a theme of the reader's own
	Density  stories.Density         // empty: by the height of the screen
	Measure  int                     // columns of an article's text; 0: 72
	Refresh  bool                    // refresh at the start, and every Every
	Every    time.Duration           // between two rounds of an open screen; 0: none
	Location *time.Location          // nil: UTC
	Now      func() time.Time        // nil: time.Now
	Env      func(string) string     // nil: an empty environment
	ASCII    bool                    // marks without Unicode
	Still    bool                    // reduced motion: nothing moves by itself
	Mouse    bool
	Images   string // "ask", "on" or "off"
	Exports  string // folder of what is written; empty: the working folder
	Citation string // "harvard" or "markdown"

	Clipboard config.Command            // takes what is copied; empty: found by itself
	Browser   config.Command            // opens links; empty: found by itself
	Pipes     map[string]config.Command // take an article, by name
	Notify    string                    // "off", "terminal" or "command"
	Notifier  config.Command

	Demo bool // the demonstration is on show
	// Offers are what a first run can do besides waiting.
	CanDemo      bool   // d ends the screen with ErrDemonstration
	NewsboatURLs string // newsboat's file, when there is one
	// Import reads newsboat's file into the configuration and says what came of
	// it. Nil: it cannot be done here.
	Import func(ctx context.Context) (string, error)

	// wait sends a message after a while; tests do not wait.
	wait func(time.Duration, tea.Msg) tea.Cmd
	// budget is how long an article may be in setting; tests have time.
	budget time.Duration
}

// filled gives everything left out its default.
func (o Options) filled() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Env == nil {
		o.Env = func(string) string { return "" }
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	if len(o.Keys.Bindings()) == 0 {
		o.Keys, _ = keys.New("", nil)
	}
	if o.budget == 0 {
		o.budget = article.Budget
	}
	if o.wait == nil {
		o.wait = after
	}
	if o.Measure == 0 {
		o.Measure = 72
	}
	return o
}
