package parse

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// TestGuesses: a document says nothing, or that it is UTF-8, and is neither. The
// titles are a line long, since the markup around them must not outweigh them.
func TestGuesses(t *testing.T) {
	const (
		russian = "Новости дня: совет принял решение о школах и больницах города"
		greek   = "Ειδήσεις της ημέρας: το συμβούλιο αποφάσισε για τα σχολεία"
		hebrew  = "חדשות היום המועצה החליטה על בתי הספר בעיר"
		arabic  = "أخبار اليوم المجلس قرر بشأن المدارس في المدينة"
		polish  = "Zażółć gęślą jaźń dzień dobry książka Łódź"
		turkish = "Günün haberleri: belediye okullar için karar aldı, şehrin doğusunda"
		thai    = "ข่าววันนี้ สภาตัดสินใจเรื่องโรงเรียนในเมือง"
		chinese = "今天的新闻：市议会就学校问题作出了决定，各地反应不一"
		taiwan  = "今天的新聞：市議會就學校問題作出了決定，各地反應不一"
		korea   = "오늘의 뉴스: 시의회가 학교에 대해 결정했습니다"
		japan   = "今日のニュース：市議会が学校について決定しました"
		french  = "L’été à Paris : déjà vu, naïve façade"
		german  = "Müller wählt Größe"
	)
	for name, c := range map[string]struct {
		set   encoding.Encoding
		title string
	}{
		"Windows-1251":  {charmap.Windows1251, russian},
		"KOI8-R":        {charmap.KOI8R, russian},
		"KOI8-U":        {charmap.KOI8U, "Новини дня: рада ухвалила рішення про школи їхнього міста"},
		"ISO-8859-5":    {charmap.ISO8859_5, russian},
		"ISO-8859-7":    {charmap.ISO8859_7, greek},
		"Windows-1255":  {charmap.Windows1255, hebrew},
		"Windows-1256":  {charmap.Windows1256, arabic},
		"ISO-8859-6":    {charmap.ISO8859_6, arabic},
		"Windows-1250":  {charmap.Windows1250, polish},
		"ISO-8859-2":    {charmap.ISO8859_2, polish},
		"Windows-1254":  {charmap.Windows1254, turkish},
		"Windows-874":   {charmap.Windows874, thai},
		"GB18030":       {simplifiedchinese.GB18030, chinese},
		"Big5":          {traditionalchinese.Big5, taiwan},
		"EUC-KR":        {korean.EUCKR, korea},
		"Shift_JIS":     {japanese.ShiftJIS, japan},
		"EUC-JP":        {japanese.EUCJP, japan},
		"ISO-2022-JP":   {japanese.ISO2022JP, japan},
		"UTF-16":        {unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), russian},
		"UTF-16BE":      {unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), german},
		"UTF-32":        {utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), japan},
		"UTF-32BE":      {utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), german},
		"French":        {charmap.Windows1252, french},
		"German":        {charmap.ISO8859_1, german},
		"a Danish name": {charmap.ISO8859_1, "Ærøskøbing"},
		"a Spanish one": {charmap.ISO8859_1, "Señor Núñez"},
	} {
		for _, declaration := range []string{"", `<?xml version="1.0" encoding="utf-8"?>`, "\n\n", `<?xml version="1.0"?>`} {
			document := declaration + `<rss version="2.0"><channel><title>The news of the day</title><link>https://gazette.example/</link>` +
				`<description>All of it</description><item><title>` + c.title + `</title><link>https://gazette.example/a/1</link>` +
				`<guid isPermaLink="false">a-1</guid><pubDate>Mon, 04 May 2026 08:00:00 +0000</pubDate></item></channel></rss>`
			data, err := c.set.NewEncoder().String(document)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			d, err := Parse([]byte(data), Options{Now: now})
			if err != nil || len(d.Stories) != 1 {
				t.Errorf("%s, %q: %v", name, declaration, err)
			} else if got := d.Stories[0].Title; got != c.title {
				t.Errorf("%s, %q: %q", name, declaration, got)
			}
		}
	}
	// The shifting set is known by its bytes, whatever is declared.
	data, _ := japanese.ISO2022JP.NewEncoder().String(`<?xml version="1.0" encoding="iso-8859-1"?><rss><channel><item><title>` + japan + `</title></item></channel></rss>`)
	if d := one(t, data, Options{}); d.Stories[0].Title != japan || !strings.Contains(strings.Join(d.Warnings, " "), "does not say truly") {
		t.Errorf("ISO-2022-JP declared as Latin-1: %q, %q", d.Stories[0].Title, d.Warnings)
	}
}

func TestDeclarationsBadlyWritten(t *testing.T) {
	windows := charmap.Windows1251.NewEncoder()
	for _, declaration := range []string{
		`<?xml version="1.0" encoding="windows-1251">`, `<?xml version="1.0" encoding="windows-1251" ? >`, `<?XML version='1.0' encoding='windows-1251'?>`,
		`<?xml version = "1.0"  encoding = "windows-1251" ?>`,
	} {
		data, err := windows.String(declaration + `<rss><channel><item><title>Школа</title></item></channel></rss>`)
		if err != nil {
			t.Fatal(err)
		}
		if d := one(t, data, Options{}); d.Stories[0].Title != "Школа" {
			t.Errorf("%s: %q", declaration, d.Stories[0].Title)
		}
	}
	for _, odd := range []string{"\ufffe", "\uffff"} {
		if d := one(t, `<rss><channel><item><title><![CDATA[a`+odd+`b]]></title></item></channel></rss>`, Options{}); d.Stories[0].Title != "ab" {
			t.Errorf("%q: %q", odd, d.Stories[0].Title)
		}
	}
}
