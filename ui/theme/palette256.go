package theme

import (
	"strconv"
	"sync"

	"github.com/charmbracelet/x/ansi"
	"github.com/lucasb-eyer/go-colorful"
)

// fixed are the colours 16 to 255; the first sixteen look different everywhere.
var fixed = sync.OnceValue(func() map[int]colorful.Color {
	all := map[int]colorful.Color{}
	for n := 16; n < 256; n++ {
		all[n], _ = colorful.MakeColor(ansi.IndexedColor(n))
	}
	return all
})

// in256 is a palette for terminals with 256 colours: for every role the colour of
// the fixed ones that looks most like its own (CIEDE2000) and can be read. Left to
// the terminal's rounding the red of the accent becomes the orange of a tag. The
// background stays: it is asked for, not drawn.
func (p palette) in256() palette {
	out := palette{Background: p[Background]}
	plain := palette{Background: p[Background]} // the same, as "#rrggbb"
	take := func(role Role) {
		if p[role] == "" {
			return
		}
		own, err := colorful.Hex(p[role])
		if err != nil {
			return // custom colours are checked before
		}
		best := -1.0
		for pass := 0; pass < 2 && best < 0; pass++ { // the second takes any
			for n := 16; n < 256; n++ {
				c := fixed()[n]
				d := own.DistanceCIEDE2000(c)
				if best >= 0 && d >= best {
					continue
				}
				plain[role] = c.Hex()
				if pass == 1 || tooPale(plain, role) == nil {
					best, out[role] = d, strconv.Itoa(n)
				}
			}
		}
		if n, err := strconv.Atoi(out[role]); err == nil {
			plain[role] = fixed()[n].Hex()
		}
	}
	take(Selection) // words are read on it
	for _, role := range roles() {
		if role != Background && role != Selection {
			take(role)
		}
	}
	return out
}
