package parse

import (
	"bytes"

	"github.com/gogs/chardet"
)

const (
	// sampleSize is what the detector looks at: more does not make it surer.
	sampleSize = 64 << 10
	// A guess below leastSure, of 100, is no better than taking the text for
	// Windows-1252.
	leastSure = 25
	// Thai looks to the detector like some Chinese or Korean, never much.
	thaiAbove = 80
)

// guess names the character set of a document that does not say truly how it is
// written, from its bytes. It is Windows-1252 when nothing else is likelier.
func guess(data []byte) string {
	if shifts(data) {
		return "iso-2022-jp"
	}
	words := spoken(data)
	all, err := chardet.NewTextDetector().DetectAll(words) // the likeliest first
	if err != nil {
		return western
	}
	best, rival := "", 0
	sure := 0
	for _, one := range all {
		switch {
		case isUTF8(one.Charset) || isWide(one.Charset) || known(one.Charset) == nil:
		case best == "":
			best, sure = one.Charset, one.Confidence
		case isLatin(one.Charset):
			rival = max(rival, one.Confidence)
		}
	}
	switch {
	case sure < thaiAbove && isThai(words): // unknown to the detector
		return "windows-874"
	case sure < leastSure:
		return western
	case isLatin(best) && sure*2 < rival*3:
		// A name or two looks a little like every language of Latin letters.
		return western
	case best == "KOI8-R":
		return "koi8-u" // letters where the other has frames for tables
	}
	return best
}

const western = "windows-1252"

// isLatin tells the character sets for languages of Latin letters.
func isLatin(label string) bool {
	switch label {
	case "ISO-8859-1", "ISO-8859-2", "ISO-8859-9", "windows-1252", "windows-1250", "windows-1254":
		return true
	}
	return false
}

// spoken returns the texts between the tags of data, or the quotation marks of
// JSON, that hold a byte outside ASCII, at most sampleSize of them: a document is
// mostly its markup, which looks like English and hides every other language.
// The signs it parts at are no part of any character in the sets in question.
func spoken(data []byte) []byte {
	words := make([]byte, 0, min(len(data), sampleSize))
	for len(data) > 0 && len(words) < sampleSize {
		text := data
		if at := bytes.IndexAny(data, `<>"`); at >= 0 {
			text, data = data[:at], data[at+1:]
		} else {
			data = nil
		}
		if !isASCII(text) {
			words = append(words, text[:min(len(text), sampleSize-len(words))]...)
			words = append(words, '\n')
		}
	}
	return words
}

// isThai tells Thai in TIS-620 and its relatives by how it is spelled: marks
// stand above or below a consonant, and some vowels before one. Hardly two
// characters of any other set keep to that.
func isThai(words []byte) bool {
	letters, marks, wrong := 0, 0, 0
	before := byte(0)
	for _, c := range words {
		switch {
		case c < 0x80:
		case c >= 0xa1 && c <= 0xfb && !(c >= 0xdb && c <= 0xde):
			letters++
			if isThaiMark(c) {
				marks++
				if !(isThaiConsonant(before) || isThaiMark(before)) {
					wrong++
				}
			}
			if before >= 0xe0 && before <= 0xe4 && !isThaiConsonant(c) {
				wrong++
			}
		default:
			wrong++
		}
		before = c
	}
	return letters >= 8 && marks*10 >= letters && wrong*20 <= letters
}

func isThaiConsonant(c byte) bool { return c >= 0xa1 && c <= 0xce }

func isThaiMark(c byte) bool {
	return c == 0xd1 || c >= 0xd4 && c <= 0xda || c >= 0xe7 && c <= 0xee
}
