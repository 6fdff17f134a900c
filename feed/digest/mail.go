package digest

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"
	"time"
	"unicode/utf8"
)

// Mail writes the briefing as an e-mail draft (RFC 5322, RFC 2046 §5.1.4): plain
// text and HTML as alternatives. X-Unsent makes mail programs open it for
// writing, with sender and recipient left to the person who sends it.
func (b Briefing) Mail(w io.Writer) error {
	var plain, page, body bytes.Buffer
	if err := b.Plain(&plain); err != nil {
		return err
	}
	if err := b.HTML(&page); err != nil {
		return err
	}
	parts := multipart.NewWriter(&body)
	// Made from the content: the same briefing is the same file, and a text that
	// holds its own hash cannot be written.
	sum := sha256.Sum256(append(plain.Bytes(), page.Bytes()...))
	if err := parts.SetBoundary("standfirst-" + hex.EncodeToString(sum[:16])); err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	for _, part := range []struct {
		kind string
		text []byte
	}{{"text/plain", plain.Bytes()}, {"text/html", page.Bytes()}} {
		out, err := parts.CreatePart(textproto.MIMEHeader{
			"Content-Type":              {part.kind + "; charset=utf-8"},
			"Content-Transfer-Encoding": {"quoted-printable"},
		})
		if err != nil {
			return fmt.Errorf("write mail: %w", err)
		}
		quoted := quotedprintable.NewWriter(out)
		if _, err := quoted.Write(part.text); err != nil {
			return fmt.Errorf("write mail: %w", err)
		}
		if err := quoted.Close(); err != nil {
			return fmt.Errorf("write mail: %w", err)
		}
	}
	if err := parts.Close(); err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	subject := b.Title
	if period := b.Period(); period != "" {
		subject += ", " + period
	}
	// What looks like an encoded word (RFC 2047 §2) is text, and would be decoded.
	subject = strings.ReplaceAll(subject, "=?", "= ?")
	var head strings.Builder
	for _, field := range [][2]string{
		{"Subject", headerText("Subject", subject)},
		{"Date", b.Made.Format(time.RFC1123Z)},
		{"X-Unsent", "1"},
		{"MIME-Version", "1.0"},
		{"Content-Type", "multipart/alternative;\r\n boundary=\"" + parts.Boundary() + "\""},
	} {
		head.WriteString(field[0] + ": " + field[1] + "\r\n")
	}
	if _, err := io.WriteString(w, head.String()+"\r\n"); err != nil {
		return err
	}
	_, err := w.Write(body.Bytes())
	return err
}

// A line of a header holds 78 characters at most where it can (RFC 5322 §2.1.1),
// 76 with an encoded word on it, and such a word 75 (RFC 2047 §2).
const (
	longestLine = 76
	wordBytes   = 45 // of text in an encoded word: 60 in base64, and 12 around it
)

// headerText is a text as the body of a header, broken into lines: as it is when
// it is plain ASCII that nobody could take for something else, else in encoded
// words.
func headerText(name, text string) string {
	words := strings.Split(text, " ")
	if !plainHeader(text) {
		words = words[:0]
		for left := wordBytes - len(name) - len(": "); text != ""; left = wordBytes {
			size := 0
			for size < len(text) {
				_, n := utf8.DecodeRuneInString(text[size:])
				if size+n > left {
					break
				}
				size += n
			}
			words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(text[:size]))+"?=")
			text = text[size:]
		}
	}
	var w strings.Builder
	width := len(name) + len(": ")
	for i, word := range words {
		if i > 0 {
			if width+1+len(word) > longestLine {
				w.WriteString("\r\n")
				width = 0
			}
			w.WriteString(" ")
			width++
		}
		w.WriteString(word)
		width += len(word)
	}
	return w.String()
}

// plainHeader tells whether a text can stand in a header unencoded: no sign but
// printable ASCII, nothing that reads like an encoded word, and no word that
// would not fit on a line. Two blanks in a row would be lost where a line is
// folded.
func plainHeader(text string) bool {
	for _, word := range strings.Split(text, " ") {
		if word == "" || len(word) > longestLine-len("Subject: ") {
			return false
		}
	}
	return !strings.Contains(text, "=?") && strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}
