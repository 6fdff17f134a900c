package cache

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

func papers(names ...string) (list []feed.Publication) {
	for _, name := range names {
		list = append(list, feed.Publication{ID: feed.PublicationID(strings.ToLower(name)), Name: name, Feeds: []feed.Address{{URL: "https://" + strings.ToLower(name) + ".example/feed"}}})
	}
	return list
}

func configuredNames(t *testing.T, c *Cache) string {
	t.Helper()
	list, err := c.Configured(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
	}
	return strings.Join(names, " ")
}

// Adding and removing are steps among the others, in the cache alone where there
// is no configuration, and come back to their places after a restart.
func TestUndoOfPublicationsAfterARestart(t *testing.T) {
	dir, clk, ctx := t.TempDir(), &clock{testStart}, t.Context()
	c := openTest(t, dir, clk)
	if err := c.Subscribe(ctx, papers("One", "Two", "Three")); err != nil {
		t.Fatal(err)
	}
	if ch, err := c.Resubscribe(ctx, papers("One", "Three"), feed.ChangeRemove, papers("Two"), ""); err != nil || ch.ID == 0 || ch.What != "Two" {
		t.Fatalf("%+v, %v", ch, err)
	}
	if ch, err := c.Resubscribe(ctx, papers("One", "Three", "Four", "Five"), feed.ChangeAdd, papers("Four", "Five"), ""); err != nil || ch.Count != 2 || ch.What != "2 publications" {
		t.Fatalf("%+v, %v", ch, err)
	}
	for _, step := range []struct {
		undo bool
		want string
	}{
		{true, "One Three"}, {true, "One Two Three"}, {false, "One Three"}, {false, "One Three Four Five"}, {true, "One Three"}, {true, "One Two Three"},
	} {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		c = openTest(t, dir, clk)
		do := c.Redo
		if step.undo {
			do = c.Undo
		}
		if ch, err := do(ctx); err != nil || ch.ID == 0 || ch.Undone != step.undo {
			t.Fatalf("%+v, %v", ch, err)
		}
		if got := configuredNames(t, c); got != step.want {
			t.Fatalf("undo %v: %q, want %q", step.undo, got, step.want)
		}
	}
}

// The configuration follows within the step: when it cannot, nothing changes, and
// when the step cannot be kept, it is put back.
func TestTheConfigurationFollowsUndo(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	var told []string
	var fault error
	names := papers("One")
	c, err := Open(ctx, Options{Dir: dir, Now: (&clock{testStart}).now, Reconfigure: func(edit string, undo bool) ([]feed.Publication, error) {
		if fault != nil {
			return nil, fault
		}
		told = append(told, edit+map[bool]string{true: " back", false: ""}[undo])
		return names, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Subscribe(ctx, papers("One")); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SetInterest(ctx, feed.Interest{Kind: feed.InterestByline, Value: "A. Writer"}, true); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Resubscribe(ctx, papers("One", "Two"), feed.ChangeAdd, papers("Two"), "edit 1"); err != nil {
		t.Fatal(err)
	}
	fault = errors.New("the configuration has faults")
	if _, err := c.Undo(ctx); !errors.Is(err, fault) || configuredNames(t, c) != "One Two" {
		t.Fatalf("%v, %s", err, configuredNames(t, c))
	}
	fault = nil
	if ch, err := c.Undo(ctx); err != nil || ch.Kind != feed.ChangeAdd || configuredNames(t, c) != "One" || !slices.Equal(told, []string{"edit 1 back"}) {
		t.Fatalf("%+v, %v, %s, %q", ch, err, configuredNames(t, c), told)
	}
	// A step that fails after the configuration followed is put back there too.
	told, names = nil, papers("One", "Two")
	do := func(statement string) {
		t.Helper()
		if err := c.change(ctx, func(x *tx) error { return x.do(statement) }); err != nil {
			t.Fatal(err)
		}
	}
	do(`CREATE TRIGGER refuse BEFORE UPDATE ON journal BEGIN SELECT raise(ABORT, 'no'); END`)
	if _, err := c.Redo(ctx); err == nil || !slices.Equal(told, []string{"edit 1", "edit 1 back"}) || configuredNames(t, c) != "One" {
		t.Fatalf("%v, %q, %s", err, told, configuredNames(t, c))
	}
	do(`DROP TRIGGER refuse`)
	if _, err := c.Redo(ctx); err != nil || configuredNames(t, c) != "One Two" {
		t.Fatalf("%v, %s", err, configuredNames(t, c))
	}
	// Overtaken: said, given up, and the next undo is about the step before.
	fault = Overtaken{errors.New("the entry of Two is another one now")}
	if _, err := c.Undo(ctx); err == nil || !strings.Contains(err.Error(), "Two is another one now; the next undo is about the change before it") {
		t.Fatal(err)
	}
	if ch, err := c.Undo(ctx); err != nil || ch.Kind != feed.ChangeFollow {
		t.Errorf("%+v, %v", ch, err)
	}
	if ch, err := c.Undo(ctx); err != nil || ch.ID != 0 {
		t.Errorf("%+v, %v", ch, err)
	}
	history, err := c.History(ctx, 9)
	if err != nil || len(history) != 2 || history[0].Undone || !history[1].Undone {
		t.Errorf("%+v, %v", history, err)
	}
}

func TestChoicesAreSteps(t *testing.T) {
	clk, ctx := &clock{testStart}, t.Context()
	c := openTest(t, t.TempDir(), clk)
	kept := func() string {
		v, err := c.Kept(ctx, "measure")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	choose := func(value string) {
		t.Helper()
		if _, err := c.Choose(ctx, "measure", value, "measure "+value); err != nil {
			t.Fatal(err)
		}
		clk.pass(time.Second)
	}
	choose("76")
	choose("80")
	clk.pass(time.Hour)
	choose("90")
	choose("80") // back at once: no step
	clk.pass(time.Hour)
	choose("100")
	for _, want := range []string{"80", ""} {
		if ch, err := c.Undo(ctx); err != nil || ch.ID == 0 || kept() != want {
			t.Fatalf("%+v, %v: kept %q, want %q", ch, err, kept(), want)
		}
	}
	if ch, err := c.Undo(ctx); err != nil || ch.ID != 0 {
		t.Errorf("%+v, %v", ch, err)
	}
	for _, want := range []string{"80", "100"} {
		if _, err := c.Redo(ctx); err != nil || kept() != want {
			t.Fatalf("%v: kept %q, want %q", err, kept(), want)
		}
	}
}
