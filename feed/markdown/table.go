package markdown

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tables: those of data keep their form, with cells of one line each; those of
// layout are unwrapped.
func (p *preparation) tables(root *html.Node) {
	tables := all(root, atom.Table)
	for i := len(tables) - 1; i >= 0; i-- { // inner ones first
		t := tables[i]
		if isLayout(t) {
			unwrapTable(t)
			continue
		}
		rows := all(t, atom.Tr)
		if len(rows) > maxRows {
			p.notice("A table has more than 200 rows: the rest were left out.")
			for _, row := range rows[maxRows:] {
				remove(row)
			}
			rows = rows[:maxRows]
		}
		for _, row := range rows {
			cells := all(row, atom.Td, atom.Th)
			if len(cells) > maxColumns {
				p.notice("A table has more than 20 columns: the rest were left out.")
				for _, cell := range cells[maxColumns:] {
					remove(cell)
				}
				cells = cells[:maxColumns]
			}
			for _, cell := range cells {
				flattenCell(cell)
			}
		}
		widest := 0
		for _, row := range rows {
			widest = max(widest, len(all(row, atom.Td, atom.Th)))
		}
		for _, row := range rows {
			cells := all(row, atom.Td, atom.Th)
			for _, cell := range cells {
				limitSpan(cell, "colspan", widest-len(cells)+1)
				limitSpan(cell, "rowspan", len(rows))
			}
			if len(cells) == 1 {
				setAttr(cells[0], "colspan", "1") // a heading over all columns is said once
			}
		}
		for _, c := range all(t, atom.Caption) {
			strong := element(atom.Strong)
			move(c, strong)
			remove(c)
			t.Parent.InsertBefore(element(atom.P, strong), t)
		}
	}
}

// isLayout tells a table that only places things from one that tells
// something: it says so, it has one column or one row, or its cells hold what
// a cell of data does not.
func isLayout(t *html.Node) bool {
	switch attr(t, "role") {
	case "presentation", "none":
		return true
	case "table", "grid":
		return false
	}
	if first(t, atom.Table, atom.H1, atom.H2, atom.H3, atom.H4, atom.Blockquote, atom.Figure, atom.Hr, atom.Pre) != nil {
		return true
	}
	rows, widest := all(t, atom.Tr), 0
	for _, row := range rows {
		cells := all(row, atom.Td, atom.Th)
		widest = max(widest, len(cells))
		for _, cell := range cells {
			if len(textOf(cell)) > 1500 || len(all(cell, atom.P)) > 4 {
				return true
			}
		}
	}
	return widest < 2 || first(t, atom.Th) == nil && (len(rows) < 2 || told(rows) < 2)
}

// told is how many columns of a table have text in any of its rows: pictures of
// bullets stand in a column without.
func told(rows []*html.Node) int {
	columns := map[int]bool{}
	for _, row := range rows {
		for i, cell := range all(row, atom.Td) {
			if strings.TrimSpace(textOf(cell)) != "" {
				columns[i] = true
			}
		}
	}
	return len(columns)
}

// unwrapTable makes a division of a table and of each of its cells; tables
// within keep their form.
func unwrapTable(t *html.Node) {
	for _, part := range all(t, atom.Td, atom.Th, atom.Tr, atom.Caption, atom.Tbody, atom.Thead, atom.Tfoot, atom.Colgroup) {
		if !between(part, t, atom.Table) {
			part.DataAtom, part.Data, part.Attr = atom.Div, "div", nil
		}
	}
	t.DataAtom, t.Data, t.Attr = atom.Div, "div", nil
}

// flattenCell makes one line of a cell: lines and paragraphs are parted by a
// stroke, items of a list by a semicolon.
func flattenCell(cell *html.Node) {
	for _, br := range all(cell, atom.Br) {
		part := ""
		if hasText(br.PrevSibling) || br.PrevSibling != nil && br.PrevSibling.Type == html.ElementNode {
			switch {
			case br.NextSibling == nil, hasText(br.PrevSibling) && strings.HasSuffix(br.PrevSibling.Data, " / "): // an empty line
			case is(cell, atom.Th):
				part = " " // the lines of a header are one name
			default:
				part = " / "
			}
		}
		replace(br, textNode(part))
	}
	for _, n := range all(cell, atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Center, atom.Address, atom.H5, atom.H6) {
		if n.Parent == nil {
			continue
		}
		if is(n, atom.Li, atom.P, atom.Div, atom.Dd) && strings.TrimSpace(textOf(n)) != "" && textBefore(cell, n) {
			sign := " / "
			if is(n, atom.Li, atom.Dd) {
				sign = "; "
			}
			n.Parent.InsertBefore(textNode(sign), n)
		}
		unwrap(n)
	}
}

func hasText(n *html.Node) bool {
	return n != nil && n.Type == html.TextNode && strings.TrimSpace(n.Data) != ""
}

// textBefore tells whether a cell has text before one of its parts.
func textBefore(cell, part *html.Node) bool {
	for d := range cell.Descendants() {
		if d == part {
			return false
		}
		if hasText(d) {
			return true
		}
	}
	return false
}

func limitSpan(cell *html.Node, key string, most int) {
	value := attr(cell, key)
	if value == "" {
		return
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 {
		n = 1
	}
	setAttr(cell, key, strconv.Itoa(min(n, max(1, most))))
}
