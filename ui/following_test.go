package ui

import (
	"testing"
	"time"
)

func TestAfterARefreshTheTopStoryStandsOnTop(t *testing.T) {
	s := open(t, 120, 36, func(o *Options) { o.Refresh = true })
	s.wait(time.Hour).press("R")
	s.shows("TOP STORY", "on Community Care's Children page", "updated ").hides("LATEST")
	if s.app.following.stop != nil {
		t.Error("what follows the refresh has not ended")
	}
	s.wait(5 * time.Second).press("j").shows("story ")
}
