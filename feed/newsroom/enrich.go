package newsroom

import (
	"context"
	"errors"
	"slices"

	"standfirst/feed"
	"standfirst/feed/wordpress"
)

// enrich asks an open REST interface what feeds leave out of the newest stories:
// their exact sections and tags, the description and credit of their picture,
// and which of them are kept at the top. It asks only when there is news or
// the taxonomy was just learnt: two small requests.
func (n *Newsroom) enrich(ctx context.Context, p feed.Publication, news, learnt bool) error {
	root, err := n.root(ctx, p.ID)
	if err != nil || root == "" {
		return err
	}
	if !news && !learnt {
		return nil
	}
	posts, err := n.postsAt(ctx, p, root.Posts(wordpress.Posts{Page: 1, Bare: true}))
	if err != nil {
		return err
	}
	if err := n.tellPosts(ctx, p, posts); err != nil {
		return err
	}
	sticky, err := n.postsAt(ctx, p, root.Posts(wordpress.Posts{Page: 1, Bare: true, Sticky: true}))
	if err != nil {
		return err
	}
	slices.SortStableFunc(sticky, func(a, b wordpress.Post) int { return b.Published.Compare(a.Published) })
	var links []string
	for _, post := range sticky[:min(len(sticky), 10)] { // an interface that ignores the question sends everything
		if post.Sticky {
			links = append(links, post.Link)
		}
	}
	known, err := n.learned(ctx, p.ID)
	if err != nil || slices.Equal(links, known.Sticky) {
		return err
	}
	known.Sticky = links
	return n.keepLearned(ctx, p.ID, known)
}

// postsAt asks for one page of posts. What cannot be had or read is none; a
// closed interface is remembered.
func (n *Newsroom) postsAt(ctx context.Context, p feed.Publication, address string) ([]wordpress.Post, error) {
	status, body, err := n.askREST(ctx, p, address)
	if err != nil {
		return nil, ctx.Err()
	}
	posts, err := wordpress.ReadPosts(status, body)
	if err != nil && !errors.Is(err, wordpress.ErrEnd) {
		return nil, n.closed(ctx, p.ID, err)
	}
	return posts, nil
}

// tellPosts adds to stored stories what their posts tell.
func (n *Newsroom) tellPosts(ctx context.Context, p feed.Publication, posts []wordpress.Post) error {
	desk, err := n.desk(ctx, p)
	if err != nil {
		return err
	}
	told := map[feed.StoryID]wordpress.Post{}
	var ids []feed.StoryID
	for _, post := range posts {
		id, err := n.cache.Lookup(ctx, post.Link)
		if err != nil {
			continue // not in the feed, or not any more
		}
		told[id] = post
		ids = append(ids, id)
	}
	_, err = n.cache.Amend(ctx, ids, func(s feed.Story) feed.Story {
		if s.Publication != p.ID {
			return s
		}
		post := told[s.ID]
		if len(post.Terms) > 0 {
			title := s.Title
			desk.ClassifyTerms(addressOf(p, s), &s, post.Terms)
			s.Title = title
		}
		s.Images = describePicture(s.Images, post)
		return s
	})
	return err
}

// describePicture adds a post's picture, or the words about it, to a story's.
func describePicture(images []feed.Image, post wordpress.Post) []feed.Image {
	picture, ok := pictureOf(post)
	if !ok {
		return images
	}
	images = slices.Clone(images)
	for i, have := range images {
		if have.URL != picture.URL {
			continue
		}
		if have.Alt == "" {
			images[i].Alt = picture.Alt
		}
		if have.Credit == "" {
			images[i].Credit = picture.Credit
		}
		images[i].Posed = have.Posed || picture.Posed
		return images
	}
	if len(images) > 0 {
		return images // the text's own pictures stand for it
	}
	return []feed.Image{picture}
}
