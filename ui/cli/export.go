package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"standfirst/config"
	"standfirst/feed/clean"
	"standfirst/feed/opml"
	"standfirst/ui/words"
)

func (s *session) export() *cobra.Command {
	var out string
	var secrets bool
	list := &cobra.Command{
		Use:     "opml",
		Short:   "Write the publications as OPML, which every feed reader understands",
		Long:    "Writes every feed of the configuration; a feed that is known to be one section stands in a folder of that name. Keys and tokens in addresses are left out, unless --secrets is given.",
		Example: "  standfirst export opml > subscriptions.opml\n  standfirst export opml --out subscriptions.opml",
		RunE: func(*cobra.Command, []string) error {
			if err := s.load(); err != nil {
				return err
			}
			feeds := subscriptions(s.conf.Publications)
			if n := hideSecrets(feeds); n > 0 && !secrets {
				fmt.Fprintf(s.Stderr, "%s without the key or token in it; with --secrets it is written\n", words.Plural(n, "address"))
			} else if n > 0 {
				feeds = subscriptions(s.conf.Publications)
			}
			if len(feeds) == 0 {
				return matchedNothing("there are no publications to export")
			}
			text, err := opml.Write("Standfirst", feeds, s.now())
			if err != nil {
				return err
			}
			return s.put(out, text, "feed", len(feeds))
		},
	}
	list.Flags().BoolVar(&secrets, "secrets", false, "write keys and tokens that stand in addresses")
	list.Flags().StringVar(&out, "out", "", "write to this file instead of standard output")
	return inGroup(&cobra.Command{
		Use:     "export",
		Short:   "Take out what is yours in open formats",
		Example: "  standfirst export opml > subscriptions.opml\n  standfirst export choices --out choices.json",
	}, list, s.exportChoices(), s.exportMarks())
}

// hideSecrets takes keys and tokens out of addresses and tells from how many.
func hideSecrets(feeds []opml.Feed) (n int) {
	for i, one := range feeds {
		shown, hidden := clean.WithoutSecrets(one.URL)
		if hidden {
			feeds[i].URL = strings.ReplaceAll(shown, "=…", "=")
			n++
		}
	}
	return n
}

// subscriptions are the feeds of the configuration as a list for others.
func subscriptions(publications []config.Publication) []opml.Feed {
	var feeds []opml.Feed
	for _, p := range publications {
		for _, address := range p.Feeds {
			one := opml.Feed{URL: address.URL, Title: p.Name, Site: p.Site, Category: address.Tags}
			if address.Section != "" {
				one.Path = sectionPath(p, address.Section)
			}
			feeds = append(feeds, one)
		}
	}
	return feeds
}

// sectionPath names the steps of a section's path as the publication writes them.
func sectionPath(p config.Publication, path string) []string {
	steps := strings.Split(path, "/")
	for i := range steps {
		for _, section := range p.Sections {
			if section.Path == strings.Join(strings.Split(path, "/")[:i+1], "/") {
				steps[i] = section.Name
			}
		}
	}
	return steps
}
