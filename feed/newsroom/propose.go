package newsroom

import (
	"context"

	"standfirst/feed"
	"standfirst/feed/classify"
)

// Proposal is a section that the stories of a publication suggest; the reader
// decides.
type Proposal = classify.Proposal

// judged is how many stories of a publication are looked at for proposals: the
// habits of a year ago say little.
const judged = 200

// Proposals suggests sections for a publication whose map is empty and whose
// site told of none, from its newest stories; nil where there is a map, or
// nothing to be seen in them.
func (n *Newsroom) Proposals(ctx context.Context, id feed.PublicationID) ([]Proposal, error) {
	p, ok := n.publication(id)
	if !ok || len(p.Feeds) == 0 {
		return nil, nil
	}
	p, err := n.sorted(ctx, p)
	if err != nil || len(classify.Sections(p, n.taxonomy(ctx, id))) > 0 {
		return nil, err
	}
	edition, err := n.cache.Edition(ctx, feed.Query{Terms: []feed.Term{{Kind: feed.TermPublication, Value: string(id)}}, Muted: true}, feed.Window{Limit: judged})
	if err != nil {
		return nil, err
	}
	stories := make([]feed.Story, 0, len(edition.Rows))
	for _, row := range edition.Rows {
		if len(row.Sections) > 0 {
			return nil, nil // they find their sections without a map
		}
		stories = append(stories, row.Story)
	}
	return classify.Propose(p, nil, stories), nil
}
