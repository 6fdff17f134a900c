package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/newsroom"
)

// Subscribe writes a publication into the configuration file and takes it into
// the newsroom, which asks it for the first time. A file that cannot be changed,
// or has the publication already, leaves everything as it was.
func Subscribe(ctx context.Context, room *newsroom.Newsroom, conf config.Config, p feed.Publication) (feed.Change, error) {
	block := config.Publication{
		ID: string(p.ID), Name: p.Name, Site: p.Site, SectionsFrom: string(p.SectionsFrom), UserAgent: p.UserAgent, Selector: p.Selector, TopStory: p.TopStory,
	}
	for _, a := range p.Feeds {
		block.Feeds = append(block.Feeds, config.Address{URL: a.URL, Section: a.Section, Tags: a.Tags})
	}
	for _, s := range p.Sections {
		block.Sections = append(block.Sections, config.Section{
			Path: s.Path, Name: s.Name, Categories: s.Categories, Feeds: s.Feeds, Page: s.Page, IfPresent: s.IfPresent,
		})
	}
	if err := config.Add(conf.Paths.File, block); err != nil {
		return feed.Change{}, err
	}
	p.Private = block.Origins()
	return room.Add(ctx, p)
}

// Unsubscribe takes a publication out of the configuration file and out of the
// newsroom; its stories stay.
func Unsubscribe(ctx context.Context, room *newsroom.Newsroom, conf config.Config, id feed.PublicationID) (feed.Change, error) {
	if _, err := config.Remove(conf.Paths.File, string(id)); err != nil {
		return feed.Change{}, err
	}
	return room.Remove(ctx, id)
}

// NewsboatURLs is newsboat's list of feeds, or empty when there is none. newsboat
// itself looks in the XDG folder first.
func NewsboatURLs(env func(string) string) string {
	home, settings := env("HOME"), env("XDG_CONFIG_HOME")
	if settings == "" && home != "" {
		settings = filepath.Join(home, ".config")
	}
	for _, file := range []string{filepath.Join(settings, "newsboat", "urls"), filepath.Join(home, ".newsboat", "urls")} {
		if info, err := os.Stat(file); err == nil && filepath.IsAbs(file) && info.Mode().IsRegular() && info.Size() <= largestImport {
			return file
		}
	}
	return ""
}

// ImportFile imports a list of feeds into the configuration file, and what was
// added into the newsroom; it says what came of it. load reads the configuration
// anew, as the newsroom's own nouns.
func ImportFile(ctx context.Context, room *newsroom.Newsroom, conf config.Config, file string, load func() ([]feed.Publication, error)) (string, error) {
	text, err := os.ReadFile(file) //nolint:gosec // the reader's own, offered by name
	if err != nil {
		return "", fmt.Errorf("read %s: %w", file, err)
	}
	report, err := Import(conf, text, false)
	if err != nil {
		return "", err
	}
	after, err := load()
	if err != nil {
		return "", err
	}
	before := map[feed.PublicationID]bool{}
	for _, p := range conf.Publications {
		before[feed.PublicationID(p.ID)] = true
	}
	for _, p := range after {
		if before[p.ID] {
			continue
		}
		if _, err := room.Add(ctx, p); err != nil {
			return "", fmt.Errorf("%s; %w", report.Summary(), err)
		}
	}
	return report.Summary(), nil
}
