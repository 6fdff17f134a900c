package newsroom

import "fmt"

// guarded makes a panic of work that reads strangers' bytes an error of that
// work: in a goroutine of its own it would end the program with the terminal as
// it stands.
func guarded(work func() error) func() error {
	return func() (err error) {
		defer func() {
			if fault := recover(); fault != nil {
				err = fmt.Errorf("an answer breaks the reader (%T): please report it; everything stored stays", fault)
			}
		}()
		return work()
	}
}
