// Package article sets an article for the glass and holds the pane it is read
// in. Setting is a pure function of article, width and theme.
//
// The labour is divided so that nothing a stranger wrote can cost more than it
// is long. We walk the parsed Markdown and own everything that nests: bullets
// and hanging indents, the bar beside quotations, tables, figures, the numbers
// of links. Glamour renders the leaf blocks (paragraphs, headings, code), one at
// a time and at the width that is left for each, with styles made of the theme.
// It is handed trees, not text: what a leaf says is text of ours, resolved and
// cleaned, in which no second decoding can find anything.
//
// A leaf's lines come back padded to the width; the blanks at their ends are
// taken off, so that a page costs little more than its letters.
package article
