package newsroom

import "testing"

func TestFreeID(t *testing.T) {
	r := onWeb(t, newWeb(t))
	for name, want := range map[string]string{
		"Ward Notes":                    "ward-notes",
		"Children’s Services & Schools": "childrens-services-schools",
		"Théâtre d'été":                 "theatre-dete",
		"One two three four five six":   "one-two-three-four-five",
		"日本":                            "publication",
	} {
		if got := r.freeID(name); string(got) != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}
