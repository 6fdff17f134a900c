package cli

import (
	"encoding/json"
	"errors"
	"fmt"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/newsroom"
)

// Paper is the configuration file as the newsroom may change it. An edit is kept
// as JSON.
func Paper(file string) *newsroom.Paper {
	return &newsroom.Paper{
		Add: func(list ...feed.Publication) (string, error) {
			blocks := make([]config.Publication, len(list))
			for i, p := range list {
				blocks[i] = block(p)
			}
			edit, err := config.Add(file, blocks...)
			if err != nil {
				return "", err
			}
			return journalled(edit)
		},
		Remove: func(id feed.PublicationID) (string, error) {
			removed, err := config.Remove(file, string(id))
			if err != nil {
				return "", err
			}
			return journalled(removed.Edit)
		},
		Step: func(text string, undo bool) error {
			var edit config.Edit
			if err := json.Unmarshal([]byte(text), &edit); err != nil {
				return fmt.Errorf("read edit of the configuration: %w", err)
			}
			step := edit.Redo
			if undo {
				step = edit.Undo
			}
			err := step(file)
			if errors.Is(err, config.ErrEdited) {
				return newsroom.Overtaken{Err: err}
			}
			return err
		},
		Read: func() ([]feed.Publication, error) {
			list, err := config.Configured(file)
			return Publications(list), err
		},
	}
}

func journalled(edit config.Edit) (string, error) {
	text, err := json.Marshal(edit)
	return string(text), err
}

// Publications are configured publications as the newsroom's own nouns.
func Publications(list []config.Publication) (out []feed.Publication) {
	for _, p := range list {
		out = append(out, Publication(p))
	}
	return out
}

// Publication is a configured publication as the newsroom's own noun.
func Publication(p config.Publication) feed.Publication {
	out := feed.Publication{
		ID: feed.PublicationID(p.ID), Name: p.Name, Site: p.Site, SectionsFrom: feed.SectionsFrom(p.SectionsFrom), UserAgent: p.UserAgent,
		Every: p.Every.Duration, MaxBytes: int64(p.MaxSize), Private: p.Origins(), Selector: p.Selector, TopStory: p.TopStory,
	}
	for _, a := range p.Feeds {
		out.Feeds = append(out.Feeds, feed.Address{URL: a.URL, Section: a.Section, Tags: a.Tags})
	}
	for _, s := range p.Sections {
		out.Sections = append(out.Sections, feed.Section{Path: s.Path, Name: s.Name, Categories: s.Categories, Feeds: s.Feeds, Page: s.Page, IfPresent: s.IfPresent})
	}
	return out
}

// block is a publication as the configuration writes it.
func block(p feed.Publication) config.Publication {
	out := config.Publication{
		ID: string(p.ID), Name: p.Name, Site: p.Site, SectionsFrom: string(p.SectionsFrom), UserAgent: p.UserAgent, Selector: p.Selector, TopStory: p.TopStory,
	}
	out.Every.Duration, out.MaxSize = p.Every, config.Size(p.MaxBytes)
	for _, a := range p.Feeds {
		out.Feeds = append(out.Feeds, config.Address{URL: a.URL, Section: a.Section, Tags: a.Tags})
	}
	for _, s := range p.Sections {
		out.Sections = append(out.Sections, config.Section{
			Path: s.Path, Name: s.Name, Categories: s.Categories, Feeds: s.Feeds, Page: s.Page, IfPresent: s.IfPresent,
		})
	}
	return out
}
