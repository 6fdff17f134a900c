package ui

import "testing"

func TestTheTerminalsProgressBar(t *testing.T) {
	if bar := (refreshing{}).bar(); bar != nil {
		t.Errorf("at rest: %+v", bar)
	}
	under := refreshing{stop: func() {}, done: 1, of: 4}
	if bar := under.bar(); bar == nil || bar.Value != 25 {
		t.Errorf("one of four done: %+v", bar)
	}
	if bar := (refreshing{stop: func() {}}).bar(); bar == nil || bar.Value != 0 {
		t.Errorf("nothing known yet: %+v", bar)
	}
}
