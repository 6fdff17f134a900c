package fetch

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// TestRefusedBeforeDialling proves that no packet leaves: the injected dialer,
// which is asked before the network, never hears of the address.
func TestRefusedBeforeDialling(t *testing.T) {
	var mu sync.Mutex
	var dialled []string
	p := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Location"] = []string{r.URL.RawQuery}
		w.WriteHeader(http.StatusFound)
	})
	here := strings.TrimPrefix(p.URL, "http://")
	p.client.dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		mu.Lock()
		dialled = append(dialled, address)
		mu.Unlock()
		return nil, nil
	}
	_, port, _ := net.SplitHostPort(here)
	for _, to := range []string{
		"http://169.254.169.254/latest/meta-data/", "http://[::ffff:127.0.0.1]:" + port + "/", "http://[64:ff9b::7f00:1]/",
		"http://[64:ff9b::a9fe:a9fe]/", "http://0.0.0.0:" + port + "/", "http://[::]:" + port + "/", "http://localhost:" + port + "/",
		"http://LOCALHOST.:" + port + "/", "http://a.localhost/", "http://10.1.2.3/", "http://192.168.1.1/", "http://172.16.0.1/",
		"http://100.64.0.1/", "http://[fe80::1%25eth0]/", "http://[fd00::1]/", "http://[::1]:" + port + "/", "http://127.0.0.2:" + port + "/",
		"http://224.0.0.1/", "http://[2002:7f00:1::]/", "http://[64:ff9b:1::7f00:1]/",
		"https://" + here + "/", // another scheme than the reader wrote down
	} {
		dialled = nil
		_, fault := p.get(t, "/?"+to)
		wantFault(t, fault, Forbidden, "only you may choose")
		_, fault = ask(t, p.client, Request{URL: to, Kind: Page, Private: []string{p.URL}})
		wantFault(t, fault, Forbidden)
		for _, address := range dialled {
			if address != here {
				t.Errorf("%s: dialled %s", to, address)
			}
		}
	}
}

// TestRefusedAfterLookUp: names that lead inside are refused by the dialer
// itself, whatever way the system has to look them up.
func TestRefusedAfterLookUp(t *testing.T) {
	p := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) { t.Error("reached") })
	p.client.Close()
	names := fakeNames(t, map[string][]string{"inside.example.": {"127.0.0.1"}, "mapped.example.": {"::ffff:127.0.0.1"}})
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(p.URL, "http://"))
	client := New(Options{Limits: quick, Resolver: names})
	defer client.Close()
	for _, host := range []string{"inside.example", "mapped.example"} {
		_, fault := ask(t, client, Request{URL: "http://" + host + ":" + port + "/"})
		wantFault(t, fault, Forbidden, host)
	}
}

func TestPublicAddressesPass(t *testing.T) {
	g := newGuard()
	for _, ip := range []string{"8.8.8.8", "2a00:1450:4009::1", "::ffff:8.8.8.8", "64:ff9b::808:808"} {
		if err := g.check(netip.MustParseAddr(ip)); err != nil {
			t.Errorf("%s: %v", ip, err)
		}
	}
}

// TestPrivateByConfiguration: what the reader wrote down is reached, for
// exactly its scheme, host and port, and not by way of another host.
func TestPrivateByConfiguration(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(aFeed)) }))
	defer other.Close()
	p := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" {
			http.Redirect(w, r, r.URL.RawQuery, http.StatusFound)
			return
		}
		w.Write([]byte(aFeed))
	})
	if _, fault := p.get(t, "/feed"); fault != nil {
		t.Fatal(fault)
	}
	_, fault := ask(t, p.client, Request{URL: p.URL + "/feed"})
	wantFault(t, fault, Forbidden) // although a connection is waiting in the other pool
	_, fault = ask(t, p.client, Request{URL: p.URL + "/feed", Private: []string{other.URL, strings.Replace(p.URL, "http:", "https:", 1), "http://127.0.0.1"}})
	wantFault(t, fault, Forbidden)
	_, fault = p.get(t, "/?"+other.URL)
	wantFault(t, fault, Forbidden)
	if _, fault = p.get(t, "/?"+other.URL, func(r *Request) { r.Private = append(r.Private, strings.ToUpper(other.URL)) }); fault != nil {
		t.Error(fault)
	}

	// A host that is not private, here one of the dialer's own, may not lead
	// to a private address even of the same publication.
	outside := New(Options{Limits: quick, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if address != "gazette.example:80" {
			return nil, nil
		}
		return new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(p.URL, "http://"))
	}})
	defer outside.Close()
	if _, fault = ask(t, outside, Request{URL: "http://gazette.example/feed"}); fault != nil {
		t.Errorf("the dialer's own host: %v", fault)
	}
	_, fault = ask(t, outside, Request{URL: "http://gazette.example/?" + p.URL, Private: []string{p.URL}})
	wantFault(t, fault, Forbidden)
	// Nor may a host that the reader did write down, once it is a public one.
	public := New(Options{Limits: quick, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		if address != "gazette.example:80" {
			return nil, nil
		}
		conn, err := new(net.Dialer).DialContext(ctx, network, strings.TrimPrefix(p.URL, "http://"))
		return elsewhere{conn}, err
	}})
	defer public.Close()
	both := []string{"http://gazette.example", p.URL}
	_, fault = ask(t, public, Request{URL: "http://gazette.example/?" + p.URL, Private: both})
	wantFault(t, fault, Forbidden)
	if _, fault = ask(t, public, Request{URL: "http://gazette.example/?http://gazette.example/feed", Private: both}); fault != nil {
		t.Error(fault)
	}
	if got, fault := ask(t, outside, Request{URL: p.URL + "/?http://gazette.example/feed", Private: []string{p.URL}}); fault != nil || got.URL != "http://gazette.example/feed" {
		t.Errorf("from private to public: %v", fault)
	}
}

