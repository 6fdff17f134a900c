package cache

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"standfirst/feed"
)

// NewestDates tells of each publication when its newest stories are from, at
// most most of them, newest first.
func (c *Cache) NewestDates(ctx context.Context, most int) (map[feed.PublicationID][]time.Time, error) {
	dates := map[feed.PublicationID][]time.Time{}
	err := c.see(ctx, func(l *look) error {
		pubs, err := l.publications()
		if err != nil {
			return err
		}
		var ids []feed.StoryID
		names := make(map[int64]feed.PublicationID, len(pubs))
		for _, p := range pubs {
			names[p.num] = p.id
			own, err := l.set(setPublication, p.num)
			if err != nil {
				return err
			}
			n := 0
			err = l.walk(own, true, 0, func(id feed.StoryID) bool {
				ids = append(ids, id)
				n++
				return n < most
			})
			if err != nil {
				return err
			}
		}
		return l.each(`SELECT pub, date FROM stories WHERE id IN (SELECT value FROM json_each(?)) ORDER BY date DESC`, []any{listOf(ids)},
			func(rows *sql.Rows) error {
				var pub, date int64
				if err := rows.Scan(&pub, &date); err != nil {
					return err
				}
				dates[names[pub]] = append(dates[names[pub]], instant(date))
				return nil
			})
	})
	return dates, err
}

// Filing is a story that its publisher filed under one of some words.
type Filing struct {
	Story feed.StoryID
	Word  string // as the publisher writes it
}

// Filed finds the newest story of each publication, not older than since, that
// is filed under one of the words, which are given folded (see feed.Fold).
func (c *Cache) Filed(ctx context.Context, since time.Time, words ...string) (map[feed.PublicationID]Filing, error) {
	found := map[feed.PublicationID]Filing{}
	// SQLite leaves most stories out by the first word of each; the folded forms
	// decide.
	var likes []string
	args := []any{millis(since)}
	for _, word := range words {
		first, _, _ := strings.Cut(word, " ")
		likes = append(likes, `s.categories LIKE ?`)
		args = append(args, "%"+first+"%")
	}
	query := `SELECT s.id, p.id, s.categories FROM stories s CROSS JOIN publications p ON p.num = s.pub
		WHERE s.date >= ? AND (` + strings.Join(likes, " OR ") + `) ORDER BY s.date DESC, s.id DESC`
	err := c.see(ctx, func(l *look) error {
		return l.each(query, args, func(rows *sql.Rows) error {
			var (
				id   int64
				pub  feed.PublicationID
				list string
				all  []string
			)
			if err := rows.Scan(&id, &pub, &list); err != nil {
				return err
			}
			if _, ok := found[pub]; ok || json.Unmarshal([]byte(list), &all) != nil {
				return nil
			}
			for _, word := range all {
				if slices.Contains(words, feed.Fold(word)) {
					found[pub] = Filing{feed.StoryID(id), word}
					break
				}
			}
			return nil
		})
	})
	return found, err
}
