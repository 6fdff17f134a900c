package parse

// Kind says why a document gave no stories.
type Kind string

const (
	KindEmpty     Kind = "empty"      // no bytes, or nothing but white space
	KindPage      Kind = "web page"   // HTML
	KindLogin     Kind = "login page" // HTML that asks for a name and a password, or a captive portal
	KindWall      Kind = "bot wall"   // HTML that wants to see a browser
	KindNotFeed   Kind = "not a feed" // something else: a picture, other XML, other JSON
	KindTooDeep   Kind = "too deep"   // nested beyond MaxDepth
	KindTooLarge  Kind = "too large"  // more bytes than allowed
	KindBroken    Kind = "broken"     // a feed that no repair could save
	KindTruncated Kind = "cut off"    // a feed that ends before its first whole story
)

// Fault is the error of Parse: one plain sentence and what can be done.
type Fault struct {
	Kind     Kind
	Sentence string   // lower case, without a full stop
	Remedy   string   // a whole sentence; may be empty
	Feeds    []string // addresses of the feeds that a web page names, absolute
	Err      error    // what the reader of the format said; may be nil
}

func (f *Fault) Error() string {
	if f.Remedy == "" {
		return f.Sentence
	}
	return f.Sentence + ". " + f.Remedy
}

func (f *Fault) Unwrap() error { return f.Err }

// Is makes errors.Is(err, &Fault{Kind: KindPage}) ask for the kind alone.
func (f *Fault) Is(target error) bool {
	other, ok := target.(*Fault)
	return ok && other.Kind == f.Kind
}
