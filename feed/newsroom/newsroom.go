// Package newsroom refreshes publications and answers queries. It is the one
// door from the screen and the command line to everything below feed: it joins
// the steps fetch → parse (or page) → classify → clean → cache.
//
// Every method may be called from any goroutine. Methods that read answer from
// the cache alone; only Refresh, FetchArticle, Store, Comments, Backfill and
// Discover touch the network, and they stop when their context ends.
package newsroom

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"

	"standfirst/feed"
)

// Options are what a Newsroom is built from. Dir is required.
type Options struct {
	Dir          string // data folder, made with mode 0700: standfirst.db, marks.jsonl, backups/
	Publications []feed.Publication
	Aliases      map[string][]string // canonical tag → other wordings; "=" before a wording: case-sensitive
	Mutes        []feed.Interest     // written in the configuration
	UserAgent    string
	Offline      string        // "saved", "followed", "all" or "off"
	KeepDays     int           // retention, 0: keep everything
	Every        time.Duration // shortest time between two checks of a feed; 0: 60 minutes
	Location     *time.Location
	Now          func() time.Time                                                  // nil: time.Now
	Dial         func(ctx context.Context, network, address string) (net.Conn, error) // nil: the network, behind the address guard
	Log          *slog.Logger                                                      // nil: nothing is logged
}

// ErrOffline: the network was asked for and could not be reached at all.
var ErrOffline = errors.New("no connection")

// Newsroom is open from Open to Close.
type Newsroom struct{ todo }

type todo struct{}

// Open opens or makes the cache in o.Dir and writes o.Publications into it.
// A cache that only can be read opens with Banner saying so.
func Open(ctx context.Context, o Options) (*Newsroom, error) { return nil, errTodo }

var errTodo = errors.New("being built")

// Close waits for writes under way, at most two seconds, and closes the cache.
func (n *Newsroom) Close() error { return nil }

// Banner is a lasting sentence about the cache ("read-only: …"), or empty.
func (n *Newsroom) Banner() string { return "" }

// Edition returns the rows of w in the stories answering q, with its counts.
func (n *Newsroom) Edition(ctx context.Context, q feed.Query, w feed.Window) (feed.Edition, error) {
	return feed.Edition{}, errTodo
}

// Place returns the offset of a story in q's edition, -1 when it is not in it.
func (n *Newsroom) Place(ctx context.Context, q feed.Query, id feed.StoryID) (int, error) {
	return -1, errTodo
}

// NextUnread returns the next (forward) or previous unread story after id in
// q's order, id 0 meaning from the start; 0 when there is none.
func (n *Newsroom) NextUnread(ctx context.Context, q feed.Query, id feed.StoryID, forward bool) (feed.StoryID, error) {
	return 0, errTodo
}

// Counts returns the figures of the rail under q.
func (n *Newsroom) Counts(ctx context.Context, q feed.Query) (feed.Counts, error) {
	return feed.Counts{}, errTodo
}

// Tags returns the whole tag index, followed first, with weeks and aliases.
func (n *Newsroom) Tags(ctx context.Context) ([]feed.TagCount, error) { return nil, errTodo }

// Related returns the tags that occur most with the given one, best first.
func (n *Newsroom) Related(ctx context.Context, key string, limit int) ([]feed.TagCount, error) {
	return nil, errTodo
}

// Months returns the months that have stories under q, newest first.
func (n *Newsroom) Months(ctx context.Context, q feed.Query) ([]Month, error) { return nil, errTodo }

// Month is a month with its figures.
type Month struct {
	Year  int
	Month time.Month
	feed.Count
}

// Article returns the story's longest known text as Markdown. It never asks
// the network.
func (n *Newsroom) Article(ctx context.Context, id feed.StoryID) (feed.Article, error) {
	return feed.Article{}, errTodo
}

// Lookup finds a story by its number or its link.
func (n *Newsroom) Lookup(ctx context.Context, idOrLink string) (feed.StoryID, error) {
	return 0, errTodo
}

// LastVisit is the last key of a session that ended four hours ago or more;
// fixed while the program runs. Zero at the first start.
func (n *Newsroom) LastVisit() time.Time { return time.Time{} }

// Visit notes that a key was pressed now. Cheap; written at most once a minute.
func (n *Newsroom) Visit() {}

// Publications returns the state of every publication, in the configured order,
// retired ones last.
func (n *Newsroom) Publications(ctx context.Context) ([]feed.PublicationState, error) {
	return nil, errTodo
}

