package cache

import (
	"context"
	"encoding/json"
	"errors"

	"standfirst/feed"
)

// Standing makes the mutes of the configuration hold. They are no steps for
// Undo: the file says them again at every start. One that left the file is
// ended; what the reader chose on the screen is not touched.
func (c *Cache) Standing(ctx context.Context, mutes []feed.Interest) error {
	text := oneJSON(&mutes)
	var had string
	err := c.see(ctx, func(l *look) error {
		_, err := l.one(`SELECT value FROM kept WHERE key = 'standing'`, nil, &had)
		return err
	})
	if err != nil || had == text || had == "" && len(mutes) == 0 {
		return err
	}
	if _, err := c.Index(ctx); err != nil && !isFull(err) && !errors.Is(err, ErrReadOnly) {
		return err
	}
	err = c.change(ctx, func(x *tx) error {
		var last []feed.Interest
		if had != "" {
			if err := json.Unmarshal([]byte(had), &last); err != nil {
				last = nil // written by another version
			}
		}
		for _, i := range last {
			if err := x.writeInterest(x.canonical(i), nil); err != nil {
				return err
			}
		}
		for _, i := range mutes {
			i = x.canonical(i)
			i.Since = c.markTime()
			if err := x.writeInterest(i, &i); err != nil {
				return err
			}
		}
		return x.keep("standing", text)
	})
	if errors.Is(err, ErrReadOnly) {
		return nil // as it was
	}
	return err
}
