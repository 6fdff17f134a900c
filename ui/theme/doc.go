// Package theme says how the screen looks. It is the one place where colours
// and marks are named: every pane is handed a Theme, a plain value, and draws
// with its styles and glyphs.
//
// A Role is what a colour is for (ink, quiet, faint, …). A palette gives each
// role a colour, or none, for one kind of terminal:
//
//   - dark and light: the paper's own colours, when the terminal told its
//     background. Words hold 4.5:1 on the background and on the selection, ink
//     and quiet 7:1 (WCAG 2.2 §1.4.3 and §1.4.6); a test computes it.
//   - contrast: the same roles at 7:1 and more throughout, dark or light.
//   - terminal: the background is not known, so the terminal's own foreground
//     and the ANSI accents that can be read on black and on white.
//   - 16: a terminal of sixteen colours whose background is known.
//   - none: no colour at all (NO_COLOR, or a terminal without).
//
// With sixteen colours and with none the hierarchy is carried by bold, faint,
// italic, underline and position: no style differs from another by colour only
// where the difference tells something.
//
// Two rules for panes. An inner style's reset also ends the outer colour, so
// render segments one by one and join them; and on a selected row draw with
// t.Selected(), the same theme with the selection behind every style:
//
//	if selected {
//		t = t.Selected()
//	}
//	line := t.Glyphs.Unread + t.Space.Render(" ") + t.Headline.Render(title)
//
// Space is the style of the blanks between segments and of the rest of the row.
package theme