// Opened marks a story read without making a step for Undo.
func (n *Newsroom) Opened(ctx context.Context, id feed.StoryID) error { return errTodo }

// MarkRead marks stories read or unread: one step for Undo. It returns when
// the marks are on disk.
func (n *Newsroom) MarkRead(ctx context.Context, ids []feed.StoryID, read bool) (feed.Change, error) {
	return feed.Change{}, errTodo
}

// MarkListed marks read all stories of q's edition; with from, those from that
// story down. One step for Undo.
func (n *Newsroom) MarkListed(ctx context.Context, q feed.Query, from feed.StoryID) (feed.Change, error) {
	return feed.Change{}, errTodo
}

// Save saves or unsaves stories: one step for Undo.
func (n *Newsroom) Save(ctx context.Context, ids []feed.StoryID, saved bool) (feed.Change, error) {
	return feed.Change{}, errTodo
}

// Undo takes the last step back, Redo does it again. A Change with ID 0 says
// that there was nothing to do.
func (n *Newsroom) Undo(ctx context.Context) (feed.Change, error) { return feed.Change{}, errTodo }
func (n *Newsroom) Redo(ctx context.Context) (feed.Change, error) { return feed.Change{}, errTodo }

// History returns the last steps, newest first.
func (n *Newsroom) History(ctx context.Context, limit int) ([]feed.Change, error) {
	return nil, errTodo
}

// SetInterest follows or mutes (i.Muted) a tag, section, byline or words, or
// with on == false ends it. One step for Undo.
func (n *Newsroom) SetInterest(ctx context.Context, i feed.Interest, on bool) (feed.Change, error) {
	return feed.Change{}, errTodo
}

// Interests returns everything followed and muted.
func (n *Newsroom) Interests(ctx context.Context) ([]feed.Interest, error) { return nil, errTodo }

// Views returns the saved views by name; SaveView keeps or replaces one,
// RemoveView and RenameView change one. Each change is one step for Undo.
func (n *Newsroom) Views(ctx context.Context) ([]feed.View, error) { return nil, errTodo }
func (n *Newsroom) SaveView(ctx context.Context, v feed.View) (feed.Change, error) {
	return feed.Change{}, errTodo
}
func (n *Newsroom) RemoveView(ctx context.Context, name string) (feed.Change, error) {
	return feed.Change{}, errTodo
}
func (n *Newsroom) RenameView(ctx context.Context, from, to string) (feed.Change, error) {
	return feed.Change{}, errTodo
}

// SetPlace keeps how far a story was read, 0 to 1.
func (n *Newsroom) SetPlace(ctx context.Context, id feed.StoryID, place float64) error {
	return errTodo
}

// Kept and Keep hold the screen's own small choices (measure, density, theme
// name, number of sessions) in the cache.
func (n *Newsroom) Kept(ctx context.Context, key string) (string, error) { return "", errTodo }
func (n *Newsroom) Keep(ctx context.Context, key, value string) error    { return errTodo }

// RefreshRequest says what to refresh and how.
type RefreshRequest struct {
	Only   []feed.PublicationID // empty: all
	Manual bool                 // asked for by a person: the floor of five minutes applies instead of the schedule
	Force  bool                 // ask now, whatever the schedule says
}

// Progress is sent for each publication when it starts and when it ends.
type Progress struct {
	Publication feed.PublicationID
	Name        string
	Done        int // publications finished
	Of          int // publications to ask
	Ended       bool
	Outcome     Outcome // when Ended
}

// Outcome is what came of asking one publication.
type Outcome struct {
	Publication feed.PublicationID
	Name        string
	Status      string // "ok", "not modified", "not due", "failed", "gone", …
	New         int
	Updated     int
	Fault       string // one plain sentence, empty when it went well
	Remedy      string
	Warnings    []string
	Took        time.Duration
}

// Report is what came of a whole refresh.
type Report struct {
	Outcomes []Outcome
	New      int
	Failed   int
	Offline  bool // nothing could be reached at all
}

// Refresh asks the due publications, stores what is new and tells progress as
// it goes, from one goroutine at a time. A failing publication is an Outcome,
// not an error; the error says that the refresh as a whole could not run.
func (n *Newsroom) Refresh(ctx context.Context, r RefreshRequest, progress func(Progress)) (Report, error) {
	return Report{}, errTodo
}

// FetchArticle fetches the story's page, stores its text and returns the
// article. ErrOffline: it was queued for the next connection.
func (n *Newsroom) FetchArticle(ctx context.Context, id feed.StoryID) (feed.Article, error) {
	return feed.Article{}, errTodo
}
