package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"standfirst/config"
)

// completePublications offers the configured publications.
func (s *session) completePublications(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if s.load() != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var words []cobra.Completion
	for _, p := range s.conf.Publications {
		words = append(words, cobra.CompletionWithDesc(p.ID, p.Name))
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

// completeProfiles offers the profiles that there are.
func (s *session) completeProfiles(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return config.Profiles(s.Env), cobra.ShellCompDirectiveNoFileComp
}

// completeFields offers fields alone, for commands that take nothing else.
func completeFields(fields ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(fields, cobra.ShellCompDirectiveNoFileComp|cobra.ShellCompDirectiveNoSpace)
}

// takesFiles are the commands and flags for which a shell may offer files; for
// all others that would only mislead.
var (
	takesFiles = []string{"backup", "restore", "import", "inspect"}
	namesFile  = []string{"config", "out"}
)

// onlyWhatFits keeps the shell from offering files where none is meant.
func onlyWhatFits(cmd *cobra.Command) {
	if cmd.ValidArgsFunction == nil && len(cmd.ValidArgs) == 0 && !slices.Contains(takesFiles, cmd.Name()) {
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
	cmd.LocalFlags().VisitAll(func(flag *pflag.Flag) {
		if _, known := cmd.GetFlagCompletionFunc(flag.Name); !known && flag.Value.Type() != "bool" && !slices.Contains(namesFile, flag.Name) {
			_ = cmd.RegisterFlagCompletionFunc(flag.Name, cobra.NoFileCompletions) // it has none yet
		}
	})
	for _, sub := range cmd.Commands() {
		onlyWhatFits(sub)
	}
}

// completeQuery offers the fields of a query and the values that are fixed. It
// opens no cache: pressing tab must not wait.
func (s *session) completeQuery(_ *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	words := []cobra.Completion{"tag:", "section:", "pub:", "by:", "since:", "before:", "month:", "is:", "has:", "sort:", "show:"}
	switch field, _, found := strings.Cut(typed, ":"); {
	case !found:
		return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	case field == "is":
		words = fieldValues("is:", "unread", "read", "saved", "followed", "muted", "sponsored", "stored", "edited", "top", "featured", "new")
	case field == "has":
		words = fieldValues("has:", "full", "comments", "images")
	case field == "sort":
		words = fieldValues("sort:", "newest", "oldest", "best", "publication")
	case field == "show":
		words = fieldValues("show:", "muted")
	case field == "since", field == "before":
		words = fieldValues(field+":", "today", "yesterday", "7d", "30d", "last-visit")
	case field == "pub":
		known, _ := s.completePublications(nil, nil, "")
		words = nil
		for _, word := range known {
			words = append(words, "pub:"+word)
		}
	default:
		words = nil
	}
	return words, cobra.ShellCompDirectiveNoFileComp
}

func fieldValues(field string, values ...string) (words []cobra.Completion) {
	for _, value := range values {
		words = append(words, field+value)
	}
	return words
}
