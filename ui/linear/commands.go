package linear

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"standfirst/feed/newsroom"
)

// command is one thing that can be typed. run is given what stands behind the
// name and returns an error that is not the reader's fault; faults of typing are
// answers.
type command struct {
	name  string
	short string // one letter, or empty
	takes string // what may stand behind it, for the help
	does  string // a sentence without its subject: "reads the next unread story"
	run   func(*session, string) error
}

// commands are all of them, in the order of the help.
func commands() []command {
	return []command{
		{"next", "n", "", "reads the next unread story of the list", (*session).next},
		{"list", "l", "[HOW MANY]", "lists the stories from the first, five at a time or as many as you say", (*session).list},
		{"more", "m", "", "goes on with the text or the list; an empty line does the same", (*session).more},
		{"back", "b", "", "leaves the story and goes on with the list from there", (*session).back},
		{"where", "w", "", "says what is listed and which story is open", (*session).where},
		{"tag", "t", "WORDS", "lists the stories with a tag", (*session).tag},
		{"section", "", "WORDS", `lists a section of a publication, such as "section first news"`, (*session).section},
		{"publication", "p", "WORDS", "lists one publication", (*session).publication},
		{"search", "s", "WORDS", `lists the stories that hold the words, or answer a query, such as "search tag:fostering since:7d"`, (*session).search},
		{"unread", "", "[NUMBERS]", "lists unread stories only; with numbers it marks these unread", (*session).unread},
		{"all", "a", "", "lists all stories again, read and unread", (*session).all},
		{"new", "", "", "lists what came since your last visit", place("new")},
		{"followed", "", "", "lists the stories of the tags and sections you follow", place("followed")},
		{"saved", "", "", "lists the saved stories", place("saved")},
		{"tags", "", "[WORDS]", "says the tags with their unread stories, followed ones first", (*session).tags},
		{"sections", "", "[PUBLICATION]", "says the sections of the publications with their unread stories", (*session).sections},
		{"publications", "", "", "says the publications, when they were last read and what is wrong", (*session).publications},
		{"decline", "", "PUBLICATION", "goes back to a publication's configured address after its feed moved", (*session).decline},
		{"read", "", "[NUMBERS]", `marks stories read: the open one, those with the numbers ("read 1 3-5"), or all that are listed ("read all")`, (*session).markRead},
		{"save", "", "[NUMBERS]", "saves the open story, or those with the numbers", (*session).save},
		{"unsave", "", "[NUMBERS]", "takes the saving back", (*session).unsave},
		{"undo", "u", "", "takes the last change back", (*session).undo},
		{"redo", "", "", "does again what undo took back", (*session).redo},
		{"follow", "f", "[WORDS]", "follows a tag or section, or the one that is listed; says what you follow when there is neither", (*session).follow},
		{"unfollow", "", "[WORDS]", "ends following", (*session).unfollow},
		{"full", "", "[NUMBER]", "fetches the full article of an excerpt", (*session).full},
		{"comments", "c", "[NUMBER]", "reads the comments under the story, oldest first", (*session).comments},
		{"elsewhere", "=", "[NUMBER]", "reads the same story as another publication prints it", (*session).elsewhere},
		{"open", "o", "[NUMBER]", "hands the story's link to the browser, or says it", (*session).browse},
		{"refresh", "r", "", "asks the publications for what is new, and says when that is done", (*session).refresh},
		{"help", "h", "[COMMAND]", "says this, or what one command does", (*session).help},
		{"quit", "q", "", "leaves", (*session).quit},
	}
}

// answer answers one typed line.
func (s *session) answer(typed string) {
	name, rest, _ := strings.Cut(typed, " ")
	rest = strings.TrimSpace(rest)
	if typed == "" {
		name = "more"
	}
	if n, ok := number(name); ok && rest == "" {
		s.leaving, s.index = false, nil
		s.report(s.read(n))
		return
	}
	found, unsure := find(name)
	switch {
	case len(unsure) > 0:
		s.out.sayf("%s could be %s.", quoted(name), either(unsure, "or"))
		return
	case found.run == nil:
		s.unknown(name, typed)
		return
	}
	s.leaving = s.leaving && found.name == "next"
	if found.name != "more" {
		s.index = nil
	}
	s.report(found.run(s, rest))
}

