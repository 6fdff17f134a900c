package article

import (
	"strings"

	"standfirst/feed/clean"
)

// misleads tells a link whose real host must stand beside it: its text names
// another one, or its own has letters that can be taken for others.
func misleads(label, host string) bool {
	if strings.HasPrefix(host, "xn--") || strings.Contains(host, ".xn--") {
		return true
	}
	label = strings.ToLower(strings.TrimSpace(label))
	if strings.ContainsAny(label, " \u00a0") {
		return false
	}
	address := label
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	named := clean.Host(address)
	if !strings.Contains(named, ".") || strings.HasSuffix(named, ".") {
		return false
	}
	if !strings.Contains(label, "://") && !strings.HasPrefix(label, "www.") && strings.Count(label, ".") == 1 && !strings.Contains(label, "/") {
		// "report.pdf", "U.S": not an address, unless the end is one of a host.
		switch end := label[strings.IndexByte(label, '.')+1:]; end {
		case "com", "org", "net", "uk", "gov", "eu", "io", "info", "test", "example":
		default:
			return false
		}
	}
	return strings.TrimPrefix(named, "www.") != strings.TrimPrefix(host, "www.")
}

// openable is an address that may be opened, or nothing.
func openable(address string) string {
	if mail, ok := strings.CutPrefix(address, "mailto:"); ok {
		if mail != "" && printable(mail) && !strings.ContainsAny(mail, "?&<>\"") {
			return address
		}
		return ""
	}
	return clean.URL(address)
}

// printable tells addresses of printable ASCII, the only ones that OSC 8 gets.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] <= 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}
