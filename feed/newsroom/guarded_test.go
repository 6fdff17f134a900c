package newsroom

import (
	"errors"
	"strings"
	"testing"
)

func TestAPanicOfAWorkerIsItsError(t *testing.T) {
	if err := guarded(func() error { panic("secret text") })(); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
	want := errors.New("x")
	if err := guarded(func() error { return want })(); err != want {
		t.Errorf("%v", err)
	}
}
