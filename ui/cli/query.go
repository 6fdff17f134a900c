package cli

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
)

// fields is a term of the query text that names a field. The value of the four
// in named may hold spaces.
var (
	fields = regexp.MustCompile(`(^|[\s(])-?(tag|section|pub|is|has|since|before|month|by|sort|show):`)
	named  = regexp.MustCompile(`^(-?)(tag|section|pub|by):(.*)$`)
)

// negation is an argument that excludes a field, a group or a phrase; withNegations hides its minus
// sign behind a byte that no argument can hold, so that it is not read as a
// flag, and queryText brings it back.
var negation = regexp.MustCompile(`^-((tag|section|pub|is|has|since|before|month|by):|[("])`)

func withNegations(args []string) []string {
	out := slices.Clone(args)
	for i, arg := range out {
		if arg == "--" {
			break
		}
		if negation.MatchString(arg) {
			out[i] = "\x00" + arg[1:]
		}
	}
	return out
}

// queryText joins arguments to the text of a query. The shell has taken the
// reader's quotation marks away: tag:"kinship care" arrives as one argument with
// a space in it, and gets them back. An argument that is a query of its own
// ('tag:fostering is:unread') stays as it is.
func queryText(args []string) string {
	parts := make([]string, 0, len(args))
	for _, arg := range args {
		parts = append(parts, requote(strings.TrimSpace(strings.ReplaceAll(arg, "\x00", "-"))))
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

func requote(arg string) string {
	if !strings.ContainsAny(arg, " \t\n") || strings.ContainsAny(arg, `"()`) || slices.Contains(strings.Fields(arg), "OR") {
		return arg
	}
	found := len(fields.FindAllString(arg, -1))
	if found == 0 {
		if rest, not := strings.CutPrefix(arg, "-"); not {
			return `-"` + rest + `"`
		}
		return `"` + arg + `"`
	}
	if parts := named.FindStringSubmatch(arg); parts != nil && found == 1 {
		return parts[1] + parts[2] + `:"` + strings.TrimSpace(parts[3]) + `"`
	}
	return arg
}

// longestShown is how much of a query a sentence repeats.
const longestShown = 200

// shown is the query as a sentence repeats it: on one line, and not at any length.
func shown(args []string) string { return clean.Line(queryText(args), longestShown) }

// query reads the arguments as a query.
func query(args []string) (feed.Query, error) {
	text := queryText(args)
	q, err := feed.ParseQuery(text)
	if err != nil {
		return q, fmt.Errorf("in the query %s, %w", shown(args), err)
	}
	return q, nil
}

// page is how many rows are read from the cache at once: few enough to start
// writing at once, many enough to be quick.
const page = 500

// each calls do for the rows of q's edition, in order, limit of them at most
// (0: all), and returns the edition's figures.
func each(ctx context.Context, room *newsroom.Newsroom, q feed.Query, limit int, do func(feed.Row) error) (feed.Edition, error) {
	var figures feed.Edition
	for offset := 0; ; {
		size := page
		if limit > 0 {
			size = min(page, limit-offset)
		}
		edition, err := room.Edition(ctx, q, feed.Window{Offset: offset, Limit: size})
		if err != nil {
			return figures, err
		}
		for _, row := range edition.Rows {
			if err := do(row); err != nil {
				return figures, err
			}
		}
		offset += len(edition.Rows)
		figures = edition
		figures.Rows = nil
		if len(edition.Rows) < size || limit > 0 && offset >= limit || offset >= edition.Total {
			return figures, nil
		}
	}
}

var (
	number  = regexp.MustCompile(`^[0-9]+$`)
	address = regexp.MustCompile(`^(?i:https?)://`)
)

// areStories tells whether all arguments name stories (numbers or links) rather
// than being a query.
func areStories(args []string) bool {
	for _, arg := range args {
		if !number.MatchString(arg) && !address.MatchString(arg) {
			return false
		}
	}
	return len(args) > 0
}

// lookup finds the story that one argument names.
func lookup(ctx context.Context, room *newsroom.Newsroom, arg string) (feed.StoryID, error) {
	if !areStories([]string{arg}) {
		return 0, misused("%q is neither the number nor the address of a story; `standfirst list` shows the numbers", arg)
	}
	id, err := room.Lookup(ctx, arg)
	if errors.Is(err, newsroom.ErrNoStory) {
		return 0, matchedNothing("no story has the number or address %s; `standfirst list` shows the numbers", arg)
	}
	return id, err
}

// chosen returns the stories that QUERY|ID… means. All arguments are looked up
// before anything is done: a wrong one changes nothing. A query without a
// condition ("sort:oldest") means every story, which is only done when all says so.
func chosen(ctx context.Context, room *newsroom.Newsroom, args []string, all bool) ([]feed.StoryID, error) {
	var ids []feed.StoryID
	if areStories(args) {
		for _, arg := range args {
			id, err := lookup(ctx, room, arg)
			if err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
		return ids, nil
	}
	q, err := query(args)
	if err != nil {
		return nil, err
	}
	if len(q.Terms) == 0 && !all {
		return nil, everyStory(args)
	}
	if ids, err = room.IDs(ctx, q); err != nil {
		return nil, err
	}
	if len(ids) == 0 {
		return nil, noStory(ctx, room, args)
	}
	return ids, nil
}

func everyStory(args []string) error {
	return misused("the query %s has no condition, so that every story answers it; say which ones, `standfirst help query` shows how", shown(args))
}

// largestInput bounds what is read of standard input as arguments: the numbers
// of a hundred thousand stories.
const largestInput = 1 << 20

// orInput is the arguments, or, for "-" alone, the lines of standard input.
func (s *session) orInput(args []string) ([]string, error) {
	if len(args) != 1 || args[0] != "-" {
		return args, nil
	}
	text, err := s.read("-", largestInput)
	if err != nil {
		return nil, err
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) == 0 {
		return nil, matchedNothing("standard input names no story; nothing was done")
	}
	return lines, nil
}

// unknown is the remedy for a term that names what is not here; empty when it
// names something, or when nothing is known of it.
func unknown(ctx context.Context, room *newsroom.Newsroom, term feed.Term) string {
	switch term.Kind {
	case feed.TermWord:
		if near, err := room.Suggest(ctx, term.Value); err == nil && len(near) > 0 {
			return "did you mean " + strings.Join(near, " or ") + "?"
		}
	case feed.TermPublication:
		states, err := room.Publications(ctx)
		var known []string
		for _, state := range states {
			if feed.Fold(string(state.ID)) == feed.Fold(term.Value) || feed.Fold(state.Name) == feed.Fold(term.Value) {
				return ""
			}
			known = append(known, string(state.ID))
		}
		if err == nil && len(known) > 0 {
			return fmt.Sprintf("there is no publication %q, there are %s", term.Value, strings.Join(known, ", "))
		}
	case feed.TermTag:
		tags, err := room.Tags(ctx)
		if err != nil || len(tags) == 0 {
			return ""
		}
		var names, like []string
		for _, tag := range tags {
			for _, wording := range append([]string{tag.Key, tag.Name}, tag.Aliases...) {
				if feed.Fold(wording) == feed.Fold(term.Value) {
					return ""
				}
				names = append(names, wording)
			}
			if len(like) < 3 && len(term.Value) >= 3 && mentions(tag, feed.Fold(term.Value)) {
				like = append(like, clean.Line(tag.Name, 0))
			}
		}
		if near := config.Nearest(term.Value, names); near != "" && len(like) == 0 {
			like = append(like, clean.Line(near, 0))
		}
		if len(like) > 0 {
			return fmt.Sprintf("there is no tag %q; did you mean %s?", term.Value, strings.Join(like, " or "))
		}
		return fmt.Sprintf("there is no tag %q; `standfirst tags` lists them", term.Value)
	}
	return ""
}

// noStory says that a query had no answer, and offers near words for those that
// it looked for.
func noStory(ctx context.Context, room *newsroom.Newsroom, args []string) error {
	text := shown(args)
	if q, err := query(args); err == nil && text != "" {
		for _, term := range q.Terms {
			if term.Not {
				continue
			}
			if remedy := unknown(ctx, room, term); remedy != "" {
				return matchedNothing("no story answers %s; %s", text, remedy)
			}
		}
		return matchedNothing("no story answers %s", text)
	}
	return matchedNothing("there are no stories yet; `standfirst refresh` fetches them")
}
