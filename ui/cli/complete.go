package cli

import (
	"strings"

	"github.com/spf13/cobra"
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
