package fetch

import "time"

// The limits of a request. This is the one list; Limits carries it so that
// tests can be quick.
const (
	DialTime   = 10 * time.Second // name look-up and connection, all addresses together
	TLSTime    = 10 * time.Second
	HeaderTime = 15 * time.Second // from the request sent to the last header line
	IdleTime   = 10 * time.Second // between two pieces of a body
	TotalTime  = 30 * time.Second // redirects included, waiting for a turn not

	FeedBytes    = 32 << 20 // unpacked; a podcast's whole history is about 26 MB
	PageBytes    = 8 << 20  // unpacked: pages, REST answers, pictures
	HeaderBytes  = 1 << 20
	RefusalBytes = 64 << 10  // what is read of the page that comes with an error status
	RobotsBytes  = 500 << 10 // RFC 9309 §2.5: the least that must be read

	Redirects       = 5
	RequestsPerHost = 2
	HostsAtOnce     = 32
	Patience        = time.Second // a host that needs longer is not counted among them,
	SlowHosts       = 256         // but so many at the most are waited for beside them
)

// Limits are the bounds of every request of a Client. A zero field takes the
// constant of its name.
type Limits struct {
	Dial, TLS, Header, Idle, Total time.Duration
	FeedBytes, PageBytes           int64 // unpacked
	HeaderBytes                    int64
	Redirects                      int
	RequestsPerHost, HostsAtOnce   int
	Patience                       time.Duration
	SlowHosts                      int
}

func (l Limits) filled() Limits {
	or(&l.Dial, DialTime)
	or(&l.TLS, TLSTime)
	or(&l.Header, HeaderTime)
	or(&l.Idle, IdleTime)
	or(&l.Total, TotalTime)
	or(&l.FeedBytes, FeedBytes)
	or(&l.PageBytes, PageBytes)
	or(&l.HeaderBytes, HeaderBytes)
	or(&l.Redirects, Redirects)
	or(&l.RequestsPerHost, RequestsPerHost)
	or(&l.HostsAtOnce, HostsAtOnce)
	or(&l.Patience, Patience)
	or(&l.SlowHosts, SlowHosts)
	return l
}

func or[T comparable](field *T, standard T) {
	var zero T
	if *field == zero {
		*field = standard
	}
}
