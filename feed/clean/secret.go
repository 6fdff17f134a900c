package clean

import (
	"net/url"
	"strings"
)

// WithoutSecrets returns a web address as it may be shown and handed on: user
// name and password go, and the value of a query parameter that by its name is a
// key or a token becomes "…". hidden tells whether anything was taken out.
func WithoutSecrets(address string) (shown string, hidden bool) {
	shown = URL(address)
	if shown == "" {
		return Line(address, 0), false
	}
	hidden = shown != strings.TrimSpace(address) && strings.Contains(address, "@")
	before, query, ok := strings.Cut(shown, "?")
	if !ok {
		return shown, hidden
	}
	query, fragment, anchored := strings.Cut(query, "#")
	parts := strings.FieldsFunc(query, func(r rune) bool { return r == '&' || r == ';' })
	for i, part := range parts {
		if name, value, ok := strings.Cut(part, "="); ok && value != "" && isSecret(name) {
			parts[i], hidden = name+"=…", true
		}
	}
	if !hidden {
		return shown, false
	}
	shown = before + "?" + strings.Join(parts, "&")
	if anchored {
		shown += "#" + fragment
	}
	return shown, true
}

// isSecret tells by its name a parameter whose value is nobody else's.
func isSecret(name string) bool {
	if decoded, err := url.QueryUnescape(name); err == nil {
		name = decoded
	}
	name = strings.ToLower(name)
	for _, part := range []string{"token", "secret", "passw", "apikey", "api_key", "api-key", "access_key", "accesskey", "session", "credential", "signature"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	switch name {
	case "key", "auth", "authorization", "sig", "sid", "pw", "pwd", "pass", "hash", "user", "username", "login", "private":
		return true
	}
	return false
}
