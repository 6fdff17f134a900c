//go:build unix

package cli

import (
	"bytes"
	"context"
	"os"
	"syscall"
	"testing"

	"standfirst/config"
	"standfirst/feed/newsroom"
)

func TestInterruptStopsWithASentence(t *testing.T) {
	var out, fault bytes.Buffer
	p := closed(t, &out, &fault)
	p.Load = func(Needs) (config.Config, error) { return config.Config{}, nil }
	p.Open = func(ctx context.Context, _ config.Config) (*newsroom.Newsroom, error) {
		if err := syscall.Kill(os.Getpid(), syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		<-ctx.Done()
		return nil, ctx.Err()
	}
	if code := Run(t.Context(), p, []string{"refresh"}); code != exitFailed || fault.String() != "standfirst: stopped; what was stored until then is kept\n" {
		t.Errorf("exit %d, %q", code, fault.String())
	}
}
