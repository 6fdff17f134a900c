package parse

import (
	"strings"
	"unicode/utf8"
)

// monthOf returns the month that a lower-case word means, 1 to 12, else 0. Words
// are known by their first letters, so that endings (maja, мая, januari) and
// abbreviations fall together.
func monthOf(word string) int {
	if utf8.RuneCountInString(word) < 2 {
		return 0
	}
	month, length := 0, 0
	for _, m := range monthStems {
		if len(m.stem) > length && strings.HasPrefix(word, m.stem) {
			month, length = m.month, len(m.stem)
		}
	}
	return month
}

// monthStems: the longest one that fits decides. English, French, German, Spanish, Italian, Portuguese,
// Catalan, Dutch, the Scandinavian languages, Finnish, Polish, Czech, Hungarian,
// Russian, Ukrainian, Greek, Turkish, Welsh.
var monthStems = []struct {
	stem  string
	month int
}{
	{"jan", 1}, {"jän", 1}, {"gen", 1}, {"ene", 1}, {"stycz", 1}, {"sty", 1}, {"led", 1}, {"tammi", 1}, {"янв", 1}, {"січ", 1}, {"ιαν", 1}, {"ιάν", 1}, {"oca", 1}, {"ion", 1},
	{"feb", 2}, {"fév", 2}, {"fev", 2}, {"fèv", 2}, {"lut", 2}, {"úno", 2}, {"helmi", 2}, {"фев", 2}, {"лют", 2}, {"φεβ", 2}, {"şub", 2}, {"chwe", 2},
	{"marzec", 3}, {"marc", 3}, {"marz", 3}, {"mar", 3}, {"mär", 3}, {"mrz", 3}, {"márc", 3}, {"már", 3}, {"maa", 3}, {"mrt", 3}, {"bře", 3}, {"мар", 3}, {"бер", 3}, {"μαρ", 3}, {"μάρ", 3}, {"maw", 3},
	{"apr", 4}, {"avr", 4}, {"abr", 4}, {"ápr", 4}, {"kwi", 4}, {"dub", 4}, {"huhti", 4}, {"апр", 4}, {"квіт", 4}, {"απρ", 4}, {"nis", 4}, {"ebr", 4},
	{"may", 5}, {"mai", 5}, {"maj", 5}, {"mei", 5}, {"mag", 5}, {"máj", 5}, {"kvě", 5}, {"touko", 5}, {"май", 5}, {"мая", 5}, {"трав", 5}, {"μαϊ", 5}, {"μαι", 5}, {"μάι", 5}, {"mayıs", 5},
	{"jun", 6}, {"juin", 6}, {"giu", 6}, {"jún", 6}, {"cze", 6}, {"čvn", 6}, {"kesä", 6}, {"июн", 6}, {"черв", 6}, {"ιούν", 6}, {"ιουν", 6}, {"haz", 6}, {"meh", 6}, {"červn", 6}, {"červen", 6}, {"červenec", 7},
	{"jul", 7}, {"juil", 7}, {"lug", 7}, {"lip", 7}, {"júl", 7}, {"čvc", 7}, {"heinä", 7}, {"июл", 7}, {"лип", 7}, {"ιούλ", 7}, {"ιουλ", 7}, {"tem", 7}, {"gor", 7},
	{"aug", 8}, {"aoû", 8}, {"aou", 8}, {"ago", 8}, {"aog", 8}, {"sie", 8}, {"srp", 8}, {"elo", 8}, {"авг", 8}, {"серп", 8}, {"αυγ", 8}, {"αύγ", 8}, {"ağu", 8}, {"awst", 8},
	{"sep", 9}, {"set", 9}, {"szept", 9}, {"wrz", 9}, {"zář", 9}, {"syys", 9}, {"сен", 9}, {"вер", 9}, {"σεπ", 9}, {"eyl", 9}, {"medi", 9},
	{"oct", 10}, {"okt", 10}, {"out", 10}, {"ott", 10}, {"paź", 10}, {"říj", 10}, {"loka", 10}, {"окт", 10}, {"жовт", 10}, {"οκτ", 10}, {"eki", 10}, {"hyd", 10},
	{"nov", 11}, {"lis", 11}, {"marras", 11}, {"ноя", 11}, {"лист", 11}, {"νοε", 11}, {"νοέ", 11}, {"kas", 11}, {"tach", 11},
	{"dec", 12}, {"déc", 12}, {"dez", 12}, {"dic", 12}, {"des", 12}, {"gru", 12}, {"pro", 12}, {"joulu", 12}, {"дек", 12}, {"груд", 12}, {"δεκ", 12}, {"ara", 12}, {"rhag", 12},
}

// zoneOf returns the offset of a zone name in seconds east (RFC 5322 §4.3 and
// those in daily use). A name with two meanings has the one of the Atlantic's
// coasts.
func zoneOf(name string) (int, bool) {
	minutes, ok := zones[strings.ToUpper(name)]
	return minutes * 60, ok
}

var zones = map[string]int{
	"Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "IST": 330,
	"CET": 60, "MET": 60, "CEST": 120, "MEST": 120, "MESZ": 120, "MEZ": 60, "EET": 120, "EEST": 180, "SAST": 120, "MSK": 180, "MSD": 240,
	"EST": -300, "EDT": -240, "ET": -300, "CST": -360, "CDT": -300, "CT": -360, "MST": -420, "MDT": -360, "MT": -420, "PST": -480, "PDT": -420, "PT": -480,
	"AST": -240, "ADT": -180, "NST": -210, "NDT": -150, "AKST": -540, "AKDT": -480, "HST": -600,
	"JST": 540, "KST": 540, "HKT": 480, "SGT": 480, "AWST": 480, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}
