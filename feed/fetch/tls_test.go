package fetch

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// authority signs the certificates of these tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) (authority, *x509.CertPool) {
	t.Helper()
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	draft := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-1000 * time.Hour), NotAfter: time.Now().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, draft, draft, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, _ := x509.ParseCertificate(der)
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return authority{cert, key}, pool
}

func (a authority) sign(t *testing.T, from, until time.Time, name string) tls.Certificate {
	t.Helper()
	key, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	draft := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name}, NotBefore: from, NotAfter: until}
	if ip := net.ParseIP(name); ip != nil {
		draft.IPAddresses = []net.IP{ip}
	} else {
		draft.DNSNames = []string{name}
	}
	der, err := x509.CreateCertificate(rand.Reader, draft, a.cert, &key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func secureConfig(cert tls.Certificate) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{cert}}
}

func secure(t *testing.T, cert tls.Certificate) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Protocol", r.Proto)
		w.Write([]byte(aFeed))
	}))
	server.TLS = secureConfig(cert)
	server.EnableHTTP2 = true
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	return server
}

func TestSecureConnections(t *testing.T) {
	us, trusted := newAuthority(t)
	strangers, _ := newAuthority(t)
	now, day := time.Now(), 24*time.Hour
	client := New(Options{Limits: quick, Roots: trusted})
	t.Cleanup(func() { client.Close() })

	good := secure(t, us.sign(t, now.Add(-day), now.Add(day), "127.0.0.1"))
	for range 2 {
		got, fault := ask(t, client, Request{URL: good.URL, Private: []string{good.URL}})
		if fault != nil || got.Header.Get("X-Protocol") != "HTTP/2.0" {
			t.Fatalf("good certificate: %v, %+v", fault, got)
		}
	}
	for name, c := range map[string]struct {
		server *httptest.Server
		kind   FaultKind
		word   string
	}{
		"expired":  {secure(t, us.sign(t, now.Add(-3*day), now.Add(-day), "127.0.0.1")), Expired, "expired on " + now.Add(-day).UTC().Format("2 January 2006")},
		"early":    {secure(t, us.sign(t, now.Add(day), now.Add(2*day), "127.0.0.1")), Expired, "not valid before"},
		"unknown":  {secure(t, strangers.sign(t, now.Add(-day), now.Add(day), "127.0.0.1")), Authority, "nobody this computer trusts"},
		"wrong":    {secure(t, us.sign(t, now.Add(-day), now.Add(day), "elsewhere.example")), WrongHost, "another host"},
		"plain":    {nil, TLS, "does not speak https"},
		"silent":   {nil, Timeout, "secure connection"},
		"old ways": {nil, TLS, "could be agreed"},
	} {
		t.Run(name, func(t *testing.T) {
			var site string
			switch name {
			case "plain":
				site = strings.Replace(newPress(t, quick, func(w http.ResponseWriter, r *http.Request) {}).URL, "http:", "https:", 1)
			case "silent":
				site = strings.Replace(raw(t, func(c net.Conn) { io.Copy(io.Discard, c) }), "http:", "https:", 1)
			case "old ways":
				old := httptest.NewUnstartedServer(nil)
				old.TLS = &tls.Config{Certificates: []tls.Certificate{us.sign(t, now.Add(-day), now.Add(day), "127.0.0.1")}, MaxVersion: tls.VersionTLS11}
				old.Config.ErrorLog = log.New(io.Discard, "", 0)
				old.StartTLS()
				t.Cleanup(old.Close)
				site = old.URL
			default:
				site = c.server.URL
			}
			_, fault := ask(t, client, Request{URL: site, Private: []string{site}})
			wantFault(t, fault, c.kind, c.word)
		})
	}
}

// TestSecureTimes: over HTTP/2 the limits hold as well.
func TestSecureTimes(t *testing.T) {
	us, trusted := newAuthority(t)
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/idle" {
			w.Write([]byte("<rss>"))
			w.(http.Flusher).Flush()
		}
		<-r.Context().Done()
	}))
	server.TLS = secureConfig(us.sign(t, time.Now().Add(-time.Hour), time.Now().Add(time.Hour), "127.0.0.1"))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	client := New(Options{Limits: quick, Roots: trusted})
	t.Cleanup(func() { client.Close() })
	for path, words := range map[string]string{"/none": "begin to answer", "/idle": "in the middle"} {
		_, fault := ask(t, client, Request{URL: server.URL + path, Private: []string{server.URL}})
		wantFault(t, fault, Timeout, words)
	}
}
