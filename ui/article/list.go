package article

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/yuin/goldmark/ast"

	"standfirst/ui/line"
)

// list draws bullets or numbers and hangs the items behind them.
func (s *setter) list(n *ast.List, width int, v voice, depth int) []string {
	lists := 0 // around this one
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == ast.KindList {
			lists++
		}
	}
	before, after := "  ", "  "
	if width < 50 || lists > 0 {
		before, after = "", " "
	}
	tight := isTight(n)
	last := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		last++
	}
	digits := len(strconv.Itoa(max(n.Start, last-1)))
	var out []string
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		if s.cut {
			break
		}
		mark := s.theme.Glyphs.Bullets[min(lists, len(s.theme.Glyphs.Bullets)-1)]
		if n.IsOrdered() {
			mark = strconv.Itoa(number) + "."
			mark = strings.Repeat(" ", max(0, digits+1-len(mark))) + mark
			number++
		}
		indent := len(before) + line.Width(mark) + len(after)
		if width-indent < narrowest || depth >= deepest {
			indent = 0
		}
		lines := s.children(item, width-indent, v, depth+1, tight)
		if len(lines) == 0 {
			continue
		}
		if len(out) > 0 && !tight {
			out = append(out, "")
		}
		if indent == 0 {
			lines[0] = s.theme.Accent.Render(strings.TrimSpace(mark)) + " " + lines[0]
			lines = fit(lines, width)
		} else {
			hang := strings.Repeat(" ", indent)
			for i := range lines {
				switch {
				case i == 0:
					lines[i] = before + s.theme.Accent.Render(mark) + after + lines[i]
				case lines[i] != "":
					lines[i] = hang + lines[i]
				}
			}
		}
		out = append(out, lines...)
	}
	return out
}

// isTight tells a list whose items are one paragraph each, with or without lists
// within: it is set without empty lines, however the Markdown spaces it.
func isTight(n *ast.List) bool {
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		blocks := 0
		for child := item.FirstChild(); child != nil; child = child.NextSibling() {
			if child.Kind() != ast.KindList {
				blocks++
			}
		}
		if blocks > 1 {
			return false
		}
	}
	return true
}

// fit breaks lines that a mark made too long.
func fit(lines []string, width int) []string {
	var out []string
	for _, one := range lines {
		if line.Width(one) > width {
			one = lipgloss.Wrap(one, width, "")
		}
		for l := range strings.SplitSeq(one, "\n") {
			out = append(out, within(withoutEnd(l), width)...)
		}
	}
	return out
}
