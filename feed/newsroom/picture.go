package newsroom

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"standfirst/feed"
	"standfirst/feed/cache"
	"standfirst/feed/fetch"
)

// pictureBytes is the largest picture that is fetched.
const pictureBytes = 4 << 20

// picturesMost is how many pictures of one story are stored for offline reading.
const picturesMost = 10

// ErrNoPicture: the story has no picture at that address, or none is here and
// the network was not to be asked.
var ErrNoPicture = errors.New("there is no such picture here")

// Picture returns a picture of a story: the bytes as sent and their kind, such
// as "image/jpeg", told by the bytes themselves. It comes from the cache, else
// with ask from the network, and is kept. Only addresses that the story names
// are asked. The error is one sentence, or ErrNoPicture.
func (n *Newsroom) Picture(ctx context.Context, id feed.StoryID, address string, ask bool) (kind string, data []byte, err error) {
	kind, data, ok, err := n.cache.Picture(ctx, address)
	if err != nil || ok {
		return kind, data, err
	}
	if !ask {
		return "", nil, ErrNoPicture
	}
	article, err := n.cache.Body(ctx, id)
	if err != nil {
		return "", nil, err
	}
	if !named(article, address) {
		return "", nil, ErrNoPicture
	}
	kind, data, l, err := n.fetchPicture(ctx, article.Story, address)
	if err == nil && l.sentence != "" {
		err = errors.New(l.sentence)
	}
	return kind, data, err
}

// named tells whether a story names a picture, in its list or its text.
func named(article feed.Article, address string) bool {
	for _, image := range article.Images {
		if image.URL == address {
			return true
		}
	}
	return address != "" && strings.Contains(article.Body, strings.ReplaceAll(address, "&", "&amp;"))
}

func (n *Newsroom) fetchPicture(ctx context.Context, s feed.Story, address string) (kind string, data []byte, l lack, err error) {
	pub, _ := n.publication(s.Publication)
	response, err := n.http.Get(ctx, fetch.Request{URL: address, Kind: fetch.Picture, UserAgent: pub.UserAgent, Private: pub.Private, MaxBytes: pictureBytes})
	if err == nil {
		data, err = response.Bytes()
	}
	if err != nil {
		l, err = lackOf(ctx, err)
		return "", nil, l, err
	}
	// The header may say anything; an HTML page in a picture's place is none.
	kind = http.DetectContentType(data)
	if !strings.HasPrefix(kind, "image/") {
		return "", nil, lack{sentence: "what came from " + bareHost(address) + " is no picture"}, nil
	}
	if err := n.cache.PutPicture(ctx, s.ID, address, kind, bytes.Clone(data)); err != nil {
		return "", nil, lack{}, fmt.Errorf("keep picture: %w", err)
	}
	return kind, data, lack{}, nil
}

// StorePictures fetches and stores the pictures of stories for offline reading,
// as politely as Store does: robots.txt is kept and a host is asked by one
// request at a time. It returns how many came; a picture that cannot be had is
// left out.
func (n *Newsroom) StorePictures(ctx context.Context, ids []feed.StoryID, progress func(StoreProgress)) (stored int, err error) {
	asked := map[string]bool{}
	for i, id := range ids {
		article, err := n.cache.Body(ctx, id)
		if errors.Is(err, cache.ErrNoStory) {
			continue
		}
		if err != nil {
			return stored, err
		}
		fault := ""
		for _, image := range article.Images[:min(len(article.Images), picturesMost)] {
			got, l, err := n.storePicture(ctx, article.Story, image.URL, asked)
			if err != nil {
				return stored, err
			}
			if got {
				stored++
			}
			if l.unreached {
				return stored, ErrOffline
			}
			fault = l.sentence
		}
		if progress != nil {
			progress(StoreProgress{Done: i + 1, Of: len(ids), Title: article.Title, Fault: fault})
		}
	}
	return stored, nil
}

// storePicture stores one picture unless it is here. asked are the hosts that
// were asked before: those get a pause.
func (n *Newsroom) storePicture(ctx context.Context, s feed.Story, address string, asked map[string]bool) (got bool, l lack, err error) {
	if _, _, here, err := n.cache.Picture(ctx, address); err != nil || here {
		return false, lack{}, err
	}
	pub, _ := n.publication(s.Publication)
	ok, delay, err := n.http.Allowed(ctx, fetch.Request{URL: address, UserAgent: pub.UserAgent, Private: pub.Private})
	if err != nil {
		l, err := lackOf(ctx, err)
		return false, l, err
	}
	if !ok || delay > longest {
		return false, lack{sentence: "its site does not want its pictures stored by programs"}, nil
	}
	if at := bareHost(address); asked[at] {
		if err := n.pause(ctx, max(hostPause, delay)); err != nil {
			return false, lack{}, err
		}
	} else {
		asked[at] = true
	}
	_, data, l, err := n.fetchPicture(ctx, s, address)
	return err == nil && len(data) > 0, l, err
}
