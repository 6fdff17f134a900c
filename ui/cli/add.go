package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

func (s *session) add() *cobra.Command {
	var (
		yes    bool
		number int
		name   string
	)
	cmd := &cobra.Command{
		Use:   "add URL|NAME",
		Short: "Find a publication by its address or its name, and add it",
		Long: "Looks for feeds: at an address, on the page that it leads to, or under a name of the catalogue. " +
			"It shows what it found with the newest headlines, asks which one is meant, writes that into the configuration and fetches its stories. Nothing is kept before.\n\n" +
			"Scripts say --yes for the first one that answers, or --number for another; without either of them, and without a terminal, nothing is added.",
		Example: "  standfirst add gazette.example\n  standfirst add \"community care\" --yes",
		Args:    arguments(1, -1, "the address of a feed or a site, or a name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if number < 0 || cmd.Flags().Changed("number") && number == 0 {
				return misused("--number %d is no number of what was found; the first one is 1", number)
			}
			return s.addFound(cmd.Context(), strings.Join(args, " "), name, yes, number)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&yes, "yes", false, "do it")
	flags.IntVar(&number, "number", 0, "add the one of this number, even when it does not answer now")
	flags.StringVar(&name, "name", "", "call it this")
	flags.SortFlags = false
	return cmd
}

// schemed is an address that begins with a scheme (RFC 3986 §3.1): javascript:,
// mailto:, ftp://; not a host with its port, nor a Windows drive.
var schemed = regexp.MustCompile(`^(?i)([a-z][a-z0-9+.-]+:)(//|[^0-9\s\\]|$)`)

// onlyWeb refuses an address of any scheme but the two that are asked, and one
// of those that names no host.
func onlyWeb(typed string) error {
	typed = strings.TrimSpace(typed)
	found := schemed.FindStringSubmatch(typed)
	if found == nil {
		return nil
	}
	switch scheme := strings.ToLower(found[1]); scheme {
	case "http:", "https:":
		if clean.URL(typed) == "" {
			return misused("%q is no web address; write it like https://www.example.org/feed/", clean.Line(typed, 80))
		}
		return nil
	case "feed:", "feeds:", "rss:":
		return nil
	default:
		if found[2] == "//" {
			scheme += "//"
		}
		return misused("%q is not asked; give an address that begins with http:// or https://", clean.Line(scheme, 40))
	}
}

func (s *session) addFound(ctx context.Context, typed, name string, yes bool, number int) error {
	if err := onlyWeb(typed); err != nil {
		return err
	}
	room, err := s.open(ctx)
	if err != nil {
		return err
	}
	found, err := room.Discover(ctx, typed)
	if errors.Is(err, newsroom.ErrNothingFound) {
		return matchedNothing("%s", err)
	}
	if err != nil {
		return err
	}
	known := takenBy(s.conf.Publications)
	for i, c := range found {
		if err := s.showFound(i+1, c, known.has(c)); err != nil {
			return err
		}
	}
	at, err := s.pick(found, yes, number)
	if err != nil || at < 0 {
		return err
	}
	p := found[at].Publication
	if known.has(found[at]) {
		return fmt.Errorf("its feed is in the configuration already; nothing was changed")
	}
	if name != "" {
		p.Name = name
	}
	p.Name = clean.Line(p.Name, longestName)
	if free := known.name(p.Name); free != p.Name && name != "" {
		return fmt.Errorf("there is a publication called %s already; nothing was changed", p.Name)
	} else if free != p.Name || name != "" {
		p.Name, p.ID = free, feed.PublicationID(config.MakeID(free))
	}
	if _, err := room.Add(ctx, p); err != nil {
		return err
	}
	states, err := room.Publications(ctx)
	if err != nil {
		return err
	}
	for _, state := range states {
		if state.ID != p.ID {
			continue
		}
		text := fmt.Sprintf("%s is added (%s), with %s.", clean.Line(state.Name, 0), state.ID, words.Plural(state.Stories, "story"))
		if state.Fault != "" {
			text += " " + sentence(state.Fault)
		}
		_, err = fmt.Fprintln(s.out, text)
	}
	return err
}

func (t taken) has(c newsroom.Candidate) bool {
	for _, at := range c.Publication.Feeds {
		if t.addresses[sameAddress(at.URL)] {
			return true
		}
	}
	return false
}

// showFound writes one candidate, its headlines first among what tells it from
// the others.
func (s *session) showFound(number int, c newsroom.Candidate, have bool) error {
	bold, plain := s.style("\x1b[1m")
	var w strings.Builder
	fmt.Fprintf(&w, "%d. %s%s%s\n", number, bold, clean.Line(c.Publication.Name, 0), plain)
	for _, at := range c.Publication.Feeds {
		shown, _ := clean.WithoutSecrets(at.URL)
		fmt.Fprintf(&w, "   %s\n", shown)
	}
	for _, headline := range c.Headlines {
		fmt.Fprintf(&w, "   - %s\n", clean.Line(headline, 0))
	}
	fmt.Fprintf(&w, "   %s\n", sentence(c.Why))
	if have {
		w.WriteString("   It is in the configuration already.\n")
	}
	_, err := s.out.Write([]byte(w.String()))
	return err
}

// pick decides which of the candidates is meant; -1: none, and that is said.
func (s *session) pick(found []newsroom.Candidate, yes bool, number int) (int, error) {
	switch {
	case number > len(found):
		return -1, misused("there is no number %d; %s found, nothing was added", number, words.Plural(len(found), "publication"))
	case number > 0:
		return number - 1, nil
	case yes:
		for i, c := range found {
			if c.Readable {
				return i, nil
			}
		}
		return -1, errors.New("none of them answers now; nothing was added (--number adds one all the same)")
	case !s.InIsTerminal || !s.ErrIsTerminal:
		return -1, misused("nothing was added; say --yes for the first that answers, or --number for another")
	}
	question := "Add it? [y/N] "
	if len(found) > 1 {
		question = fmt.Sprintf("Which one, 1 to %d? [none] ", len(found))
	}
	fmt.Fprint(s.Stderr, question)
	answer, _ := bufio.NewReader(s.Stdin).ReadString('\n') // the end of the input is a no
	answer = strings.ToLower(strings.TrimSpace(answer))
	if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(found) {
		return n - 1, nil
	}
	if len(found) == 1 && (answer == "y" || answer == "yes") {
		return 0, nil
	}
	_, err := fmt.Fprintln(s.out, "Nothing was added.")
	return -1, err
}
