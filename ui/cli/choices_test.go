package cli

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"standfirst/feed"
	"standfirst/feed/demo"
)

// What was chosen of sections and of the screen comes over to a second machine,
// where it can be undone.
func TestChoicesOfSectionsAndScreenTravel(t *testing.T) {
	ctx := t.Context()
	here, _ := paper(t)
	there, _ := paper(t)
	care := demo.Publications()[1]
	if _, err := here.Include(ctx, care); err != nil {
		t.Fatal(err)
	}
	if _, err := there.Include(ctx, care); err != nil {
		t.Fatal(err)
	}
	sections := []feed.Section{{Path: "adults", Name: "Adults", Categories: []string{"Adults", "Mental health"}}}
	if _, err := here.SetSections(ctx, care.ID, sections); err != nil {
		t.Fatal(err)
	}
	if _, err := here.Choose(ctx, "measure", "80", "measure 80"); err != nil {
		t.Fatal(err)
	}
	var out choices
	if n, err := alsoChosen(ctx, here, &out); err != nil || n != 2 {
		t.Fatalf("%d choices, %v", n, err)
	}
	text, err := json.Marshal(out)
	if err != nil {
		t.Fatal(err)
	}
	var in choices
	if err := json.Unmarshal(text, &in); err != nil {
		t.Fatal(err)
	}
	in.Sections["nobody"] = in.Sections[string(care.ID)]
	if err := chooseAlso(ctx, there, in); err != nil {
		t.Fatal(err)
	}
	maps, err := there.EditedSections(ctx)
	if err != nil || cmp.Diff(sections, maps[care.ID]) != "" || len(maps) != 1 {
		t.Errorf("%v, %v", maps, err)
	}
	if kept, err := there.Kept(ctx, "measure"); err != nil || kept != "80" {
		t.Errorf("measure %q, %v", kept, err)
	}
	for range 2 {
		if change, err := there.Undo(ctx); err != nil || change.ID == 0 {
			t.Errorf("%+v, %v", change, err)
		}
	}
	if maps, err := there.EditedSections(ctx); err != nil || len(maps) != 0 {
		t.Errorf("after undo %v, %v", maps, err)
	}
}
