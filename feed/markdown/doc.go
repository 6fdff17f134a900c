// Package markdown turns HTML that strangers wrote into Markdown that can be
// set well, and into plain text. It is pure.
//
// The work is done on the parsed tree, in one order:
//
//  1. bound: depth, size, nesting, links and tables get limits, since the
//     libraries behind take seconds or gigabytes beyond them;
//  2. clean: every text is cleaned after its entities are decoded, every address
//     is made absolute and must be http, https or mailto;
//  3. prepare: what Markdown has no word for becomes what it has: figures,
//     players, definition lists, tables of layout, superscripts, emoji;
//  4. escape: text that Markdown would read as markup is escaped where it
//     stands, so that "&amp;#27;" stays the five signs it is;
//  5. html-to-markdown writes the tree.
//
// A figure is one paragraph: the picture, then its caption in italics, then its
// credit, each on a line of its own:
//
//	![what it shows](https://…)
//	*The drawer, now in his office.*
//	Photo: S. Marlow (posed by models)
package markdown
