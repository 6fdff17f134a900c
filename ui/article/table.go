package article

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"

	"standfirst/ui/line"
)

const (
	// gutter is the room between two columns of a table.
	gutter = 2
	// leastColumn is the width below which a column cannot be read; a table
	// that would need less is set row by row.
	leastColumn = 6
)

// table sets a table in columns whose cells and headers wrap, or where the
// width is too small, as one group of lines for each row.
func (s *setter) table(n *extension.Table, width int) []string {
	var rows [][]ast.Node
	columns := 0
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []ast.Node
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, cell)
		}
		columns = max(columns, len(cells))
		rows = append(rows, cells)
	}
	if columns == 0 {
		return nil
	}
	widths := s.columns(rows, columns, width)
	if widths == nil {
		return s.records(rows, width)
	}
	right := make([]bool, columns)
	for i := range right {
		right[i] = i < len(n.Alignments) && n.Alignments[i] == extension.AlignRight || s.isFigures(rows[1:], i)
	}
	var out []string
	for i, cells := range rows {
		v := body
		if i == 0 {
			v = label
		} else if only := s.alone(cells); only != nil {
			// A heading between rows or a note below them.
			out = append(out, s.leaves.paragraph(newInline(s.links).add(only, s.source), body, width)...)
			continue
		}
		out = append(out, s.row(cells, widths, right, v)...)
		if i == 0 {
			total := gutter * (columns - 1)
			for _, w := range widths {
				total += w
			}
			out = append(out, s.theme.Rule.Render(strings.Repeat(s.theme.Glyphs.Rule, total)))
		}
	}
	return out
}

// columns gives each column its width: what it needs, or a fair share of the
// width when they need more together. Nil: the table does not fit.
func (s *setter) columns(rows [][]ast.Node, columns, width int) []int {
	room := width - gutter*(columns-1)
	if room < columns*leastColumn {
		return nil
	}
	widest, longest := make([]int, columns), make([]int, columns) // whole cell, longest word
	for _, cells := range rows {
		if s.alone(cells) != nil {
			continue
		}
		for i, cell := range cells {
			words := strings.Fields(plain(cell, s.source))
			total := max(0, len(words)-1)
			for _, w := range words {
				total += line.Width(w)
				longest[i] = max(longest[i], line.Width(w))
			}
			widest[i] = max(widest[i], total, 1)
		}
	}
	widths, need := make([]int, columns), 0
	for i := range widths {
		widths[i] = widest[i]
		need += widest[i]
	}
	// The widest columns give way first, down to their longest word. A table
	// whose words would have to be broken is easier to read row by row.
	for need > room {
		at := -1
		for i, w := range widths {
			if w > max(leastColumn, min(longest[i], room/2)) && (at < 0 || w > widths[at]) {
				at = i
			}
		}
		if at < 0 {
			break
		}
		widths[at]--
		need--
	}
	if need > room {
		return nil
	}
	return widths
}

func (s *setter) row(cells []ast.Node, widths []int, right []bool, v voice) []string {
	columns, height := make([][]string, len(widths)), 1
	for i := range widths {
		if i < len(cells) {
			columns[i] = s.leaves.paragraph(newInline(s.links).add(cells[i], s.source), v, widths[i])
			height = max(height, len(columns[i]))
		}
	}
	out := make([]string, height)
	for y := range out {
		var b strings.Builder
		for i, w := range widths {
			cell := ""
			if y < len(columns[i]) {
				cell = columns[i][y]
			}
			fill := strings.Repeat(" ", max(0, w-line.Width(cell)))
			if right[i] {
				b.WriteString(fill + cell)
			} else {
				b.WriteString(cell + fill)
			}
			if i < len(widths)-1 {
				b.WriteString(strings.Repeat(" ", gutter))
			}
		}
		out[y] = strings.TrimRight(b.String(), " ")
	}
	return out
}

// alone is the first cell of a row when the others are empty.
func (s *setter) alone(cells []ast.Node) ast.Node {
	for i, cell := range cells {
		if empty := strings.TrimSpace(plain(cell, s.source)) == ""; empty == (i == 0) {
			return nil
		}
	}
	if len(cells) < 2 {
		return nil
	}
	return cells[0]
}

// isFigures tells a column of figures, which is set flush right: "1,204",
// "–1.4%", "£41.2m".
func (s *setter) isFigures(rows [][]ast.Node, i int) bool {
	for _, cells := range rows {
		if i >= len(cells) {
			return false
		}
		if s.alone(cells) != nil {
			continue
		}
		words := strings.TrimSpace(plain(cells[i], s.source))
		if strings.Trim(words, "0123456789.,%£$€+-–−mbnk ") != "" || !strings.ContainsAny(words, "0123456789") {
			return false
		}
	}
	return len(rows) > 0
}

// records sets a table that is too wide for its place row by row: the first cell
// of a row heads it, the others follow behind the names of their columns. What
// the first cells are is said once, above.
func (s *setter) records(rows [][]ast.Node, width int) []string {
	var out []string
	heads := rows[0]
	indent := min(2, max(0, width-leastColumn))
	if len(heads) > 0 {
		out = append(out, s.leaves.paragraph(newInline(s.links).add(heads[0], s.source), aside, width)...)
	}
	for _, cells := range rows[1:] {
		if only := s.alone(cells); only != nil {
			out = append(out, s.leaves.paragraph(newInline(s.links).add(only, s.source), body, width)...)
			continue
		}
		for i, cell := range cells {
			if strings.TrimSpace(plain(cell, s.source)) == "" {
				continue
			}
			if i == 0 {
				out = append(out, s.leaves.paragraph(newInline(s.links).add(cell, s.source), label, width)...)
				continue
			}
			content := newInline(s.links)
			if i < len(heads) {
				if head := strings.TrimSpace(plain(heads[i], s.source)); head != "" {
					content.write(strings.TrimRight(head, ": ") + ": ")
				}
			}
			for _, l := range s.leaves.paragraph(content.add(cell, s.source), body, width-indent) {
				out = append(out, strings.Repeat(" ", indent)+l)
			}
		}
	}
	return out
}
