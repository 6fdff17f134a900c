package newsroom

import "testing"

func TestWorkAsideIsDoneAndItsPanicsComeOut(t *testing.T) {
	for _, is := range []bool{false, true} {
		n := &Newsroom{o: Options{Aside: is}}
		done := false
		n.aside(func() { done = true })
		if !done {
			t.Errorf("aside %v: nothing was done", is)
		}
		func() {
			defer func() {
				if got := recover(); got != "broken" {
					t.Errorf("aside %v: the panic came out as %v", is, got)
				}
			}()
			n.aside(func() { panic("broken") })
		}()
		if n.o.hands() < 1 {
			t.Errorf("aside %v: %d hands", is, n.o.hands())
		}
	}
}
