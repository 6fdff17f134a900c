package config

import (
	"strings"
	"testing"
)

func TestCatalogue(t *testing.T) {
	names := map[string]bool{}
	for _, e := range Catalogue() {
		p := e.Publication()
		c := defaults()
		c.File = "config.toml"
		if _, err := load(c, []byte(Block(p)), Options{Env: environment()}); err != nil {
			t.Errorf("%s cannot be added:\n%v", e.Name, err)
		}
		if names[e.Name] {
			t.Errorf("%s is there twice", e.Name)
		}
		names[e.Name] = true
		if !strings.Contains("ABC", e.Certainty) || e.Certainty == "" || e.Kind != "rss" && e.Kind != "atom" {
			t.Errorf("%s: certainty %q, kind %q", e.Name, e.Certainty, e.Kind)
		}
		for _, feed := range e.Feeds {
			search := strings.Contains(feed.URL, "www.gov.uk/search/")
			if search != (len(feed.Tags) > 0) {
				t.Errorf("%s: a search of GOV.UK carries tags, nothing else does: %+v", e.Name, feed)
			}
			if strings.Contains(feed.URL, "www.gov.uk/government/organisations/") != (e.SectionsFrom == "type") {
				t.Errorf("%s: sections from %q", e.Name, e.SectionsFrom)
			}
		}
	}
	if len(names) != 32 {
		t.Errorf("%d entries", len(names))
	}
}

func TestFindInCatalogue(t *testing.T) {
	for typed, want := range map[string]string{
		"ofsted":                  "Ofsted (GOV.UK), Ofsted social care blog",
		"Ofsted blog":             "Ofsted social care blog",
		"dfe":                     "Department for Education, DfE news only",
		"community care":          "Community Care",
		"comunity care":           "Community Care",
		"guardian":                "Guardian Society, Guardian social care",
		"childrens commissioner":  "Children's Commissioner",
		"nao":                     "National Audit Office",
		"looked after statistics": "Statistics: looked after children",
		"zzzz":                    "",
		" ":                       "",
	} {
		var names []string
		for _, e := range FindInCatalogue(typed) {
			names = append(names, e.Name)
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("%q finds %q, want %q", typed, got, want)
		}
	}
	if found := FindInCatalogue("cafcass"); len(found) != 1 || !found[0].Try() {
		t.Errorf("%+v", found)
	}
}
