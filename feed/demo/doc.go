// Package demo is a small publisher: it speaks real HTTP on loopback and prints
// two invented publications in the exact shape of the two that Standfirst was
// built for. `standfirst demo` reads it, and so do the tests of other packages.
//
// It answers for the hosts www.first.example and www.communitycare.example, with
// and without "www", over plain http on port 80. Nothing is looked up and nothing
// leaves the machine: Publisher.Dial connects those names to the loopback listener
// and refuses everything else.
//
// What is fixed and what moves:
//
//   - Slugs, story numbers, links and GUIDs are the same in every run, so that a
//     story read yesterday is the same story today.
//   - Dates are relative to the clock at Start: "3d 08:15" in a story file is
//     08:15 UTC three days before that day, "2h40m" is that long before Start.
//   - The day in a link of Community Care (/2026/11/19/…) and in an upload's path
//     is counted back from a fixed day, epoch, and not from the clock; it may
//     therefore differ from the day the story is dated. Only so can a link be
//     an identity. Month archives (/2026/11/) go by the story's date.
//
// The text stands in stories/, one file for each subject; store.go describes
// their form. Everything and everybody in it is invented.
package demo
