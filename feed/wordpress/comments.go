package wordpress

import (
	"html"
	"slices"
	"strconv"
	"time"

	"standfirst/feed"
)

// MaxComments bounds what is kept of one story's comments.
const MaxComments = 2000

// MaxDepth is the deepest answer that is indented; deeper ones stand at it.
const MaxDepth = 8

type comment struct {
	ID      int      `json:"id"`
	Parent  int      `json:"parent"`
	Author  string   `json:"author_name"`
	Date    string   `json:"date_gmt"`
	Content rendered `json:"content"`
}

// ReadComments reads an answer to Root.Comments. Text holds HTML as sent; the
// caller makes plain text of it.
func ReadComments(status int, body []byte) ([]feed.Comment, error) {
	list, err := read[comment](status, body)
	if err != nil {
		return nil, err
	}
	comments := make([]feed.Comment, 0, len(list))
	for _, c := range list {
		out := feed.Comment{ID: strconv.Itoa(c.ID), Byline: html.UnescapeString(c.Author), At: gmt(c.Date), Text: c.Content.Rendered}
		if c.Parent != 0 {
			out.Parent = strconv.Itoa(c.Parent)
		}
		comments = append(comments, out)
	}
	return comments, nil
}

// Thread puts comments in reading order, oldest first and answers under what
// they answer, and sets their Depth. An answer to nothing known stands at the
// top; a circle of answers is cut where it is met.
func Thread(comments []feed.Comment) []feed.Comment {
	if len(comments) > MaxComments {
		comments = comments[:MaxComments]
	}
	sorted := slices.Clone(comments)
	slices.SortStableFunc(sorted, func(a, b feed.Comment) int { return a.At.Compare(b.At) })
	known := map[string]bool{}
	for _, c := range sorted {
		known[c.ID] = true
	}
	answers := map[string][]int{}
	for i, c := range sorted {
		parent := c.Parent
		if !known[parent] || parent == c.ID {
			parent = ""
		}
		answers[parent] = append(answers[parent], i)
	}
	out := make([]feed.Comment, 0, len(sorted))
	placed := make([]bool, len(sorted))
	// A stack of its own: threads may be thousands deep.
	type step struct{ comment, depth int }
	var stack []step
	push := func(parent string, depth int) {
		of := answers[parent]
		for i := len(of) - 1; i >= 0; i-- {
			stack = append(stack, step{of[i], depth})
		}
	}
	drain := func() {
		for len(stack) > 0 {
			top := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if placed[top.comment] {
				continue
			}
			placed[top.comment] = true
			c := sorted[top.comment]
			c.Depth = min(top.depth, MaxDepth)
			out = append(out, c)
			push(c.ID, top.depth+1)
		}
	}
	push("", 0)
	drain()
	for i := range sorted { // what only answers itself, round and round
		if !placed[i] {
			stack = append(stack, step{i, 0})
			drain()
		}
	}
	return out
}

// Newest is the time of the latest comment, zero without any.
func Newest(comments []feed.Comment) (at time.Time) {
	for _, c := range comments {
		if c.At.After(at) {
			at = c.At
		}
	}
	return at
}
