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
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"golang.org/x/sync/semaphore"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/classify"
	"standfirst/feed/fetch"
)

// Options are what a Newsroom is built from. Dir is required.
type Options struct {
	Dir          string // data folder, made with mode 0700: standfirst.db, marks.jsonl, backups/
	Publications []feed.Publication
	Aliases      map[string][]string // canonical tag → other wordings; "=" before a wording: case-sensitive
	Mutes        []feed.Interest     // written in the configuration
	Paper        *Paper              // the configuration file, where publications added and removed are to be written; may be nil
	UserAgent    string
	Version      string // of the program, written into the cache
	// Catalogue finds publications by a name, best first; nil: by address alone.
	Catalogue func(words string) []Named
	Offline   string        // "saved", "followed", "all" or "off"
	KeepDays  int           // retention, 0: keep everything
	Every     time.Duration // shortest time between two checks of a feed; 0: 60 minutes
	Location  *time.Location
	Now       func() time.Time                                                     // nil: time.Now
	Dial      func(ctx context.Context, network, address string) (net.Conn, error) // nil: the network, behind the address guard
	Log       *slog.Logger                                                         // nil: nothing is logged
	Aside     bool                                                                 // somebody is at the keys: a refresh leaves them a core and the right of way
}

// Newsroom is open from Open to Close.
type Newsroom struct {
	o          Options
	cache      *cache.Cache
	http       *fetch.Client
	classifier *classify.Classifier

	mu      sync.Mutex
	pubs    []feed.Publication                    // as configured
	edited  map[feed.PublicationID][]feed.Section // section maps in effect; nil: to be loaded
	known   map[feed.PublicationID]learned
	aliases string                     // fingerprint of o.Aliases
	fresh   map[feed.PublicationID]int // publications that answered since the last AfterRefresh, and their new and edited stories
	offline bool                       // the last refresh reached nobody
	skew    time.Duration              // of the servers' clocks against ours, in the last refresh
	skewed  bool                       // a server stated its time then

	pause func(context.Context, time.Duration) error // between two requests to one host
	slept func() bool                                // the machine, since this was last asked; under mu
	woke  time.Time                                  // when that was noticed

	closing    sync.Once
	refreshing sync.Mutex          // one refresh at a time, here
	lockFile   *flock.Flock        // and among all instances
	held       map[string]held     // feeds that Discover read, by address, until one is added
	following  sync.Mutex          // one AfterRefresh at a time, here
	afterFile  *flock.Flock        // and among all instances
	desks      desks               // where documents are parsed
	storing    *semaphore.Weighted // bytes of parsed documents that wait to be written
}

// storingMost bytes of documents are parsed and not yet written: enough that
// they go to disk together (see cache.PutOf), little beside one that is parsed.
const storingMost = 1 << 20

// Open opens or makes the cache in o.Dir and writes o.Publications into it.
// A cache that only can be read opens, with a Banner saying so.
func Open(ctx context.Context, o Options) (*Newsroom, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	n := &Newsroom{
		o:          o,
		http:       fetch.New(fetch.Options{UserAgent: o.UserAgent, Dial: o.Dial, Now: o.Now}),
		classifier: classify.New(o.Aliases),
		known:      map[feed.PublicationID]learned{},
		fresh:      map[feed.PublicationID]int{},
		lockFile:   flock.New(filepath.Join(o.Dir, "refresh.lock")),
		afterFile:  flock.New(filepath.Join(o.Dir, "after.lock")),
		desks:      newDesks(o.hands()),
		storing:    semaphore.NewWeighted(storingMost),
		pause:      pause,
		slept:      sleepWatch(),
	}
	of := cache.Options{Dir: o.Dir, Now: o.Now, Location: o.Location, Version: o.Version, KeepDays: o.KeepDays}
	if o.Paper != nil {
		of.Reconfigure = n.reconfigure
	}
	var err error
	if n.cache, err = cache.Open(ctx, of); err != nil {
		return nil, err
	}
	if err := n.subscribe(ctx); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	return n, nil
}

// subscribe tells the cache what is configured.
func (n *Newsroom) subscribe(ctx context.Context) error {
	pubs, err := n.withSavedPages(ctx, n.o.Publications)
	if err != nil {
		return err
	}
	n.pubs = pubs
	n.aliases = fingerprint(n.o.Aliases)
	err = n.cache.Subscribe(ctx, n.pubs)
	if errors.Is(err, cache.ErrReadOnly) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := n.cache.Standing(ctx, n.o.Mutes); err != nil {
		return fmt.Errorf("mute as configured: %w", err)
	}
	if was, err := n.cache.Kept(ctx, "aliases"); err == nil && was == n.aliases {
		return nil
	}
	if err := n.cache.SetAliases(ctx, n.classifier.Table()); err != nil {
		return err
	}
	return n.cache.Keep(ctx, "aliases", n.aliases)
}

// fingerprint is a short name of what values hold.
func fingerprint(values ...any) string {
	text, err := json.Marshal(values)
	if err != nil { // none of the values given has a form without JSON
		return ""
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:6])
}

// publications are the configured ones.
func (n *Newsroom) publications() []feed.Publication {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.pubs)
}

// publication finds a configured publication.
func (n *Newsroom) publication(id feed.PublicationID) (feed.Publication, bool) {
	for _, p := range n.publications() {
		if p.ID == id {
			return p, true
		}
	}
	return feed.Publication{}, false
}

// Close closes connections and the cache. Requests under way end with their
// own context first. A second call does nothing.
func (n *Newsroom) Close() (err error) {
	n.closing.Do(func() { err = errors.Join(n.http.Close(), n.cache.Close(), n.lockFile.Close(), n.afterFile.Close()) })
	return err
}

// Banner is a lasting sentence about the cache ("read-only: …"), or empty.
func (n *Newsroom) Banner() string { return n.cache.Banner() }

// lock begins a refresh; release ends it. The lock is the kernel's, so that a
// killed program leaves none behind.
func (n *Newsroom) lock() (release func(), err error) { return hold(&n.refreshing, n.lockFile) }

// hold takes a lock here and among all instances, or fails with ErrRefreshing.
// The kernel's lock alone would not do: it is held by the whole program.
func hold(here *sync.Mutex, everywhere *flock.Flock) (release func(), err error) {
	if !here.TryLock() {
		return nil, ErrRefreshing
	}
	got, err := everywhere.TryLock()
	if err == nil && !got {
		err = ErrRefreshing
	} else if err != nil {
		err = fmt.Errorf("lock for refresh: %w", err)
	}
	if err != nil {
		here.Unlock()
		return nil, err
	}
	return func() {
		_ = everywhere.Unlock()
		here.Unlock()
	}, nil
}

// pause waits, or ends with ctx.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
