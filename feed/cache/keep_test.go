package cache

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"standfirst/feed"
)

func TestPruneFollowsTheRule(t *testing.T) {
	clk := &clock{testStart}
	dir := stock(t, clk)
	clk.pass(40 * 24 * time.Hour)
	c, err := Open(t.Context(), Options{Dir: dir, Now: clk.now, KeepDays: 45})
	if err != nil {
		t.Fatal(err)
	}
	plan, err := c.PlanPrune(t.Context())
	if err != nil || plan.Stories != 0 {
		t.Fatalf("stories that came 40 days ago: %+v, %v", plan, err)
	}
	clk.pass(6 * 24 * time.Hour)
	if plan, err = c.PlanPrune(t.Context()); err != nil || plan.Stories != 295 || plan.Spared != 5 || plan.Bytes == 0 {
		t.Fatalf("%+v, %v", plan, err)
	}
	if n := edition(t, c, "").Total; n != 300 {
		t.Fatalf("the plan removed something: %d stories left", n)
	}
	before, _ := exists(c.path)
	if plan, err = c.Prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	freed, err := c.Shrink(t.Context())
	if after, _ := exists(c.path); err != nil || freed == 0 || after >= before {
		t.Errorf("the file had %d bytes and has %d, %d were freed: %v", before, after, freed, err)
	}
	if e := edition(t, c, ""); e.Total != 5 || edition(t, c, "is:saved").Total != 5 {
		t.Fatalf("%d stories left", e.Total)
	}
	if n := edition(t, c, "care").Total; n > 5 {
		t.Fatalf("the index still finds %d", n)
	}
	check(t, c)
	// What the feed still has does not come back, and does when everything is
	// kept again, with its mark.
	p := newPress(3)
	var list []feed.Story
	for i := range 300 {
		list = append(list, p.story(i, testStart.Add(-time.Duration(i)*time.Hour)))
	}
	if r := put(t, c, list...); r.New != 0 {
		t.Fatalf("pruned stories came back: %+v", r)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = openTest(t, dir, clk)
	if r := put(t, c, list...); r.New != 295 {
		t.Fatalf("%+v", r)
	}
	if n := edition(t, c, "is:read").Total; n != 150 {
		t.Fatalf("%d read", n)
	}
	check(t, c)
}

// A fault in the middle of forgetting leaves nothing half done for good: what is
// owed stands in the archive, and the next refresh goes on with it.
func TestForgettingIsFinished(t *testing.T) {
	dir, clk := t.TempDir(), &clock{testStart}
	c := openTest(t, dir, clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	put(t, c, story(clk, 1, "Quillfeather named in court", nil), story(clk, 2, "Courts to open later", nil))
	id := edition(t, c, "quillfeather").Rows[0].ID
	if _, err := c.Save(t.Context(), ids(edition(t, c, "").Rows), true); err != nil {
		t.Fatal(err)
	}
	if err := c.RotateBackup(t.Context()); err != nil {
		t.Fatal(err)
	}
	// The second copy of the marks cannot be rewritten.
	inTheWay := filepath.Join(dir, MarksFileName+".new")
	if err := os.Mkdir(inTheWay, 0o700); err != nil {
		t.Fatal(err)
	}
	if f, err := c.Forget(t.Context(), []feed.StoryID{id}); err == nil || len(f.Stories) != 1 || !strings.Contains(err.Error(), "next refresh") {
		t.Fatalf("%+v, %v", f, err)
	}
	if n := edition(t, c, "quillfeather").Total; n != 0 {
		t.Error("the story is still there")
	}
	if err := os.Remove(inTheWay); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = openTest(t, dir, clk)
	if err := c.RotateBackup(t.Context()); err != nil {
		t.Fatal(err)
	}
	check(t, c)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	copies, _ := filepath.Glob(filepath.Join(dir, "backups", "*.db")) // a constant pattern
	for _, file := range append(copies, filepath.Join(dir, FileName)) {
		data, err := os.ReadFile(file)
		if err != nil || strings.Contains(strings.ToLower(string(data)), "quillfeather") {
			t.Errorf("it is still in %s (%v)", filepath.Base(file), err)
		}
	}
	marks, err := os.ReadFile(filepath.Join(dir, MarksFileName))
	if n := strings.Count(string(marks), "\n"); err != nil || n != 1 {
		t.Errorf("%d marks in the second copy, want that of the other story: %v", n, err)
	}
}

// After Forget no file of the data folder holds a word of the story.
func TestForgetLeavesNoTrace(t *testing.T) {
	clk := &clock{testStart}
	dir := t.TempDir()
	c := openTest(t, dir, clk)
	if err := c.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	secret := story(clk, 1, "Zanthippe Quillfeather named in court", func(s *feed.Story) {
		s.Byline, s.Body = "Wolfgang Umbrellastand", "<p>Quillfeather, of Snodsbury, was zanthippically named.</p>"
		s.Tags = []feed.Tag{tag("Quillfeather case"), tag("courts")}
		s.Link = "https://first.example/quillfeather/"
	})
	others := []feed.Story{story(clk, 2, "Courts to open later", func(s *feed.Story) { s.Tags = []feed.Tag{tag("courts")} })}
	p := newPress(9)
	for i := range 40 {
		others = append(others, p.story(i+10, clk.ago(time.Duration(i)*time.Hour)))
	}
	put(t, c, append(others, secret)...)
	secret.Body = strings.Replace(secret.Body, "named", "identified", 1)
	put(t, c, secret)
	id := edition(t, c, "quillfeather").Rows[0].ID
	for _, err := range []error{
		c.PutComments(t.Context(), feed.Comments{Story: id, Count: 1, Comments: []feed.Comment{{Text: "I knew Quillfeather."}}}),
		c.PutPicture(t.Context(), id, "https://first.example/quillfeather.jpg", "image/jpeg", []byte("Quillfeather's face")),
		c.SetPlace(t.Context(), id, 0.5),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	all := ids(edition(t, c, "").Rows)
	if _, err := c.MarkRead(t.Context(), all, true); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Save(t.Context(), []feed.StoryID{id}, true); err != nil {
		t.Fatal(err)
	}
	if err := c.RotateBackup(t.Context()); err != nil {
		t.Fatal(err)
	}
	f, err := c.Forget(t.Context(), []feed.StoryID{id})
	if err != nil || len(f.Stories) != 1 || f.Backups != 1 || len(f.Left) != 0 {
		t.Fatalf("%+v, %v", f, err)
	}
	if n := edition(t, c, "quillfeather").Total + edition(t, c, "zanthip").Total; n != 0 {
		t.Fatalf("still found: %d", n)
	}
	if e := edition(t, c, "tag:courts"); e.Total != 1 {
		t.Fatalf("another story lost its tag: %d", e.Total)
	}
	if r := put(t, c, secret); r.New != 0 {
		t.Fatal("it came back from the feed")
	}
	if ch, err := c.Undo(t.Context()); err != nil || ch.Count != len(all)-1 {
		t.Fatalf("undo of the rest: %+v, %v", ch, err)
	}
	check(t, c)
	err = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, word := range []string{"quillfeather", "zanthip", "umbrellastand", "snodsbury"} {
			if bytes.Contains(bytes.ToLower(b), []byte(word)) {
				t.Errorf("%s still holds %q", filepath.Base(path), word)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBackupAndRestore(t *testing.T) {
	clk := &clock{testStart}
	dir := stock(t, clk)
	file := filepath.Join(t.TempDir(), "copy.db")
	c := openTest(t, dir, clk)
	if err := c.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	if err := c.Backup(t.Context(), file); err == nil {
		t.Fatal("a copy was overwritten")
	}
	if _, err := Restore(t.Context(), Options{Dir: dir, Now: clk.now}, file); err == nil || !strings.Contains(err.Error(), "running") {
		t.Fatalf("restored under a running program: %v", err)
	}
	if _, err := c.MarkListed(t.Context(), feed.Query{}, 0); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	damaged := filepath.Join(t.TempDir(), "half.db")
	if err := copyFile(file, damaged); err != nil {
		t.Fatal(err)
	}
	edit(t, damaged, func(b []byte) []byte { return b[:len(b)/2] })
	if _, err := Restore(t.Context(), Options{Dir: dir, Now: clk.now}, damaged); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Fatalf("restored a damaged copy: %v", err)
	}
	aside, err := Restore(t.Context(), Options{Dir: dir, Now: clk.now}, file)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := exists(aside); !ok {
		t.Fatal("the former archive is gone")
	}
	c = openTest(t, dir, clk)
	if n := edition(t, c, "is:unread").Total; n != 150 {
		t.Fatalf("%d unread, as before the copy 150", n)
	}
	check(t, c)
}

func TestBackupsRotate(t *testing.T) {
	c, clk := paper(t)
	if _, err := c.Save(t.Context(), []feed.StoryID{1}, true); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if err := c.RotateBackup(t.Context()); err != nil {
			t.Fatal(err)
		}
		clk.pass(24 * time.Hour)
	}
	files, err := c.rotating()
	if err != nil || len(files) != 3 || !strings.HasSuffix(files[2], "marks-2026-11-26.db") {
		t.Fatalf("%v, %v", files, err)
	}
}

func TestMarksMoveToASecondMachine(t *testing.T) {
	clk := &clock{testStart}
	one := openTest(t, stock(t, clk), clk)
	two := openTest(t, t.TempDir(), clk)
	if err := two.Subscribe(t.Context(), testPublications); err != nil {
		t.Fatal(err)
	}
	p := newPress(3)
	var list []feed.Story
	for i := range 200 { // the newer ones alone
		list = append(list, p.story(i, clk.ago(time.Duration(i)*time.Hour)))
	}
	put(t, two, list...)
	if _, err := two.Save(t.Context(), []feed.StoryID{7}, true); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	n, err := one.ExportMarks(t.Context(), &out)
	if err != nil || n != 151 {
		t.Fatalf("%d lines, %v", n, err)
	}
	merged, unknown, err := two.ImportMarks(t.Context(), &out)
	if err != nil || merged+unknown != n || unknown == 0 {
		t.Fatalf("%d merged, %d unknown, %v", merged, unknown, err)
	}
	if n := edition(t, two, "is:read").Total; n != 100 {
		t.Fatalf("%d read", n)
	}
	if n := edition(t, two, "is:saved").Total; n != 3 {
		t.Fatalf("%d saved", n)
	}
	check(t, two)
}

func TestFollowsMutesAndViewsAreUndone(t *testing.T) {
	c, clk := paper(t)
	ctx := t.Context()
	mute := func(i feed.Interest) {
		t.Helper()
		i.Muted = true
		if ch, err := c.SetInterest(ctx, i, true); err != nil || ch.ID == 0 {
			t.Fatalf("%+v, %v", ch, err)
		}
	}
	mute(feed.Interest{Kind: feed.InterestTag, Value: "Adoption"})
	if e := edition(t, c, ""); e.Total != 2 || e.HiddenMuted != 2 {
		t.Fatalf("%d, %d muted", e.Total, e.HiddenMuted)
	}
	if e := edition(t, c, "is:muted"); e.Total != 2 {
		t.Fatalf("is:muted: %d", e.Total)
	}
	if n, err := c.Counts(ctx, feed.Query{}); err != nil || n.All.Total != 2 || n.Muted != 2 {
		t.Fatalf("%+v, %v", n, err)
	}
	mute(feed.Interest{Kind: feed.InterestWords, Value: "get an allowance"})
	mute(feed.Interest{Kind: feed.InterestSection, Publication: "first", Value: "news"})
	if n := edition(t, c, "").Total; n != 0 {
		t.Fatalf("%d left", n)
	}
	put(t, c, story(clk, 70, "They get an allowance too", nil))
	if n := edition(t, c, "").Total; n != 0 {
		t.Fatal("muted words let a new story through")
	}
	check(t, c)
	for range 3 {
		if ch, err := c.Undo(ctx); err != nil || ch.ID == 0 {
			t.Fatalf("%+v, %v", ch, err)
		}
	}
	if n := edition(t, c, "").Total; n != 5 {
		t.Fatalf("%d after undo", n)
	}
	if ch, err := c.SetInterest(ctx, feed.Interest{Kind: feed.InterestTag, Value: "kinship carers"}, true); err != nil || ch.What != "kinship carers" {
		t.Fatalf("%+v, %v", ch, err)
	}
	if err := c.SetAliases(ctx, []feed.Wordings{{Tag: tag("kinship care"), All: []string{"kinship care", "kinship carers", "family and friends care"}}}); err != nil {
		t.Fatal(err)
	}
	if n := edition(t, c, `tag:"Family and Friends Care"`).Total; n != 1 {
		t.Fatalf("by an alias: %d", n)
	}
	if _, err := c.SetInterest(ctx, feed.Interest{Kind: feed.InterestTag, Value: "family and friends care"}, true); err != nil {
		t.Fatal(err)
	}
	e := edition(t, c, "is:followed")
	if e.Total != 1 || len(e.Rows[0].Followed) != 1 {
		t.Fatalf("followed: %+v", e)
	}
	tags, err := c.Tags(ctx)
	if err != nil || !tags[0].Followed || tags[0].Name != "kinship care" || tags[0].Weeks[7] != 1 || len(tags[0].Aliases) == 0 {
		t.Fatalf("%+v, %v", tags, err)
	}
	view := feed.View{Name: "Unread leaders", Query: mustParse(t, "section:comment is:unread sort:oldest")}
	if _, err := c.SaveView(ctx, view); err != nil {
		t.Fatal(err)
	}
	if _, err := c.RenameView(ctx, view.Name, "Leaders"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.RenameView(ctx, "nothing", "Leaders"); err == nil {
		t.Fatal("renamed a view that is not there")
	}
	if _, err := c.RemoveView(ctx, "Leaders"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Undo(ctx); err != nil {
		t.Fatal(err)
	}
	views, err := c.Views(ctx)
	if err != nil || len(views) != 1 || views[0].Name != view.Name || !views[0].Query.Equal(view.Query) {
		t.Fatalf("%+v, %v", views, err)
	}
	if n, err := c.Counts(ctx, feed.Query{}); err != nil || n.Views[view.Name].Total != 1 {
		t.Fatalf("%+v, %v", n.Views, err)
	}
	history, err := c.History(ctx, 3)
	if err != nil || len(history) != 3 || !history[0].Undone || history[2].Undone {
		t.Fatalf("%+v, %v", history, err)
	}
}

func TestUndoSurvivesARestart(t *testing.T) {
	clk := &clock{testStart}
	dir := stock(t, clk)
	c := openTest(t, dir, clk)
	if ch, err := c.MarkListed(t.Context(), mustParse(t, "section:comment"), 0); err != nil || ch.Count == 0 {
		t.Fatalf("%+v, %v", ch, err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = openTest(t, dir, clk)
	ch, err := c.Undo(t.Context())
	if err != nil || ch.Kind != feed.ChangeRead {
		t.Fatalf("%+v, %v", ch, err)
	}
	if n := edition(t, c, "is:read").Total; n != 150 {
		t.Fatalf("%d read after undo, before 150", n)
	}
	check(t, c)
}

func TestTheLastVisitIsTheLastSessionsLastKey(t *testing.T) {
	clk := &clock{testStart}
	dir := t.TempDir()
	visit := func(for_ time.Duration) time.Time {
		c := openTest(t, dir, clk)
		defer c.Close()
		c.Visit()
		clk.pass(for_)
		c.Visit()
		return c.LastVisit()
	}
	if at := visit(10 * time.Minute); !at.IsZero() {
		t.Fatalf("first start: %v", at)
	}
	clk.pass(time.Hour)
	if at := visit(5 * time.Minute); !at.IsZero() {
		t.Fatalf("an hour later it is the same session: %v", at)
	}
	end := clk.at
	clk.pass(10 * time.Hour)
	if at := visit(5 * time.Minute); !at.Equal(end) {
		t.Fatalf("the next day: %v, want %v", at, end)
	}
	clk.pass(time.Hour)
	if at := visit(0); !at.Equal(end) {
		t.Fatalf("an hour later still: %v, want %v", at, end)
	}
}
