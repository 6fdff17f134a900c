package fetch

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"standfirst/feed/schedule"
)

// Response is the answer to a Get.
type Response struct {
	Status      int
	URL         string // the address that answered, after redirects
	Moved       string // where it moved for good: set when every hop was a 301 or 308
	Header      http.Header
	ContentType string

	// Validators as sent, to be stored once the body was found good.
	ETag, LastModified string
	Hash               [sha256.Size]byte // of the body as it came; zero without a body

	MaxAge     time.Duration // Cache-Control max-age; 0: none, or not to be stored
	Expires    time.Time     // zero: none
	RetryAfter time.Duration // clamped; 0: none

	// Partial: the connection ended before the body did.
	Partial bool

	wire    []byte
	gzipped bool
	limit   int64
	kind    Kind
	client  *Client
}

// Answer is what package schedule must know of a Get: its Response, which may
// be nil, and its error. A body is not good before it parsed: whoever parses it
// sets Good, Full and Hints.
func Answer(r *Response, err error, at time.Time) schedule.Answer {
	a := schedule.Answer{At: at}
	if r != nil {
		a.Good = err == nil && r.Status == http.StatusNotModified
		a.Gone = r.Status == http.StatusGone
		a.ETag, a.LastModified, a.Hash = r.ETag, r.LastModified, hex.EncodeToString(r.Hash[:])
		a.MaxAge, a.Expires, a.RetryAfter, a.Moved = r.MaxAge, r.Expires, r.RetryAfter, r.Moved
	}
	return a
}

// Size is the length of the body as it came, gzipped or not, in bytes.
func (r *Response) Size() int { return len(r.wire) }

// Open reads the body unpacked. Read fails with a *Fault when it is larger
// than the limit or cut short.
func (r *Response) Open() io.ReadCloser {
	if !r.gzipped {
		return &bodyReader{response: r, from: bytes.NewReader(r.wire), left: r.limit}
	}
	z := r.client.unzip.Get().(*gzip.Reader)
	if err := z.Reset(bytes.NewReader(r.wire)); err != nil {
		r.client.unzip.Put(z)
		return &bodyReader{response: r, from: failing{err}, left: r.limit}
	}
	return &bodyReader{response: r, from: z, zip: z, left: r.limit}
}

// Bytes returns the body unpacked. With a *Fault of kind Truncated it returns
// what there is; with one of kind TooLarge nothing.
func (r *Response) Bytes() ([]byte, error) {
	if !r.gzipped && int64(len(r.wire)) <= r.limit {
		if r.Partial {
			return r.wire, truncated(r.kind, nil)
		}
		return r.wire, nil
	}
	body := r.Open()
	defer body.Close()
	var out bytes.Buffer
	out.Grow(r.sizeHint() + bytes.MinRead)
	if _, err := out.ReadFrom(body); err != nil {
		var fault *Fault
		if errors.As(err, &fault) && fault.Kind == TooLarge {
			return nil, err
		}
		return out.Bytes(), err
	}
	return out.Bytes(), nil
}

// sizeHint reads the unpacked size that ends a gzip member (RFC 1952 §2.3.1).
// It is only a hint: a bomb lies, so no more than sixteen-fold is believed.
func (r *Response) sizeHint() int {
	n := len(r.wire)
	if n < 18 {
		return 0
	}
	return int(min(int64(binary.LittleEndian.Uint32(r.wire[n-4:])), 16*int64(n), r.limit))
}

// bodyReader unpacks, counts and puts errors into words.
type bodyReader struct {
	response *Response
	from     io.Reader
	zip      *gzip.Reader
	left     int64
	err      error
}

func (b *bodyReader) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.from.Read(p)
	if int64(n) > b.left {
		n, err = int(b.left), tooLarge(b.response.kind, b.response.limit)
	} else if err == io.EOF && b.response.Partial {
		err = truncated(b.response.kind, nil)
	} else if err != nil && err != io.EOF {
		err = unpacking(b.response.kind, err)
	}
	b.left -= int64(n)
	b.err = err
	return n, err
}

func (b *bodyReader) Close() error {
	if b.zip != nil {
		b.response.client.unzip.Put(b.zip)
		b.zip = nil
	}
	b.err = errors.New("read body: closed")
	return nil
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// describe fills in what the headers say.
func (r *Response) describe(h http.Header, now time.Time) {
	r.Header = h
	r.ContentType = h.Get("Content-Type")
	r.ETag = validator(h.Get("ETag"))
	r.LastModified = validator(h.Get("Last-Modified"))
	r.RetryAfter, _ = schedule.ParseRetryAfter(h.Get("Retry-After"), now)
	var stored bool
	r.MaxAge, stored = maxAge(h.Values("Cache-Control"))
	if at, err := http.ParseTime(h.Get("Expires")); err == nil && stored {
		// The server's clock may be wrong; what counts is its distance from
		// the server's own Date (RFC 9111 §4.2.1).
		if date, err := http.ParseTime(h.Get("Date")); err == nil {
			at = now.Add(at.Sub(date))
		}
		r.Expires = at
	}
}

// maxAge reads Cache-Control (RFC 9111 §5.2.2); stored is false when the answer
// must not be reused at all, whatever else is said.
func maxAge(values []string) (age time.Duration, stored bool) {
	for _, directive := range strings.Split(strings.Join(values, ","), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "no-cache", "no-store":
			return 0, false
		case "max-age":
			seconds, err := strconv.ParseUint(strings.Trim(strings.TrimSpace(value), `"`), 10, 31)
			if errors.Is(err, strconv.ErrRange) {
				seconds, err = 1<<31-1, nil // RFC 9111 §1.2.2
			}
			if err == nil {
				age = time.Duration(seconds) * time.Second
			}
		}
	}
	return age, true
}
