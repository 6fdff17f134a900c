package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"standfirst/ui/gate"
	"standfirst/ui/theme"
)

func dark() theme.Theme { return theme.New(theme.Choice{Name: theme.Dark}) }

// halves is a picture whose upper half is red and whose lower half is clear.
func halves(t testing.TB, w, h int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h / 2 {
		for x := range w {
			m.Set(x, y, color.NRGBA{255, 0, 0, 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestDraw(t *testing.T) {
	lines, err := Draw(context.Background(), halves(t, 200, 100), 40, dark())
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 10 {
		t.Fatalf("%d lines, want 10", len(lines))
	}
	for i, l := range lines {
		if ansi.StringWidth(l) != 40 || gate.Frame(l) != l || !strings.HasSuffix(l, "\x1b[m") {
			t.Errorf("line %d: %q", i, l)
		}
	}
	if want := "\x1b[38;2;255;0;0;48;2;255;0;0m" + strings.Repeat("▀", 40) + "\x1b[m"; lines[0] != want {
		t.Errorf("got %q, want %q", lines[0], want)
	}
	if last := lines[9]; !strings.Contains(last, "38;2;32;24;24") {
		t.Errorf("a clear pixel does not show the background: %q", last)
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct{ w, h, width, columns, lines int }{
		{600, 400, 72, 72, 24}, {400, 600, 72, 32, 24}, {10, 10, 72, 10, 5}, {3000, 1, 72, 72, 1}, {1, 3000, 72, 1, 24}, {720, 360, 72, 72, 18},
	} {
		if columns, lines := fit(c.w, c.h, c.width); columns != c.columns || lines != c.lines {
			t.Errorf("%dx%d: %d columns, %d lines", c.w, c.h, columns, lines)
		}
	}
}

func TestRefused(t *testing.T) {
	done, cancel := context.WithCancel(context.Background())
	cancel()
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 400, 400)), nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		why  string
		ctx  context.Context
		data []byte
		t    theme.Theme
		want error
	}{
		{"a page", context.Background(), []byte("<html>"), dark(), ErrFormat},
		{"nothing", context.Background(), nil, dark(), ErrFormat},
		{"too many bytes", context.Background(), make([]byte, MaxBytes+1), dark(), ErrTooLarge},
		{"a header that promises too much", context.Background(), promising(60_000, 60_000), dark(), ErrTooWide},
		{"no time left", done, photo.Bytes(), dark(), ErrSlow},
		{"no colours", context.Background(), photo.Bytes(), theme.New(theme.Choice{NoColour: true}), ErrColours},
		{"ASCII", context.Background(), photo.Bytes(), theme.New(theme.Choice{Name: theme.Dark, ASCII: true}), ErrColours},
	} {
		if _, err := Draw(c.ctx, c.data, 40, c.t); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.why, err, c.want)
		}
	}
	if _, err := Draw(context.Background(), photo.Bytes()[:photo.Len()/2], 40, dark()); err == nil {
		t.Error("half a picture was drawn")
	}
}

// promising is the beginning of a PNG file that says it is w × h pixels.
func promising(w, h uint32) []byte {
	head := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)...)
	head = append(head, 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n"), 0, 0, 0, 13)
	return binary.BigEndian.AppendUint32(append(out, head...), crc32.ChecksumIEEE(head))
}

func FuzzDraw(f *testing.F) {
	f.Add(halves(f, 8, 8), 10)
	f.Add(promising(100, 100), 3)
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00"), 4)
	f.Add([]byte("RIFF\x00\x00\x00\x00WEBPVP8L"), 4)
	f.Fuzz(func(t *testing.T, data []byte, width int) {
		width = 1 + (width%80+80)%80
		lines, err := Draw(context.Background(), data, width, dark())
		if err != nil {
			return
		}
		for _, l := range lines {
			if ansi.StringWidth(l) > width || gate.Frame(l) != l {
				t.Fatalf("%q", l)
			}
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewRGBA(image.Rect(0, 0, 1600, 1000)), nil); err != nil {
		b.Fatal(err)
	}
	t := dark()
	for b.Loop() {
		if _, err := Draw(context.Background(), photo.Bytes(), 72, t); err != nil {
			b.Fatal(err)
		}
	}
}
