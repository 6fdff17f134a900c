package ui

// The three widths of the screen (screens.md §2): one pane, rail and list, rail
// and list and reader.
const (
	mediumFrom = 100
	wideFrom   = 150

	leastWidth, leastHeight = 40, 10
	mostWidth, mostHeight   = 1000, 300 // a terminal that claims more is drawn this far

	railWidth     = 27
	railOverWidth = 34 // when it slides over the list
	headHeight    = 2
	footHeight    = 2
)

// layout is where the panes stand.
type layout struct {
	small        bool // too small to draw anything
	narrow, wide bool
	body         int // lines between masthead and footer
	list         int // columns of the list
	reader       int // columns of the reader beside the list; 0: none
	detail       int // lines of the selected story's detail below the list
}

// layOut divides a screen of that size.
func layOut(width, height int, headlines bool) layout {
	l := layout{small: width < leastWidth || height < leastHeight, narrow: width < mediumFrom, wide: width >= wideFrom}
	l.body = max(0, height-headHeight-footHeight)
	l.list = width
	if !l.narrow {
		l.list = max(0, width-railWidth-1)
	}
	if l.wide {
		l.reader = clamp(l.list*11/20, 60, 104)
		l.list -= l.reader + 1
	}
	if headlines && height < 30 && height >= 14 {
		l.detail = 3
	}
	return l
}

// resize lays the panes out anew.
func (a *App) resize() {
	width, height := min(a.width, mostWidth), min(a.height, mostHeight)
	density := a.density()
	a.place = layOut(width, height, density == "headlines")
	if a.list.Density() != density {
		a.list.SetDensity(density)
	}
	a.list.Resize(a.place.list, a.place.body-a.place.detail)
	rail := railWidth
	if a.place.narrow {
		rail = min(railOverWidth, width-4)
	}
	a.rail.Resize(rail, a.place.body)
	a.resizeReader()
	if a.palette != nil {
		a.palette.Resize(width, height-2)
	}
	if a.help != nil {
		a.help.Resize(width, height)
	}
	if a.papers != nil {
		a.papers.Resize(width, height)
	}
	if a.sheet != nil {
		a.sheet.Resize(width, height)
		if a.sheet.draw != nil {
			a.sheet.SetDrawn(a.sheet.draw(width))
		}
	}
	if a.prompt != nil {
		a.prompt.Resize(width)
	}
}

// full tells whether the article has the screen to itself.
func (a *App) full() bool {
	return a.focus == onReader && (a.place.reader == 0 || a.zoomed)
}

func clamp(n, low, high int) int { return max(low, min(n, high)) }
