package cache

import (
	"context"
	"encoding/json"
	"time"

	"standfirst/feed"
)

// choiceStep is a choice of the screen as journalled; an empty value is that
// none was made.
type choiceStep struct{ Key, Value string }

// choosing is how long one choice may take: keys pressed one after the other
// until a width is right are one step.
const choosing = time.Minute

// Choose keeps one of the screen's choices as Keep does, as a step for Undo. what
// says it in words.
func (c *Cache) Choose(ctx context.Context, key, value, what string) (change feed.Change, err error) {
	err = c.change(ctx, func(x *tx) error {
		before, after := choiceStep{Key: key}, choiceStep{key, value}
		if _, err := x.one(`SELECT value FROM kept WHERE key = ?`, []any{screenKey + key}, &before.Value); err != nil {
			return err
		}
		change = feed.Change{Kind: feed.ChangeChoice}
		if before == after {
			return nil
		}
		if err := x.writeChoice(after); err != nil {
			return err
		}
		last, err := x.lastChoice(key)
		if err != nil {
			return err
		}
		if last.num == 0 {
			change, err = x.journal(step{kind: feed.ChangeChoice, count: 1, what: what, before: oneJSON(&before), after: oneJSON(&after)})
			return err
		}
		if last.before == oneJSON(&after) { // back where it began
			return x.do(`DELETE FROM journal WHERE num = ?`, last.num)
		}
		last.what, last.at = what, millis(c.markTime())
		change = last.change()
		return x.do(`UPDATE journal SET what = ?, at = ?, after = ? WHERE num = ?`, last.what, last.at, oneJSON(&after), last.num)
	})
	return change, err
}

// lastChoice is the newest step when it is the same choice, made just now.
func (x *tx) lastChoice(key string) (step, error) {
	var s step
	ok, err := x.one(`SELECT `+stepColumns+` FROM journal ORDER BY num DESC LIMIT 1`, nil,
		&s.num, &s.at, &s.kind, &s.count, &s.what, &s.state, &s.ids, &s.before, &s.after)
	if err != nil || !ok || s.kind != feed.ChangeChoice || s.state != 0 {
		return step{}, err
	}
	var was choiceStep
	if err := json.Unmarshal([]byte(s.before), &was); err != nil {
		return step{}, err
	}
	if since := x.c.now().Sub(instant(s.at)); was.Key != key || since < 0 || since > choosing {
		return step{}, nil
	}
	return s, nil
}

func (x *tx) writeChoice(c choiceStep) error {
	if c.Value == "" {
		return x.do(`DELETE FROM kept WHERE key = ?`, screenKey+c.Key)
	}
	return x.keep(screenKey+c.Key, c.Value)
}

func (x *tx) applyChoice(s step, undo bool) error {
	var before, after choiceStep
	if err := s.values(&before, &after); err != nil {
		return err
	}
	if undo {
		return x.writeChoice(before)
	}
	return x.writeChoice(after)
}
