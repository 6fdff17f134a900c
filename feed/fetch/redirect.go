package fetch

import (
	"net/http"
	"net/url"
)

// chain is what the redirects so far leave behind.
type chain struct {
	hops    int
	forGood bool // every hop was 301 or 308
	private bool // every hop was to a private address of the reader's own
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

func (h *chain) follow(from *url.URL, answer *http.Response, most int, kind Kind) (*url.URL, *Fault) {
	h.hops++
	if answer.StatusCode != http.StatusMovedPermanently && answer.StatusCode != http.StatusPermanentRedirect {
		h.forGood = false
	}
	if h.hops > most {
		return nil, &Fault{Kind: Loop, Status: answer.StatusCode, Sentence: "the server redirects in a circle, or more than " + plural(most, "time"), Remedy: "open the site in a browser and look for the " + kind.noun() + "'s new address"}
	}
	location := answer.Header.Get("Location")
	ref, err := url.Parse(location)
	if location == "" || err != nil {
		return nil, &Fault{Kind: BadAnswer, Status: answer.StatusCode, Sentence: "the server redirects without saying where to", Remedy: "try again later", Err: err}
	}
	to, fault := target(from.ResolveReference(ref).String())
	if fault != nil && fault.Kind == Scheme {
		fault.Sentence = "the server redirects to " + article(to.Scheme) + " address, which is not the web"
		fault.Remedy = "the redirect was not followed and nothing was changed"
	}
	if fault != nil {
		fault.Status = answer.StatusCode
		return nil, fault
	}
	return to, nil
}
