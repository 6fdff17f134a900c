package demo

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// vocabulary is the default alias table: canonical tag and its other wordings;
// "=" before a wording: the case counts.
var vocabulary = []struct{ canonical, aliases string }{
	{`children's social care`, `children social care, childrens-social-care, children and families social work, child and family social work, children's services, =CSC`},
	{`child protection`, `children protection, =CP, section 47, s47, child protection plan`},
	{`safeguarding children`, `safeguarding, child safeguarding, safeguarding partnerships, LSCP, LSCB`},
	{`child safeguarding practice reviews`, `serious case review, serious case reviews, =SCR, CSPR, LCSPR, rapid review, national panel`},
	{`child abuse and neglect`, `child abuse, neglect, physical abuse, emotional abuse`},
	{`child sexual abuse and exploitation`, `=CSE, =CSA, child sexual exploitation, grooming, grooming gangs`},
	{`criminal exploitation`, `=CCE, child criminal exploitation, county lines, contextual safeguarding`},
	{`domestic abuse`, `domestic violence, DVA, coercive control`},
	{`children in need`, `=CIN, child in need, section 17, s17`},
	{`early help`, `early intervention, =EH, family help, early years help, prevention`},
	{`family hubs`, `family hub, children's centres, Sure Start, Start for Life`},
	{`families first`, `Families First for Children, FFC, FFCP, Families First Partnership`},
	{`MASH`, `multi-agency safeguarding hub, front door, referral and assessment`},
	{`children in care`, `looked-after children, looked after children, =LAC, =CLA, children looked after, care-experienced children`},
	{`care leavers`, `leaving care, care-experienced, care experience, staying put, staying close, personal advisers`},
	{`corporate parenting`, `corporate parent, corporate parents`},
	{`fostering`, `foster care, foster carers, foster, =IFA, independent fostering agencies`},
	{`adoption`, `adopters, adoption support, regional adoption agencies, RAA, ASGSF, adoption support fund`},
	{`kinship care`, `kinship carers, family and friends care, connected persons, connected carers`},
	{`special guardianship`, `=SGO, special guardians, special guardianship orders`},
	{`children's homes`, `residential care, residential child care, childrens homes, secure children's homes, registered manager`},
	{`supported accommodation`, `semi-independent, unregulated, unregistered placements, unregistered homes`},
	{`placements and sufficiency`, `placements, sufficiency, out-of-area placements, commissioning, regional care co-operatives, RCC`},
	{`deprivation of liberty`, `DoL, DoLS, DoL orders, inherent jurisdiction, secure accommodation`},
	{`care proceedings`, `family courts, family court, public law outline, =PLO, care orders, section 31, pre-proceedings`},
	{`Cafcass`, `children's guardians, Cafcass Cymru`},
	{`independent reviewing officers`, `=IRO, IROs`},
	{`unaccompanied asylum-seeking children`, `UASC, UAS children, asylum-seeking children, national transfer scheme, NTS, age assessment`},
	{`missing children`, `missing from care, missing episodes, return home interviews`},
	{`youth justice`, `youth offending, YOT, YJS, secure training centres, remand`},
	{`mental health (children)`, `CAMHS, CYPMHS, child mental health, young people's mental health`},
	{`disabled children`, `children with disabilities, short breaks, DCT`},
	{`SEND`, `special educational needs, special educational needs and disabilities, =SEN, ALN, high needs`},
	{`EHCP`, `EHC plan, EHC plans, EHC, education health and care plan, education health and care plans, EHCNA`},
	{`education`, `schools, virtual school, exclusions, attendance, elective home education, EHE, alternative provision, =AP`},
	{`early years`, `childcare, nurseries, EYFS`},
	{`Ofsted`, `ILACS, SCCIF, JTAI`},
	{`Department for Education`, `DfE, children's minister`},
	{`social work reform`, `MacAlister review, independent review of children's social care, Stable Homes Built on Love, Children's Wellbeing and Schools Bill, Children's Wellbeing and Schools Act`},
	{`social work workforce`, `workforce, recruitment and retention, retention, agency social workers, agency social work, caseloads, locums`},
	{`practice and CPD`, `practice, ASYE, newly qualified, NQSW, practice supervision, supervision, CPD, reflective practice`},
	{`Social Work England`, `=SWE, fitness to practise, HCPC`},
	{`social work education`, `social work degree, Frontline, Step Up, apprenticeships`},
	{`funding and budgets`, `funding, budgets, finance, council budgets, local government finance, settlement, section 114, s114, safety valve, DSG`},
	{`children's trusts and intervention`, `intervention, commissioner, improvement, improvement notice, children's services trust`},
	{`lead members and directors`, `LMCS, lead member, =DCS, director of children's services, ADCS, scrutiny`},
	{`local government reorganisation`, `=LGR, devolution, unitary`},
	{`elections`, `local elections, by-elections, local by-elections`},
	{`data and technology`, `AI, artificial intelligence, case management systems, single unique identifier, information sharing`},
	{`anti-racist practice`, `anti-racism, EDI, race and ethnicity, disproportionality`},
	{`adult social care`, `adults, adults' social care, =ASC, Care Act`},
	{`mental capacity`, `=MCA, liberty protection safeguards, LPS, AMHP, AMHPs`},
}

func stories(t *testing.T, now time.Time) (first, care []*story) {
	t.Helper()
	for _, s := range []*site{firstSite(), careSite()} {
		h, err := newHouse(s, now)
		if err != nil {
			t.Fatal(err)
		}
		if s.fullText {
			care = h.stories
		} else {
			first = h.stories
		}
	}
	return first, care
}

