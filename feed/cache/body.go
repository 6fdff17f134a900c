package cache

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html"
	"strings"
	"sync"
	"unicode"

	"github.com/klauspost/compress/zstd"
)

// Packings of a body: the first byte of the column.
const (
	packNone = 0
	packZstd = 1 // with dictionary.txt before the text
)

// dictionary is what news in English is made of: markup and words. With it in
// front a story of 6 kB packs a sixth smaller, at the fastest level too. It must never change, since
// stored bodies need it: a better one gets a number of its own.
//
//go:embed dictionary.txt
var dictionary []byte

// dictionaryID names it inside the packed body.
const dictionaryID = 1

// A body is a few kilobytes: a small window keeps the packer small too.
const packWindow = 1 << 17

// maxBody bounds what a packed body may unfold to: a damaged or planted row
// must not fill the memory.
const maxBody = 16 << 20

var packer = sync.OnceValue(func() *zstd.Encoder {
	e, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithWindowSize(packWindow),
		zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true), zstd.WithEncoderDictRaw(dictionaryID, dictionary))
	if err != nil {
		panic(err) // the options above are constants
	}
	return e
})

var unpacker = sync.OnceValue(func() *zstd.Decoder {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxBody), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderDictRaw(dictionaryID, dictionary))
	if err != nil {
		panic(err) // the options above are constants
	}
	return d
})

// buffer is room for one text on its way into or out of its packing, used again
// and again: a refresh brings thousands of them.
type buffer struct{ in, out []byte }

// bufferMost bytes are kept for the next text; few are longer.
const bufferMost = 256 << 10

var scratch = sync.Pool{New: func() any { return new(buffer) }}

func (b *buffer) done() {
	b.in, b.out = b.in[:0], b.out[:0]
	if cap(b.in)+cap(b.out) <= bufferMost {
		scratch.Put(b)
	}
}

func pack(text string) []byte {
	if len(text) >= 128 {
		b := scratch.Get().(*buffer)
		defer b.done()
		b.in = append(b.in, text...)
		b.out = packer().EncodeAll(b.in, append(b.out, packZstd))
		if len(b.out) < len(text) {
			return bytes.Clone(b.out)
		}
	}
	return append([]byte{packNone}, text...)
}

func unpack(b []byte) (string, error) {
	if len(b) == 0 {
		return "", nil
	}
	switch b[0] {
	case packNone:
		return string(b[1:]), nil
	case packZstd:
		room := scratch.Get().(*buffer)
		defer room.done()
		var err error
		if room.out, err = unpacker().DecodeAll(b[1:], room.out); err != nil {
			return "", fmt.Errorf("unpack body: %w", err)
		}
		return string(room.out), nil
	}
	return "", errors.New("unpack body: packed by a newer program")
}

// plainText is the text of cleaned HTML, for searching and counting: tags
// become spaces, references characters. The HTML was balanced by clean, so a
// scan is enough.
func plainText(body string) string {
	if !strings.ContainsAny(body, "<&") {
		return body
	}
	var b strings.Builder
	b.Grow(len(body))
	for body != "" {
		i := strings.IndexByte(body, '<')
		if i < 0 {
			b.WriteString(body)
			break
		}
		b.WriteString(body[:i])
		body = body[i:]
		if len(body) > 1 && !isTagStart(body[1]) {
			b.WriteByte('<')
			body = body[1:]
			continue
		}
		end := strings.IndexByte(body, '>')
		if end < 0 {
			break
		}
		if !inlineTag(body[:end]) {
			b.WriteByte(' ')
		}
		body = body[end+1:]
	}
	return html.UnescapeString(b.String())
}

func isTagStart(c byte) bool {
	return c == '/' || c == '!' || c == '?' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// inlineTag tells whether a tag can stand inside a word.
func inlineTag(tag string) bool {
	name := strings.TrimLeft(tag, "</")
	if i := strings.IndexAny(name, " \t\n/"); i >= 0 {
		name = name[:i]
	}
	switch strings.ToLower(name) {
	case "a", "abbr", "b", "em", "i", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u", "wbr":
		return true
	}
	return false
}

// countWords counts the words of a text as a reader would.
func countWords(text string) int {
	n, in := 0, false
	for _, r := range text {
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		if word && !in {
			n++
		}
		in = word || in && (r == '\'' || r == '’' || r == '-')
	}
	return n
}
