// Package picture draws a photograph as text: half blocks, two pixels to a
// cell. What it is given comes from strangers, so bytes, pixels and time are
// bounded before anything is decoded.
package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif"  // the formats that news sites send
	_ "image/jpeg" // …
	_ "image/png"  // …
	"io"
	"strconv"
	"strings"
	"time"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // …

	"standfirst/ui/theme"
)

const (
	// MaxBytes is the largest file that is drawn.
	MaxBytes = 4 << 20
	// maxPixels bounds what a file unpacks to: 24 megapixels are 96 MB.
	maxPixels = 24 << 20
	// budget is how long reading and drawing may take.
	budget = 2 * time.Second
	// tallest is the height of a drawn picture, in lines, so that the text that
	// follows stays near.
	tallest = 24
)

// Faults, each a sentence to show.
var (
	ErrTooLarge = errors.New("the picture is larger than 4 MiB")
	ErrTooWide  = errors.New("the picture has more than 24 million pixels")
	ErrSlow     = errors.New("the picture took too long to draw")
	ErrFormat   = errors.New("the picture is in a format that cannot be drawn (JPEG, PNG, GIF and WebP can)")
	ErrColours  = errors.New("pictures need the dark or the light theme and its colours (:theme dark): o opens the story in the browser")
)

// Able tells whether pictures can be drawn in a theme: it has colours of its
// own and the half block.
func Able(t theme.Theme) bool { return t.Background != nil && t.Glyphs.Upper != "" }

// Draw reads a picture and draws it at most width columns wide and 24 lines
// high, in its own proportions, as lines of half blocks. Where the theme has no
// colours of its own (16 colours, none, ASCII) it returns ErrColours.
func Draw(ctx context.Context, data []byte, width int, t theme.Theme) ([]string, error) {
	if !Able(t) {
		return nil, ErrColours
	}
	if len(data) > MaxBytes {
		return nil, ErrTooLarge
	}
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, ErrFormat
	}
	if config.Width <= 0 || config.Height <= 0 || width <= 0 {
		return nil, ErrFormat
	}
	if config.Width > maxPixels/config.Height {
		return nil, ErrTooWide
	}
	source, _, err := image.Decode(bufferedReader{ctx, bytes.NewReader(data)})
	if ctx.Err() != nil {
		return nil, ErrSlow
	}
	if err != nil {
		return nil, fmt.Errorf("read picture: %w", err)
	}
	columns, lines := fit(config.Width, config.Height, width)
	return cells(shrink(source, columns, 2*lines), t), nil
}

// bufferedReader ends the decoding of a file when its time is over.
type bufferedReader struct {
	ctx context.Context
	*bytes.Reader
}

func (r bufferedReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

func (r bufferedReader) ReadByte() (byte, error) {
	if r.Len()&0x3fff == 0 && r.ctx.Err() != nil {
		return 0, io.ErrUnexpectedEOF
	}
	return r.Reader.ReadByte()
}

// fit is the size in cells of a picture of w × h pixels: a cell is twice as high
// as it is wide and shows two pixels.
func fit(w, h, width int) (columns, lines int) {
	columns = min(width, w)
	lines = (columns*h + w) / (2 * w)
	if lines > tallest {
		lines = tallest
		columns = min(width, max(1, 2*tallest*w/h))
	}
	return columns, max(1, lines)
}

func shrink(source image.Image, width, height int) *image.RGBA {
	small := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.ApproxBiLinear.Scale(small, small.Bounds(), source, source.Bounds(), draw.Src, nil)
	return small
}

// cells draws two rows of pixels as one line: the upper one is the colour of the
// half block, the lower one is what is behind it. A colour is said only where it
// changes. Clear pixels take the theme's background.
func cells(picture *image.RGBA, t theme.Theme) []string {
	size := picture.Bounds()
	lines := make([]string, 0, size.Dy()/2)
	for y := 0; y+1 < size.Dy(); y += 2 {
		var out strings.Builder
		var ink, ground color.RGBA
		first := true
		for x := range size.Dx() {
			up, down := over(picture.RGBAAt(x, y), t.Background), over(picture.RGBAAt(x, y+1), t.Background)
			var codes []string
			if first || up != ink {
				codes = append(codes, "38;2;"+triple(up))
			}
			if first || down != ground {
				codes = append(codes, "48;2;"+triple(down))
			}
			if len(codes) > 0 {
				out.WriteString("\x1b[" + strings.Join(codes, ";") + "m")
			}
			ink, ground, first = up, down, false
			out.WriteString(t.Glyphs.Upper)
		}
		out.WriteString("\x1b[m")
		lines = append(lines, out.String())
	}
	return lines
}

// over lays a pixel, whose colours are multiplied by its alpha, on the ground.
// Shades are rounded to sixteens: what is lost cannot be seen in cells, and
// neighbours become equal more often.
func over(c color.RGBA, ground color.Color) color.RGBA {
	r, g, b, _ := ground.RGBA()
	rest := uint32(255 - c.A)
	mix := func(part uint8, below uint32) uint8 {
		return uint8(min(255, (uint32(part)+(below>>8)*rest/255+4)&^7))
	}
	return color.RGBA{mix(c.R, r), mix(c.G, g), mix(c.B, b), 255}
}

func triple(c color.RGBA) string {
	return strconv.Itoa(int(c.R)) + ";" + strconv.Itoa(int(c.G)) + ";" + strconv.Itoa(int(c.B))
}
