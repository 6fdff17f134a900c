package cache

import "standfirst/feed"

// Why a story is no longer here.
const (
	whyPruned    = "pruned"
	whyForgotten = "forgotten"
)

// mayReturn tells whether a story that went may come in again: a pruned one
// when the rule of retention would keep it now, a forgotten one never.
func (x *tx) mayReturn(id feed.StoryID, in *incoming) (bool, error) {
	var why string
	gone, err := x.one(`SELECT why FROM gone WHERE story = ?`, []any{int64(id)}, &why)
	switch {
	case err != nil:
		return false, err
	case !gone:
		return true, nil // lost by damage
	case why == whyForgotten:
		return false, nil
	}
	return x.c.o.KeepDays == 0 || in.Date().After(x.c.now().AddDate(0, 0, -x.c.o.KeepDays)), nil
}