// elsewhere is a connection that seems to lead to a public address.
type elsewhere struct{ net.Conn }

func (elsewhere) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort("8.8.8.8:80"))
}

func TestProxyIsTrusted(t *testing.T) {
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		w.Write([]byte(aFeed))
	}))
	defer proxy.Close()
	through, _ := url.Parse(proxy.URL)
	client := New(Options{Limits: quick, Proxy: func(u *url.URL) (*url.URL, error) {
		if u.Hostname() == "straight.example" || u.Host == through.Host {
			return nil, nil
		}
		return through, nil
	}})
	defer client.Close()
	if _, fault := ask(t, client, Request{URL: "http://inside.example/feed"}); fault != nil {
		t.Fatal(fault)
	}
	if len(asked) != 1 || asked[0] != "http://inside.example/feed" {
		t.Errorf("the proxy was asked %q", asked)
	}
	// The proxy's own address is not open to feeds.
	_, fault := ask(t, client, Request{URL: proxy.URL + "/"})
	wantFault(t, fault, Forbidden)

	// A proxy that declines to connect says so by a status.
	status := http.StatusProxyAuthRequired
	proxy.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(status) })
	_, fault = ask(t, client, Request{URL: "https://inside.example/feed"})
	wantFault(t, fault, Proxy, "password")
	status = http.StatusBadGateway
	_, fault = ask(t, client, Request{URL: "https://inside.example/feed"})
	wantFault(t, fault, Proxy, "does not lead to inside.example (502)")

	proxy.Close()
	_, fault = ask(t, client, Request{URL: "https://inside.example/feed"})
	wantFault(t, fault, Proxy)
}

func TestFallBackBetweenAddresses(t *testing.T) {
	p := newPress(t, Limits{}, func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(aFeed)) })
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(p.URL, "http://"))
	names := fakeNames(t, map[string][]string{"both.example.": {"::1", "127.0.0.1"}, "six.example.": {"::1"}, "none.example.": nil})
	client := New(Options{Resolver: names})
	defer client.Close()
	site := "http://both.example:" + port
	if _, fault := ask(t, client, Request{URL: site, Private: []string{site}}); fault != nil {
		t.Errorf("IPv6 is closed, IPv4 open: %v", fault)
	}
	site = "http://six.example:" + port
	_, fault := ask(t, client, Request{URL: site, Private: []string{site}})
	if fault == nil || fault.Kind != Refused && fault.Kind != Unreachable {
		t.Errorf("only IPv6, closed: %+v", fault)
	}
	if !fault.Unreached() {
		t.Errorf("%q counts as having reached a server", fault.Kind)
	}
	_, fault = ask(t, client, Request{URL: "http://none.example"})
	wantFault(t, fault, NoName, "no host named none.example")
	_, fault = ask(t, client, Request{URL: "http://ofsted.exаmple"}) // a Cyrillic letter
	wantFault(t, fault, NoName, "ofsted.xn--exmple-4nf")
}

// fakeNames is a resolver with a name server of its own on loopback.
func fakeNames(t *testing.T, hosts map[string][]string) *net.Resolver {
	t.Helper()
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	go func() {
		question := make([]byte, 1500)
		for {
			n, from, err := socket.ReadFrom(question)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(question[:n]) != nil || len(m.Questions) != 1 {
				continue
			}
			q := m.Questions[0]
			m.Header.Response, m.Header.Authoritative, m.Additionals = true, true, nil
			addresses := hosts[q.Name.String()]
			if addresses == nil {
				m.Header.RCode = dnsmessage.RCodeNameError
			}
			for _, a := range addresses {
				ip := netip.MustParseAddr(a)
				head := dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, Type: q.Type}
				if ip.Is4() && q.Type == dnsmessage.TypeA {
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AResource{A: ip.As4()}})
				}
				if ip.Is6() && q.Type == dnsmessage.TypeAAAA {
					m.Answers = append(m.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AAAAResource{AAAA: ip.As16()}})
				}
			}
			if packed, err := m.Pack(); err == nil {
				socket.WriteTo(packed, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", socket.LocalAddr().String())
	}}
}
