//go:build race

package hostile

// underRace: this suite weighs child processes, which begin with the memory of
// the process that starts them, and times servers. Both are the detector's own
// under it, and the program that is driven is not watched anyway.
const underRace = true