func TestEveryTagOfTheVocabularyIsReachedByAnAlias(t *testing.T) {
	first, care := stories(t, fixed)
	used := map[string]bool{}
	for _, s := range append(first, care...) {
		for _, tag := range s.tags {
			used[strings.ReplaceAll(tag.name, "&#039;", "'")] = true
		}
	}
	folded := map[string]bool{}
	for name := range used {
		folded[strings.ToLower(name)] = true
	}
	for _, row := range vocabulary {
		reached := false
		for _, alias := range list(row.aliases) {
			if exact, sensitive := strings.CutPrefix(alias, "="); sensitive {
				if !used[exact] {
					t.Errorf("%s: no story is tagged %s", row.canonical, exact)
				}
				reached = reached || used[exact]
			} else if folded[strings.ToLower(alias)] {
				reached = true
			}
		}
		if !reached {
			t.Errorf("%s: no story carries an alias of it (%s)", row.canonical, row.aliases)
		}
	}
	for _, name := range []string{"SEND", "send", "interview", "by-elections"} {
		if !used[name] {
			t.Errorf("no story is tagged %q", name)
		}
	}
}

func TestBothPublicationsFillSixtyDays(t *testing.T) {
	// At any time of day: just after midnight, in the morning, just before midnight.
	for _, now := range []time.Time{fixed, fixed.Truncate(24 * time.Hour).Add(time.Minute), fixed.Truncate(24 * time.Hour).Add(24*time.Hour - time.Minute)} {
		first, care := stories(t, now)
		for name, all := range map[string][]*story{"first": first, "Community Care": care} {
			recent := 0
			for _, s := range all {
				if now.Sub(s.published) <= 60*24*time.Hour {
					recent++
				}
				if s.published.After(now) || s.modified.After(now) {
					t.Errorf("%s at %s: %s is dated %s", name, now, s.slug, s.published)
				}
				for _, c := range s.comments {
					if c.at.After(now) {
						t.Errorf("%s at %s: a comment on %s is dated %s", name, now, s.slug, c.at)
					}
				}
			}
			if recent < defaultPerPage {
				t.Errorf("%s: %d stories in sixty days, want a page of %d", name, recent, defaultPerPage)
			}
			if len(all) < recent+12 {
				t.Errorf("%s: only %d older stories", name, len(all)-recent)
			}
		}
	}
}

func TestNumbersAndLinksAreUnique(t *testing.T) {
	first, care := stories(t, fixed)
	for _, all := range [][]*story{first, care} {
		seen := map[string]string{}
		once := func(what string, s *story) {
			if other, found := seen[what]; found {
				t.Errorf("%s stands for %s and %s", what, other, s.slug)
			}
			seen[what] = s.slug
		}
		for _, s := range all {
			once(s.link, s)
			once(itoa(s.id), s)
			if s.picture != nil {
				once(itoa(s.picture.id), s)
			}
			for _, tag := range s.tags {
				// WordPress takes "send" for SEND: one site cannot have both.
				if other := seen["tag "+tag.slug]; other != "" && other != tag.name {
					t.Errorf("tags %s and %s share an address", other, tag.name)
				}
				seen["tag "+tag.slug] = tag.name
			}
			if s.title == "" || s.body == "" {
				t.Errorf("%s has no headline or no text", s.slug)
			}
			if len(strings.Fields(plain(s.body))) < 9 {
				t.Errorf("%s: text of %q only", s.slug, s.body)
			}
			if strings.Contains(s.title, "&quot;") || strings.ContainsAny(s.title, "\"'<") {
				t.Errorf("%s: headline is not texturised: %s", s.slug, s.title)
			}
		}
	}
}

func TestEverySectionAndEveryShapeIsThere(t *testing.T) {
	first, care := stories(t, fixed)
	for _, h := range []struct {
		*site
		all []*story
	}{{firstSite(), first}, {careSite(), care}} {
		for _, section := range h.categories {
			n := 0
			for _, s := range h.all {
				if slices.ContainsFunc(s.sections, func(have *term) bool { return have.slug == section.slug }) {
					n++
				}
			}
			if n < 2 {
				t.Errorf("%s: %d stories in %s", h.name, n, section.name)
			}
		}
	}
	texts := ""
	counts := map[int]bool{}
	for _, s := range append(first, care...) {
		texts += s.body
		counts[len(s.comments)] = true
		if s.picture != nil {
			texts += s.picture.inText()
		}
	}
	for _, shape := range []string{"<br />", `colspan="3"`, `<ol start="10">`, "<li>Money for the train home:\n<ol>", "<dl>", "<iframe", "twitter-tweet", "wp-smiley",
		"[caption id=", "<sup>", "<sub>", "<blockquote>", "wp-block-quote", "<h2>", "<h3>", "<h4>", "<th>", "<noscript>", "utm_source",
		`alt=""`, "(posed by models)", "(picture posed by model)", "; Photo: ", " (Photo: ", "&#038;", "&#8211;"} {
		if !strings.Contains(texts, shape) {
			t.Errorf("no story has %q", shape)
		}
	}
	for _, n := range []int{0, 1, 2, 33} {
		if !counts[n] {
			t.Errorf("no story has %d comments", n)
		}
	}
}

func TestScheduledStoryIsLaterThanTheLastChange(t *testing.T) {
	_, care := stories(t, fixed)
	var last time.Time
	for _, s := range care {
		if s.modified.After(last) {
			last = s.modified
		}
	}
	if !care[0].published.After(last) {
		t.Errorf("newest story is of %s, last change of %s", care[0].published, last)
	}
}
