package cache

import (
	"strings"
	"testing"

	"standfirst/feed"
)

// A row of common words that cannot have been written like this stops all
// writing, like a damaged page, and the next start makes the index anew.
func TestATornRowOfCommonWordsIsRepaired(t *testing.T) {
	for _, damage := range []string{`UPDATE bitmaps SET bits = x'00'`, `UPDATE bitmaps SET id = id + (1 << 30)`} {
		torn(t, damage)
	}
}

func torn(t *testing.T, damage string) {
	t.Helper()
	clk := &clock{testStart}
	dir := stock(t, clk)
	c := openTest(t, dir, clk)
	want := edition(t, c, "children").Total
	if err := c.change(t.Context(), func(x *tx) error { return x.do(damage) }); err != nil {
		t.Fatal(err)
	}
	c.found.mu.Lock()
	c.found.sets = nil
	c.found.mu.Unlock()
	if _, err := c.Edition(t.Context(), mustParse(t, "children"), feed.Window{Limit: 10}); err == nil {
		t.Fatalf("after %s there is an answer", damage)
	}
	if b := c.Banner(); !strings.Contains(b, "damaged") {
		t.Fatalf("banner: %q", b)
	}
	_ = c.Close()
	c = openTest(t, dir, clk)
	defer c.Close()
	if n := edition(t, c, "children").Total; n != want || want == 0 {
		t.Errorf("%d stories after the repair, want %d; %s", n, want, c.Banner())
	}
}
