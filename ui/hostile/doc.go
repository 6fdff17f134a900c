// Package hostile proves the defences from outside: the built program, in a
// pseudo-terminal, against publications that mean harm, signals, damaged disks
// and long runs. It holds tests alone; no part of the program is in it.
//
// Every payload is invented here. Where the folder ../shared stands beside the
// clone, the cases kept there run in addition; where it does not, the tests say
// so.
//
// What reaches the terminal is read by a parser of escape sequences written for
// this purpose (stream_test.go), which shares nothing with the gate it judges:
// a sequence that the program has no reason to send is a fault, whatever it does.
//
// The long form of the suite runs with STANDFIRST_LONG=1, as .ci/long does.
package hostile
