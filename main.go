// Standfirst is a news reader for the terminal, for people who follow a trade
// by its press. This file ties the house together: configuration → newsroom →
// screen or command; it is the only one that knows every package.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/classify"
	"standfirst/feed/demo"
	"standfirst/feed/newsroom"
	"standfirst/ui"
	"standfirst/ui/cli"
	"standfirst/ui/keys"
	"standfirst/ui/linear"
	"standfirst/ui/stories"
	"standfirst/ui/theme"
)

// Set by the release script; a build from source asks the toolchain instead.
var version, source string

func main() {
	// net/http logs what a server says out of turn, in that server's words: over
	// the screen, since nobody told it where to.
	log.SetOutput(io.Discard)
	os.Exit(cli.Run(context.Background(), program(), os.Args[1:]))
}

// program connects the command line to the rest.
func program() cli.Program {
	width, _, _ := term.GetSize(os.Stdout.Fd())
	return cli.Program{
		Version: version, Commit: commit(), Env: os.Getenv,
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		InIsTerminal: term.IsTerminal(os.Stdin.Fd()), OutIsTerminal: term.IsTerminal(os.Stdout.Fd()), ErrIsTerminal: term.IsTerminal(os.Stderr.Fd()),
		Width: width,
		Load:  load,
		Open: func(ctx context.Context, c config.Config) (*newsroom.Newsroom, error) {
			options, closeLog := options(c)
			_ = closeLog // the log stays open as long as the process
			return newsroom.Open(ctx, options)
		},
		Restore: func(ctx context.Context, c config.Config, file string) (string, error) {
			o, closeLog := options(c)
			defer closeLog()
			return newsroom.Restore(ctx, o, file)
		},
		Screen: screen,
		Demo:   demonstration,
		Fetch: func(ctx context.Context, _ cli.Needs, link string) (cli.Document, error) {
			d, err := newsroom.FetchDocument(ctx, newsroom.Options{UserAgent: userAgent()}, link)
			return cli.Document{Data: d.Data, ContentType: d.ContentType, URL: d.URL}, err
		},
		Known:  known,
		Browse: func(c config.Config, link string) error { return ui.Browse(link, c.Browser, os.Getenv) },
	}
}

// commit is what the build knows of its source; a + behind it: and changes that
// no commit holds.
func commit() string {
	info, ok := debug.ReadBuildInfo()
	if source != "" || !ok {
		return source
	}
	known := map[string]string{}
	for _, setting := range info.Settings {
		known[setting.Key] = setting.Value
	}
	at := known["vcs.revision"]
	if at = at[:min(12, len(at))]; at != "" && known["vcs.modified"] == "true" {
		at += "+"
	}
	return at
}

// load reads the configuration; key names and themes are judged with the rest.
func load(n cli.Needs) (config.Config, error) {
	return config.Load(config.Options{Path: n.ConfigFile, Profile: n.Profile, Env: os.Getenv, Checks: []func(config.Config) []config.Complaint{checkKeys, checkThemes}})
}

// known is what is configured, for looking at documents; nothing when the
// configuration is at fault.
func known(n cli.Needs) ([]feed.Publication, map[string][]string) {
	c, err := load(n)
	if err != nil {
		return nil, nil
	}
	return cli.Publications(c.Publications), c.Aliases
}

func checkKeys(c config.Config) (complaints []config.Complaint) {
	_, faults := keys.New(c.Keys.Preset, c.Keys.Bindings)
	for _, fault := range faults {
		complaint := config.Complaint{Setting: "keys", Message: fault.Error()}
		var known keys.Fault
		if errors.As(fault, &known) {
			if _, bound := c.Keys.Bindings[known.Name]; bound {
				complaint.Setting = "keys.bindings." + known.Name
			} else if known.Name == c.Keys.Preset {
				continue // the configuration says so itself
			}
		}
		complaints = append(complaints, complaint)
	}
	return complaints
}

func checkThemes(c config.Config) (complaints []config.Complaint) {
	for name, own := range c.Themes {
		if err := theme.Check(own.Base(), own.Colours()); err != nil {
			complaints = append(complaints, config.Complaint{Setting: "themes." + name, Message: err.Error()})
		}
	}
	return complaints
}

// options are what a newsroom needs of the configuration.
func options(c config.Config) (o newsroom.Options, closeLog func()) {
	log, closeLog := openLog(c.Paths.Log)
	o = newsroom.Options{
		Dir: c.Paths.Data, Publications: cli.Publications(c.Publications), Paper: cli.Paper(c.Paths.File), Aliases: c.Aliases, Version: version, Catalogue: catalogue,
		UserAgent: userAgent(), Offline: c.Offline, KeepDays: c.KeepDays, Location: c.Location, Log: log,
	}
	subjects := classify.New(c.Aliases)
	for _, m := range c.Mutes {
		o.Mutes = append(o.Mutes, interest(m, subjects))
	}
	return o, closeLog
}

func userAgent() string {
	v := version
	if v == "" {
		v = "dev"
	}
	return "Standfirst/" + v + " (terminal feed reader)"
}

