package newsroom

import (
	"testing"
	"time"
)

func TestFeedsAreSpreadAfterASleep(t *testing.T) {
	w := newWeb(t)
	w.hosts["gazette.example"], w.hosts["courier.example"] = press("gazette.example", ""), press("courier.example", "")
	r := onWeb(t, w, gazette("gazette"), gazette("courier"))
	slept := false
	r.slept = func() bool { return slept }
	if _, err := r.Refresh(t.Context(), RefreshRequest{}, nil); err != nil {
		t.Fatal(err)
	}
	if len(r.pauses) != 0 {
		t.Fatalf("pauses without a sleep: %v", r.pauses)
	}
	slept = true
	r.now = r.now.Add(30 * time.Hour)
	if _, err := r.Refresh(t.Context(), RefreshRequest{}, nil); err != nil {
		t.Fatal(err)
	}
	if len(r.pauses) != 2 || r.pauses[0] == r.pauses[1] || min(r.pauses[0], r.pauses[1]) < 10*time.Second || max(r.pauses[0], r.pauses[1]) > 130*time.Second {
		t.Errorf("pauses after a sleep: %v", r.pauses)
	}
	r.pauses = nil
	r.now = r.now.Add(30 * time.Hour)
	if _, err := r.Refresh(t.Context(), RefreshRequest{Manual: true}, nil); err != nil || len(r.pauses) != 0 {
		t.Errorf("asked by hand after a sleep: %v, %v", r.pauses, err)
	}
}
