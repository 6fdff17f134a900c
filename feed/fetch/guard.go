package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// errAddress says that the guard refused an address before connecting.
var errAddress = errors.New("address refused")

// guard decides which addresses may be dialled without the reader's own word.
type guard struct{ rules *ssrf.Guardian }

func newGuard() guard { return guard{ssrf.New(ssrf.WithAnyPort())} }

// control is a net.Dialer.Control: it sees the address after name look-up.
func (g guard) control(network, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", errAddress, err)
	}
	return g.check(at.Addr())
}

// check refuses whatever is not a public unicast address. IPv4 addresses in
// IPv6 clothes are judged as what they lead to: mapped ones (RFC 4291
// §2.5.5.2) and those of a NAT64 gateway (RFC 6052 §2.1), which on an
// IPv6-only network are the only way to most of the web.
func (g guard) check(ip netip.Addr) error {
	ip = ip.Unmap()
	if ssrf.IPv6NAT64Prefix.Contains(ip) {
		b := ip.As16()
		ip = netip.AddrFrom4([4]byte(b[12:]))
	}
	if err := g.rules.SafeAddr(ip); err != nil {
		return fmt.Errorf("%w: %w", errAddress, err)
	}
	return nil
}

// public tells that a connection leads to a public address.
func (g guard) public(peer net.Addr) bool {
	if peer == nil {
		return false
	}
	at, err := netip.ParseAddrPort(peer.String())
	return err == nil && g.check(at.Addr()) == nil
}

// checkName refuses, before anyone is asked, a host that is a special address
// or a name that always means this machine (RFC 6761 §6.3).
func (g guard) checkName(host string) error {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return fmt.Errorf("%w: localhost", errAddress)
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return g.check(ip)
	}
	return nil
}

type dialFunc = func(ctx context.Context, network, address string) (net.Conn, error)

// dialer returns the dial function of one connection pool: the injected dialer
// is asked first, for hosts of its own, then the network. With guarded set, an
// address that is special as written is refused before the injected dialer
// hears of it, and any other once its name is looked up.
func (c *Client) dialer(guarded bool) dialFunc {
	network := net.Dialer{Timeout: c.limits.Dial, Resolver: c.resolver}
	if guarded {
		network.Control = c.guard.control
	}
	return func(ctx context.Context, kind, address string) (net.Conn, error) {
		// A dial outlives the request that began it, in the hope that another
		// can use the connection. It must not outlive the client.
		ctx, cancel := context.WithTimeout(ctx, c.limits.Dial)
		defer cancel()
		defer context.AfterFunc(c.closed, cancel)()

		if guarded {
			host, _, err := net.SplitHostPort(address)
			if err != nil {
				return nil, err
			}
			if err := c.guard.checkName(host); err != nil {
				return nil, err
			}
		}
		if c.dial != nil {
			conn, err := c.dial(ctx, kind, address)
			if err != nil {
				return nil, &net.OpError{Op: "dial", Net: kind, Err: err}
			}
			if conn != nil {
				return conn, nil
			}
		}
		return network.DialContext(ctx, kind, address)
	}
}

// Origin returns scheme://host:port of an http or https address, in lower case
// and with the port always written, or "" for any other.
func Origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return origin(u)
}

func origin(u *url.URL) string {
	scheme, port := strings.ToLower(u.Scheme), u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[scheme]
	}
	host := asciiHost(u)
	if host == "" || (scheme != "http" && scheme != "https") {
		return ""
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}