// openLog logs to a file of the reader's own; without one nothing is logged.
func openLog(path string) (*slog.Logger, func()) {
	discard := slog.New(slog.DiscardHandler)
	if path == "" || os.MkdirAll(filepath.Dir(path), 0o700) != nil {
		return discard, func() {}
	}
	const largest = 1 << 20
	if info, err := os.Stat(path); err == nil && info.Size() > largest {
		_ = os.Rename(path, path+".old") // at worst the log grows on
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return discard, func() {}
	}
	return slog.New(slog.NewTextHandler(file, nil)), func() { _ = file.Close() }
}

// catalogue finds publications that can be added by name.
func catalogue(words string) (found []newsroom.Named) {
	for _, e := range config.FindInCatalogue(words) {
		found = append(found, newsroom.Named{Publication: cli.Publication(e.Publication()), Note: e.Note, Try: e.Try()})
	}
	return found
}

func interest(m config.Mute, subjects *classify.Classifier) feed.Interest {
	switch {
	case m.Tag != "":
		tag := subjects.Tag(m.Tag)
		return feed.Interest{Kind: feed.InterestTag, Value: tag.Key, Name: tag.Name, Muted: true}
	case m.Section != "":
		return feed.Interest{Kind: feed.InterestSection, Publication: feed.PublicationID(config.MakeID(m.Publication)), Value: m.Section, Name: m.Section, Muted: true}
	case m.Byline != "":
		return feed.Interest{Kind: feed.InterestByline, Value: m.Byline, Name: m.Byline, Muted: true}
	case m.Words != "":
		return feed.Interest{Kind: feed.InterestWords, Value: m.Words, Name: m.Words, Muted: true}
	}
	return feed.Interest{Kind: feed.InterestSponsored, Name: "sponsored", Muted: true}
}

// screen runs the reader on what is configured.
func screen(ctx context.Context, c config.Config, n cli.Needs) error {
	o, closeLog := options(c)
	defer closeLog()
	err := show(ctx, c, n, o, false)
	if errors.Is(err, ui.ErrDemonstration) {
		return demonstration(ctx, n, false)
	}
	return err
}

// demonstration runs the reader on the invented paper, in a data folder of its
// own. Nothing leaves the machine: the only addresses dialled are the
// publisher's.
func demonstration(ctx context.Context, n cli.Needs, offline bool) error {
	c, err := load(n)
	if err != nil {
		return err
	}
	o, closeLog := options(c)
	defer closeLog()
	o.Dir = filepath.Join(c.Paths.Data, "demo")
	o.Publications, o.Mutes, o.Paper = demo.Publications(), nil, nil
	if offline {
		o.Dial = demo.NoDial
	} else {
		publisher, err := demo.Start(ctx, demo.Options{Now: time.Now})
		if err != nil {
			return fmt.Errorf("start the demonstration: %w", err)
		}
		defer func() { _ = publisher.Close() }()
		o.Dial = publisher.Dial
	}
	return show(ctx, c, n, o, true)
}

// show opens the newsroom and runs the screen, or the linear one, on it.
func show(ctx context.Context, c config.Config, n cli.Needs, o newsroom.Options, isDemo bool) (err error) {
	lines := n.Linear || c.Linear || os.Getenv("TERM") == "dumb"
	if !lines && (!term.IsTerminal(os.Stdin.Fd()) || !term.IsTerminal(os.Stdout.Fd())) {
		return errors.New("the reader needs a terminal; try standfirst list, or standfirst --linear")
	}
	o.Aside = true
	room, err := newsroom.Open(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, room.Close()) }() // marks that no disk took are told of
	if lines {
		return linear.Run(ctx, linear.Options{
			Newsroom: room, In: os.Stdin, Out: os.Stdout, Now: time.Now, Location: c.Location, Refresh: !c.Refresh.Off,
			Browse: func(link string) error { return ui.Browse(link, c.Browser, os.Getenv) },
		})
	}
	bound, _ := keys.New(c.Keys.Preset, c.Keys.Bindings) // judged by load
	own := c.Themes[c.Theme]
	name := c.Theme
	if own != nil {
		name = own.Base()
	}
	so := ui.Options{
		Newsroom: room, Keys: bound, Theme: name, Colours: own.Colours(), Density: stories.Density(strings.TrimPrefix(c.Density, "auto")), Measure: c.Measure,
		Refresh: !c.Refresh.Off, Every: c.Refresh.Duration, Location: c.Location, Now: time.Now, Env: os.Getenv, ASCII: c.ASCII,
		Still: c.ReducedMotion, Mouse: c.Mouse, Images: c.Images, Exports: c.Paths.Exports, Citation: c.Citation,
		Clipboard: c.Clipboard, Browser: c.Browser, Pipes: c.Pipes, Notify: c.Notify, Notifier: c.NotifyCommand,
		Demo: isDemo, CanDemo: !isDemo,
	}
	if !isDemo { // the demonstration leaves the reader's own paper alone
		so.NewsboatURLs = cli.NewsboatURLs(os.Getenv)
		so.Import = func(ctx context.Context) (string, error) { return cli.ImportFile(ctx, room, c, so.NewsboatURLs) }
	}
	return ui.Run(ctx, so)
}
