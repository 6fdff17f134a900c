package linear

import (
	"errors"
	"strings"

	"standfirst/feed/clean"
	"standfirst/feed/newsroom"
	"standfirst/ui/words"
)

// refreshed is what came of a refresh.
type refreshed struct {
	report newsroom.Report
	err    error
}

func (s *session) refresh(string) error {
	if s.asking {
		s.byHand = true
		s.out.say("The publications are being asked already.")
		return nil
	}
	s.byHand = true
	s.startRefresh(newsroom.RefreshRequest{Manual: true})
	s.out.say("Asking the publications. You can go on meanwhile.")
	return nil
}

// startRefresh asks beside the prompt. What can wait until the stories are here
// (top stories, the same story elsewhere, articles for offline reading) follows
// in silence: what fails there is told by the stories and publications it
// concerns.
func (s *session) startRefresh(r newsroom.RefreshRequest) {
	s.asking = true
	s.beside.Go(func() {
		report, err := s.room.Refresh(s.ctx, r, nil)
		s.refreshed <- refreshed{report, err}
		if err == nil && !report.Offline {
			_, _ = s.room.AfterRefresh(s.ctx, nil)
		}
	})
}

// announce says in one line what a refresh brought.
func (s *session) announce(r refreshed) {
	s.asking, s.byHand = false, false
	if r.err != nil {
		if s.ctx.Err() == nil {
			text := r.err.Error()
			if errors.Is(r.err, newsroom.ErrRefreshing) {
				text = "another window is refreshing at this moment; list shows what it brings"
			}
			s.out.say("Not refreshed: " + stopped(text))
		}
		return
	}
	s.offline = r.report.Offline
	if s.offline {
		s.out.say("No connection: nothing could be reached. What is stored can be read.")
		return
	}
	text := "Refreshed: " + words.Plural(r.report.New, "new story") + "."
	if r.report.New > 0 {
		text += " list says them."
	} else if waiting(r.report) {
		text = "Refreshed: nothing was due yet."
	}
	switch faults := faultsOf(r.report); {
	case len(faults) == 1:
		text += " " + faults[0]
	case len(faults) > 1:
		text += " " + words.Plural(len(faults), "publication") + " could not be read; publications says why."
	}
	if r.report.Notice != "" {
		text += " " + sentence(r.report.Notice)
	}
	s.out.say(text)
	if err := s.tellMoves(); err != nil {
		s.out.say(sentence(err.Error()))
	}
}

// tellMoves says which feeds are asked at another address since the last time.
func (s *session) tellMoves() error {
	moved, err := s.room.TellMoves(s.ctx)
	for _, m := range moved {
		s.out.sayf("The feed of %s moved for good and is asked at %s now. decline %s takes that back.", clean.Line(m.Name, 0), clean.Host(m.To), m.Publication)
	}
	return err
}

// decline goes back to the configured address of a publication that moved.
func (s *session) decline(args string) error {
	id, ok, err := s.publicationNamed(args)
	if err != nil || !ok {
		return err
	}
	change, err := s.room.Decline(s.ctx, id)
	if errors.Is(err, newsroom.ErrNoMove) {
		s.out.say(sentence(clean.Line(err.Error(), 0)))
		return nil
	}
	if err != nil {
		return err
	}
	s.out.sayf("Declined %s: the configured address is asked again. undo takes that back.", clean.Line(change.What, 0))
	return nil
}

func waiting(r newsroom.Report) bool {
	for _, o := range r.Outcomes {
		if o.Status != newsroom.StatusNotDue {
			return false
		}
	}
	return len(r.Outcomes) > 0
}

func faultsOf(r newsroom.Report) (faults []string) {
	for _, o := range r.Outcomes {
		if o.Fault == "" {
			continue
		}
		text := clean.Line(o.Name, 0) + ": " + stopped(o.Fault)
		if o.Remedy != "" {
			text += " " + sentence(o.Remedy)
		}
		faults = append(faults, strings.TrimSpace(text))
	}
	return faults
}
