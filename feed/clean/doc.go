// Package clean turns text that strangers wrote into text that is safe on a
// terminal. It is pure, and every string from outside passes through it:
// headlines, bylines, tags, addresses, bodies, and what servers say in errors.
//
// Three rules hold for everything it returns:
//
//   - It is valid UTF-8 with no control character but line feed and tab, so no
//     byte of it can start a terminal sequence, in seven or eight bits.
//   - Nothing in it reorders or hides its neighbours: no bidirectional override,
//     isolate or deprecated format character, no invisible space, no tag
//     character outside a flag. Letters of right-to-left scripts stay.
//   - No grapheme cluster holds more than eight marks or sixteen code points, or
//     is wider than two columns: one letter cannot fill a screen.
//
// Cleaning twice gives what cleaning once gave, and text that is clean already
// comes back as it is, without a copy.
package clean
