package theme

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Least contrast of words, WCAG 2.2 §1.4.3 (AA) and §1.4.6 (AAA).
const (
	contrastWords = 4.5
	contrastText  = 7.0 // ink and quiet: what is read at length
)

// Check tells every fault of a custom theme at once: roles that do not exist,
// colours that are not "#rrggbb", and words that could not be read on the
// background or the selection. It is checked against the named theme that it
// changes; for contrast and auto against both the dark and the light one.
func Check(name string, custom map[string]string) error {
	var faults []error
	valid := palette{}
	for _, word := range slices.Sorted(maps.Keys(custom)) {
		value := custom[word]
		switch {
		case !slices.Contains(roles(), Role(word)):
			faults = append(faults, fmt.Errorf("%s is not a colour of a theme: use one of %s", word, roleList()))
		case !hexColour.MatchString(value):
			faults = append(faults, fmt.Errorf("%s = %q is not a colour: write it like \"#e96855\"", word, value))
		default:
			valid[Role(word)] = value
		}
	}
	for _, base := range basesOf(name) {
		maps.Copy(base, valid)
		for _, role := range roles() {
			if fault := tooPale(base, role); fault != nil && (valid[role] != "" || valid[Background] != "" || valid[Selection] != "") {
				faults = append(faults, fault)
			}
		}
	}
	return errors.Join(faults...)
}

var hexColour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func basesOf(name string) []palette {
	switch name {
	case Dark:
		return []palette{darkPalette()}
	case Light:
		return []palette{lightPalette()}
	case Contrast:
		return []palette{contrastDarkPalette(), contrastLightPalette()}
	}
	return []palette{darkPalette(), lightPalette()}
}

// accepted returns the colours of a custom theme that can be used on base:
// none at all when one of them would make words unreadable, since a half
// applied theme is nobody's choice.
func accepted(base palette, custom map[string]string) palette {
	tried, good := maps.Clone(base), palette{}
	for word, value := range custom {
		if role := Role(word); slices.Contains(roles(), role) && hexColour.MatchString(value) {
			tried[role], good[role] = value, value
		}
	}
	for _, role := range roles() {
		if tooPale(tried, role) != nil {
			return nil
		}
	}
	return good
}

// tooPale says why words of a role cannot be read in a palette; nil when they can.
func tooPale(p palette, role Role) error {
	least := contrastWords
	switch role {
	case Background, Rule, Selection:
		return nil
	case Ink, Quiet:
		least = contrastText
	}
	for _, ground := range []Role{Background, Selection} {
		if ratio := contrast(p[role], p[ground]); ratio < least {
			return fmt.Errorf("%s %s on %s %s has a contrast of %.1f:1: words need %.1f:1", role, p[role], ground, p[ground], ratio, least)
		}
	}
	return nil
}

func roleList() string {
	var names []string
	for _, role := range roles() {
		names = append(names, string(role))
	}
	return strings.Join(names, ", ")
}

// contrast is the contrast ratio of two "#rrggbb" colours, 1 to 21
// (WCAG 2.2, "contrast ratio").
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance is the relative luminance of a "#rrggbb" colour, 0 to 1
// (WCAG 2.2, "relative luminance").
func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		value, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8) // callers pass what hexColour matched
		c := float64(value) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}
