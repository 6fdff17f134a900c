package newsroom

import (
	"context"
	"fmt"

	"standfirst/feed/fetch"
)

// Document is something fetched to be looked at.
type Document struct {
	Data        []byte
	ContentType string
	URL         string // the address that answered, after redirects
}

// FetchDocument gets one document that the reader named, politely and behind
// the address guard; its own origin may be private. Nothing is stored. The
// error is one sentence with what can be done.
func FetchDocument(ctx context.Context, o Options, link string) (Document, error) {
	client := fetch.New(fetch.Options{UserAgent: o.UserAgent, Dial: o.Dial, Now: o.Now})
	defer func() { _ = client.Close() }()
	response, err := client.Get(ctx, fetch.Request{URL: link, Kind: fetch.Feed, Private: []string{fetch.Origin(link)}})
	if err != nil && (response == nil || !response.Partial) {
		return Document{}, fmt.Errorf("%s", sentenceOf(err))
	}
	data, err := response.Bytes()
	if err != nil && len(data) == 0 {
		return Document{}, fmt.Errorf("%s", sentenceOf(err))
	}
	return Document{Data: data, ContentType: response.ContentType, URL: response.URL}, nil
}
