// Package terminal drives the built program as a person does: in a
// pseudo-terminal, keys typed, the screen read back from a terminal emulator. It
// is there for tests alone and is no part of the program.
//
// A Home is a bare home folder with its environment; Run starts the program in
// it without a terminal, Start with one. What a child process took in time and
// memory comes back with what it printed, so that bounds can be held.
package terminal
