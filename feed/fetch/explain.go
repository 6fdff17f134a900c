package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Windows reports sockets' errors with numbers of its own, which the portable
// names do not match.
const (
	windowsNetUnreachable  = syscall.Errno(10051)
	windowsReset           = syscall.Errno(10054)
	windowsRefused         = syscall.Errno(10061)
	windowsHostUnreachable = syscall.Errno(10065)
)

// explain puts an error on the way to or from a server into words.
func (c *Client) explain(ctx context.Context, err error, u *url.URL, kind Kind) *Fault {
	host := shown(asciiHost(u))
	f := &Fault{Err: err}
	say := func(kind FaultKind, sentence, remedy string) *Fault {
		f.Kind, f.Sentence, f.Remedy = kind, sentence, remedy
		return f
	}

	cause := context.Cause(ctx)
	if cause == nil {
		cause = c.closed.Err() // known here before it is known to ctx
	}
	switch {
	case cause == errTotal:
		f.stage = "total"
		return say(Timeout, "the server took longer than "+wait(c.limits.Total)+" in all", tryLater)
	case cause == errIdle:
		f.stage = "body"
		return say(Timeout, "the server stopped in the middle of the "+kind.noun()+" for "+wait(c.limits.Idle), tryLater)
	case cause != nil:
		f.Err = cause
		return say(Cancelled, "stopped before it was done", "")
	}

	if errors.Is(err, errAddress) {
		return say(Forbidden, host+" is an address of this machine or a private network, which only you may choose",
			"if you trust it, write it into the configuration as a publication's own address")
	}
	var refusal proxyRefusal
	if errors.As(err, &refusal) {
		if refusal == http.StatusProxyAuthRequired {
			return say(Proxy, proxyPassword, proxyPasswordRemedy)
		}
		return say(Proxy, "the proxy does not lead to "+host+" ("+strconv.Itoa(int(refusal))+")", tryLater+", or ask whoever runs the proxy")
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "proxyconnect" {
		return say(Proxy, "the proxy cannot be reached", "check the proxy in the environment (HTTPS_PROXY, HTTP_PROXY)")
	}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		switch {
		case dns.IsNotFound:
			return say(NoName, "there is no host named "+host, "check the address and your connection")
		case dns.IsTimeout:
			return say(NoLookup, "looking up "+host+" took too long", "check your connection")
		}
		return say(NoLookup, host+" could not be looked up", "check your connection")
	}
	if fault := c.explainTLS(err, host, f); fault != nil {
		return fault
	}
	var timed net.Error
	if errors.As(err, &timed) && timed.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		switch text := err.Error(); {
		case strings.Contains(text, "TLS handshake"):
			f.stage = "tls"
			return say(Timeout, "setting up a secure connection to "+host+" took longer than "+wait(c.limits.TLS), tryLater)
		case strings.Contains(text, "awaiting response headers"):
			f.stage = "headers"
			return say(Timeout, host+" did not begin to answer within "+wait(c.limits.Header), tryLater)
		}
		f.stage = "connect"
		return say(Timeout, host+" could not be reached within "+wait(c.limits.Dial), "check your connection, or "+tryLater)
	}
	switch {
	case is(err, syscall.ECONNREFUSED, windowsRefused):
		return say(Refused, host+" refuses the connection", tryLater+", or check the address")
	case is(err, syscall.ENETUNREACH, windowsNetUnreachable), is(err, syscall.EHOSTUNREACH, windowsHostUnreachable), errors.As(err, &op) && op.Op == "dial" && !is(err, syscall.ECONNRESET, windowsReset):
		return say(Unreachable, "there is no way to "+host+" from here", "check your connection")
	case is(err, syscall.ECONNRESET, windowsReset), is(err, syscall.EPIPE, syscall.EPIPE), errors.Is(err, io.EOF), cutShort(err):
		return say(Closed, host+" closed the connection without an answer", tryLater)
	}
	switch text := err.Error(); {
	case strings.Contains(text, "headers exceeded"), strings.Contains(text, "header list"):
		return say(BadAnswer, "the answer's headers are larger than "+size(c.limits.HeaderBytes), tryLater)
	case strings.Contains(text, "1xx"):
		return say(BadAnswer, "the server announces an answer over and over and sends none", tryLater)
	case strings.Contains(text, "malformed"), strings.Contains(text, "http2:"), strings.Contains(text, "invalid"):
		return say(BadAnswer, host+" answers, but not as a web server does", openSite)
	}
	return say(BadAnswer, host+" could not be read", tryLater)
}

// explainTLS returns nil when err has nothing to do with TLS.
func (c *Client) explainTLS(err error, host string, f *Fault) *Fault {
	say := func(kind FaultKind, sentence, remedy string) *Fault {
		f.Kind, f.Sentence, f.Remedy = kind, sentence, remedy
		return f
	}
	var (
		invalid x509.CertificateInvalidError
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		verify  *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		alert   tls.AlertError
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		// Validity is judged by the machine's clock, not by ours for schedules.
		if early := invalid.Cert != nil && time.Now().Before(invalid.Cert.NotBefore); early {
			return say(Expired, "the certificate of "+host+" is not valid before "+invalid.Cert.NotBefore.UTC().Format("2 January 2006"), "check the clock of this computer")
		}
		until := ""
		if invalid.Cert != nil {
			until = " on " + invalid.Cert.NotAfter.UTC().Format("2 January 2006")
		}
		return say(Expired, "the certificate of "+host+" expired"+until, "wait for the publisher to renew it, and check the clock of this computer")
	case errors.As(err, &unknown):
		return say(Authority, "the certificate of "+host+" is signed by nobody this computer trusts", "on a guest or company network, open a browser and log in first; else tell the publisher")
	case errors.As(err, &name):
		return say(WrongHost, "the certificate shown by "+host+" belongs to another host", "on a guest network, open a browser and log in first; else check the address")
	case errors.As(err, &invalid), errors.As(err, &verify):
		return say(TLS, "the certificate of "+host+" cannot be trusted", "tell the publisher")
	case errors.As(err, &record):
		return say(TLS, host+" does not speak https there", "try the address with http://")
	case errors.As(err, &alert), strings.Contains(err.Error(), "tls: "):
		return say(TLS, "no secure connection to "+host+" could be agreed on", tryLater+", or tell the publisher")
	}
	return nil
}

// proxyRefusal is the status with which a proxy declines to connect.
type proxyRefusal int

func (p proxyRefusal) Error() string { return "proxy answers " + strconv.Itoa(int(p)) }

func is(err error, portable, windows syscall.Errno) bool {
	var number syscall.Errno
	return errors.As(err, &number) && (number == portable || number == windows)
}

// cutShort tells that a body ended before its time.
func cutShort(err error) bool {
	return errors.Is(err, io.ErrUnexpectedEOF) || is(err, syscall.ECONNRESET, windowsReset)
}
