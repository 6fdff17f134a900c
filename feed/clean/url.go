package clean

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// maxURL is the longest address kept, in bytes: servers refuse longer ones.
const maxURL = 8 << 10

// URL returns the address s when it is one that may be shown and opened:
// absolute, http or https, with a host, at most 8 KiB, without white space,
// control characters or bidirectional overrides. User name and password are
// dropped (RFC 3986 §7.5 warns of them). Anything else gives "".
func URL(s string) string {
	s = strings.TrimFunc(s, unicode.IsSpace)
	if len(s) > maxURL || !utf8.ValidString(s) {
		return ""
	}
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return ""
	}
	scheme := s[:colon]
	if !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return ""
	}
	rest, ok := strings.CutPrefix(s[colon:], "://")
	if !ok {
		return ""
	}
	for _, r := range rest {
		if r <= ' ' || r == '"' || r == '<' || r == '>' || isForbidden(r) || unicode.IsSpace(r) || r >= 0xe0000 && r <= 0xe007f ||
			r == 0x200e || r == 0x200f {
			return ""
		}
	}
	authority, tail := rest, ""
	if end := strings.IndexAny(rest, `/?#\`); end >= 0 {
		authority, tail = rest[:end], rest[end:]
	}
	if strings.HasPrefix(tail, `\`) { // read as "/" by some and as part of the host by others
		return ""
	}
	host := authority[strings.LastIndexByte(authority, '@')+1:]
	if !validHost(host) {
		return ""
	}
	if host == authority {
		if scheme == "http" || scheme == "https" {
			return s
		}
	}
	return strings.ToLower(scheme) + "://" + host + tail
}

// NamesUser tells whether a web address holds a user name, which URL drops.
func NamesUser(s string) bool {
	_, rest, found := strings.Cut(s, "://")
	if end := strings.IndexAny(rest, `/?#\`); end >= 0 {
		rest = rest[:end]
	}
	return found && strings.Contains(rest, "@") && URL(s) != ""
}

// validHost judges a host with an optional port.
func validHost(host string) bool {
	if strings.HasPrefix(host, "[") {
		end := strings.IndexByte(host, ']')
		if end < 0 {
			return false
		}
		if _, err := netip.ParseAddr(host[1:end]); err != nil {
			return false
		}
		return host[end+1:] == "" || validPort(host[end+1:])
	}
	name := host
	if colon := strings.IndexByte(host, ':'); colon >= 0 {
		if !validPort(host[colon:]) {
			return false
		}
		name = host[:colon]
	}
	if name == "" || name == "." {
		return false
	}
	return !strings.ContainsAny(name, "[]{}|^`%()*,;'!$&+=~")
}

func validPort(port string) bool { // ":" digits; the digits may be missing (RFC 3986 §3.2.3)
	if len(port) > 6 {
		return false
	}
	for i := 1; i < len(port); i++ {
		if port[i] < '0' || port[i] > '9' {
			return false
		}
	}
	return port[0] == ':'
}

// Host returns the host of the address s as it should be shown: lower case,
// with any letter outside ASCII in its xn-- form, so that a look-alike cannot
// pass for another. It is "" when URL refuses s.
func Host(s string) string {
	s = URL(s)
	if s == "" {
		return ""
	}
	s = s[strings.Index(s, "://")+3:]
	if end := strings.IndexAny(s, `/?#\`); end >= 0 {
		s = s[:end]
	}
	ascii, err := idna.Punycode.ToASCII(strings.ToLower(s))
	if err != nil {
		return ""
	}
	return ascii
}
