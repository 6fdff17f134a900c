package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/ui/words"
)

// tagRecord is a tag as JSON; its field names are stable.
type tagRecord struct {
	Key      string     `json:"key"`
	Name     string     `json:"name"`
	Stories  int        `json:"stories"`
	Unread   int        `json:"unread"`
	Followed bool       `json:"followed"`
	Muted    bool       `json:"muted"`
	Aliases  []string   `json:"aliases"`
	Weeks    [8]int     `json:"weeks"` // stories of the last eight weeks, oldest first
	Since    *time.Time `json:"since"`
}

func (s *session) tags() *cobra.Command {
	var (
		f     form
		limit int
	)
	cmd := &cobra.Command{
		Use:     "tags [words]",
		Short:   "List the tags with their counts, followed ones first",
		Example: "  standfirst tags\n  standfirst tags kinship --json",
		Args:    arguments(0, -1, ""),
		RunE: func(cmd *cobra.Command, args []string) error {
			if limit < 0 {
				return misused("--limit %d is less than nothing; give a number, or 0 for all", limit)
			}
			room, err := s.open(cmd.Context())
			if err != nil {
				return err
			}
			all, err := room.Tags(cmd.Context())
			if err != nil {
				return err
			}
			wanted := feed.Fold(strings.Join(args, " "))
			out := f.rows(s.out, "key", "name", "stories", "unread", "followed", "muted", "aliases")
			for _, tag := range all {
				if !mentions(tag, wanted) {
					continue
				}
				if limit > 0 && out.count == limit {
					break
				}
				r := tagRecord{Key: clean.Line(tag.Key, 0), Name: clean.Line(tag.Name, 0), Stories: tag.Total, Unread: tag.Unread,
					Followed: tag.Followed, Muted: tag.Muted, Aliases: make([]string, 0, len(tag.Aliases)), Weeks: tag.Weeks, Since: moment(tag.Since)}
				for _, alias := range tag.Aliases {
					r.Aliases = append(r.Aliases, clean.Line(alias, 0))
				}
				cells := []string{r.Key, r.Name, strconv.Itoa(r.Stories), strconv.Itoa(r.Unread), yes(r.Followed), yes(r.Muted), strings.Join(r.Aliases, "; ")}
				if err := out.add(r, cells, tagText(r)); err != nil {
					return err
				}
			}
			if err := out.end(); err != nil {
				return err
			}
			if out.count == 0 && len(args) > 0 {
				return matchedNothing("no tag holds %q; `standfirst tags` lists them all", strings.Join(args, " "))
			}
			if out.count == 0 {
				return matchedNothing("there are no tags yet; `standfirst refresh` fetches stories")
			}
			return nil
		},
	}
	formFlags(cmd, &f)
	cmd.Flags().IntVar(&limit, "limit", 0, "at most this many; 0 for all")
	return cmd
}

// mentions tells whether a tag or one of its other wordings holds the folded words.
func mentions(tag feed.TagCount, folded string) bool {
	if folded == "" || strings.Contains(tag.Key, folded) || strings.Contains(feed.Fold(tag.Name), folded) {
		return true
	}
	for _, alias := range tag.Aliases {
		if strings.Contains(feed.Fold(alias), folded) {
			return true
		}
	}
	return false
}

func tagText(r tagRecord) string {
	text := fmt.Sprintf("%s: %s, %s unread", r.Name, words.Plural(r.Stories, "story"), words.Number(r.Unread))
	if r.Followed {
		text += ", followed"
	}
	if r.Muted {
		text += ", muted"
	}
	if len(r.Aliases) > 0 {
		text += ". Also: " + strings.Join(r.Aliases, ", ")
	}
	return text + ".\n"
}