// find is the command that a typed word means: its name, its letter, or the
// beginning of one name alone. unsure are the names it may mean.
func find(word string) (found command, unsure []string) {
	word = strings.ToLower(word)
	if word == "?" {
		word = "help"
	}
	var begin []command
	for _, c := range commands() {
		switch {
		case word == c.name, word == c.short && word != "":
			return c, nil
		case word != "" && strings.HasPrefix(c.name, word):
			begin = append(begin, c)
		}
	}
	if len(begin) == 1 {
		return begin[0], nil
	}
	for _, c := range begin {
		unsure = append(unsure, c.name)
	}
	return command{}, unsure
}

// unknown answers what is no command.
func (s *session) unknown(name, typed string) {
	var names []string
	for _, c := range commands() {
		names = append(names, c.name)
	}
	if guesses := near(strings.ToLower(name), names); len(guesses) > 0 {
		s.out.sayf("There is no command %s. Did you mean %s? help lists them all.", quoted(name), either(guesses, "or"))
		return
	}
	s.out.sayf(`There is no command %s. help lists them all; "search %s" looks for the words in the stories.`, quoted(name), inQuotes(typed))
}

// report says an error that is not the reader's fault as a sentence.
func (s *session) report(err error) {
	switch {
	case err == nil, s.ctx.Err() != nil:
	case errors.Is(err, newsroom.ErrNoStory):
		s.out.say("That story is not here any more. list lists those that are.")
	case errors.Is(err, context.DeadlineExceeded):
		s.out.say("That took too long. Try again later; what is stored can be read.")
	default:
		s.out.say("That did not work: " + stopped(err.Error()))
	}
}

func (s *session) help(word string) error {
	if word != "" {
		if word, _, _ = strings.Cut(word, " "); strings.EqualFold(word, "number") || isNumber(word) {
			s.out.say("NUMBER, a number of the list, reads that story and marks it read.")
			return nil
		}
		found, unsure := find(word)
		switch {
		case len(unsure) > 0:
			s.out.sayf("%s could be %s.", quoted(word), either(unsure, "or"))
		case found.run == nil:
			s.unknown(word, word)
		default:
			s.out.say(helpText(found))
		}
		return nil
	}
	s.out.say("A number of the list reads that story and marks it read. These are the commands; the beginning of a name will do when no other has it.")
	for _, c := range commands() {
		s.out.say(helpText(c))
	}
	return nil
}

func helpText(c command) string {
	text := c.name
	if c.takes != "" {
		text += " " + c.takes
	}
	if c.short != "" {
		text += ", or " + c.short + ","
	}
	return text + " " + c.does + "."
}

func (s *session) quit(string) error {
	s.quits = true
	return nil
}

// number reads "2", "2." and "#2".
func number(word string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(word, "#"), "."))
	return n, err == nil && !strings.ContainsAny(word, "+-")
}

func isNumber(word string) bool {
	_, ok := number(word)
	return ok
}

// quoted is a typed text as it stands in an answer, shortened when it is long.
func quoted(text string) string { return `"` + inQuotes(text) + `"` }

func inQuotes(text string) string {
	const longest = 60
	if signs := []rune(text); len(signs) > longest {
		text = string(signs[:longest]) + "..."
	}
	return strings.ReplaceAll(text, `"`, "'")
}

// near are the known words that a mistyped one may mean, nearest first, three
// at most.
func near(word string, known []string) []string {
	signs := []rune(word)
	if len(signs) < 2 || len(signs) > 100 {
		return nil
	}
	most := 1 + min(len(signs)/4, 2)
	var found []string
	at := map[string]int{}
	for _, k := range known {
		if d := slips(signs, []rune(k)); d <= most && !slices.Contains(found, k) {
			found, at[k] = append(found, k), d
		}
	}
	slices.SortStableFunc(found, func(a, b string) int { return at[a] - at[b] })
	return found[:min(3, len(found))]
}

// slips counts the letters to leave out, put in or change between two words
// (Levenshtein).
func slips(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		above := row[0]
		row[0] = i + 1
		for j := range b {
			change := above
			if a[i] != b[j] {
				change++
			}
			above = row[j+1]
			row[j+1] = min(change, above+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// misread is the answer to numbers that make no sense.
func misread(name string) string {
	return fmt.Sprintf(`%s takes numbers of the list, such as "%s 3" or "%s 1 4-6".`, name, name, name)
}
