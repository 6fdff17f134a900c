package keys

// The actions, in the order of the help screen.
const (
	Down     Action = "down"
	Up       Action = "up"
	Top      Action = "top"
	Bottom   Action = "bottom"
	HalfDown Action = "half-page-down"
	HalfUp   Action = "half-page-up"
	PageDown Action = "page-down"
	PageUp   Action = "page-up"
	NextPane Action = "next-pane"
	PrevPane Action = "previous-pane"

	Open       Action = "open"
	Back       Action = "back"
	Quit       Action = "quit"
	Leave      Action = "leave"
	Cancel     Action = "cancel"
	Suspend    Action = "suspend"
	ReadOn     Action = "read-on"
	NextUnread Action = "next-unread"
	PrevUnread Action = "previous-unread"
	NextStory  Action = "next-story"
	PrevStory  Action = "previous-story"

	Palette     Action = "tags"
	ClearTags   Action = "clear-tags"
	Hints       Action = "hints"
	NextTag     Action = "next-tag"
	PrevTag     Action = "previous-tag"
	Follow      Action = "follow"
	NextSection Action = "next-section"
	PrevSection Action = "previous-section"
	All         Action = "all"
	Publication Action = "publication"
	DropChip    Action = "remove-chip"
	Search      Action = "search"
	Filter      Action = "filter"
	SaveView    Action = "save-view"
	UnreadOnly  Action = "unread-only"
	Density     Action = "density"
	Sort        Action = "sort"

	ToggleRead Action = "mark"
	Save       Action = "save"
	Pick       Action = "pick"
	MarkListed Action = "mark-listed"
	MarkBelow  Action = "mark-below"
	Undo       Action = "undo"
	Redo       Action = "redo"

	Browse       Action = "browser"
	CopyLink     Action = "copy-link"
	Cite         Action = "cite"
	Comments     Action = "comments"
	Write        Action = "write"
	Pipe         Action = "pipe"
	Briefing     Action = "briefing"
	Picture      Action = "picture"
	Changes      Action = "changes"
	Versions     Action = "versions"
	Links        Action = "links"
	FullArticle  Action = "full-article"
	StoreListed  Action = "store-listed"
	FindNext     Action = "find-next"
	FindPrevious Action = "find-previous"
	Zoom         Action = "zoom"
	Narrower     Action = "narrower"
	Wider        Action = "wider"

	Refresh      Action = "refresh"
	RefreshAll   Action = "refresh-all"
	Add          Action = "add"
	Remove       Action = "remove"
	Sections     Action = "sections"
	Decline      Action = "decline"
	Demo         Action = "demonstration"
	Import       Action = "import"
	Publications Action = "publications"
	Command      Action = "command"
	Help         Action = "help"
)

// table is the default key map (screens.md §6): plain and capital letters, and
// ctrl with b c d f r u z only, so that every terminal delivers them.
func table() []Binding {
	anywhere := []Context{Anywhere}
	stories := []Context{List, Reader}
	lists := []Context{List, Rail}
	return []Binding{
		{Down, anywhere, Parse("j or down"), "Moving", "down, or scroll"},
		{Up, anywhere, Parse("k or up"), "Moving", "up, or scroll"},
		{Top, anywhere, Parse("g or home"), "Moving", "to the top"},
		{Bottom, anywhere, Parse("G or end"), "Moving", "to the bottom"},
		{HalfDown, anywhere, Parse("ctrl+d"), "Moving", "half a page down"},
		{HalfUp, anywhere, Parse("ctrl+u"), "Moving", "half a page up"},
		{PageDown, anywhere, Parse("ctrl+f or pgdown"), "Moving", "a page down"},
		{PageUp, anywhere, Parse("b or ctrl+b or pgup"), "Moving", "a page up"},
		{NextPane, anywhere, Parse("tab"), "Moving", "the next pane"},
		{PrevPane, anywhere, Parse("shift+tab"), "Moving", "the previous pane"},

		{Open, anywhere, Parse("enter or l or right"), "Reading", "open; in the rail unfold, then enter the list"},
		{Back, anywhere, Parse("esc or h or left"), "Reading", "back: overlay, reader, search, last chip, all stories"},
		{ReadOn, anywhere, Parse("space"), "Reading", "read on: a page, then the next unread story"},
		{NextUnread, anywhere, Parse("n"), "Reading", "the next unread story"},
		{PrevUnread, anywhere, Parse("p"), "Reading", "the previous unread story"},
		{NextStory, anywhere, Parse("J"), "Reading", "the next story"},
		{PrevStory, anywhere, Parse("K"), "Reading", "the previous story"},
		{FullArticle, stories, Parse("x"), "Reading", "fetch the full article"},
		{Links, []Context{Reader}, Parse("L"), "Reading", "the links; digits then enter open one"},
		{Picture, stories, Parse("i"), "Reading", "the picture"},
		{Changes, stories, Parse("e"), "Reading", "what changed since it was read"},
		{Versions, stories, Parse("="), "Reading", "the same story elsewhere"},
		{Comments, stories, Parse("c"), "Reading", "the comments"},
		{FindNext, []Context{Find}, Parse("n"), "Reading", "the next place found in the article"},
		{FindPrevious, []Context{Find}, Parse("N"), "Reading", "the previous place found in the article"},
		{Zoom, anywhere, Parse("z"), "Reading", "the reader alone, and back"},
		{Narrower, anywhere, Parse("<"), "Reading", "a narrower measure"},
		{Wider, anywhere, Parse(">"), "Reading", "a wider measure"},

		{Palette, anywhere, Parse("t"), "Choosing", "tags, sections, views, months by name"},
		{NextTag, anywhere, Parse("}"), "Choosing", "the next tag with unread stories"},
		{PrevTag, anywhere, Parse("{"), "Choosing", "the previous tag with unread stories"},
		{ClearTags, anywhere, Parse("T"), "Choosing", "clear the tags"},
		{Hints, stories, Parse("# or ;"), "Choosing", "this story's tags: a letter shows, a capital follows"},
		{Follow, anywhere, Parse("*"), "Choosing", "follow or unfollow this tag or section"},
		{NextSection, anywhere, Parse("]"), "Choosing", "the next section"},
		{PrevSection, anywhere, Parse("["), "Choosing", "the previous section"},
		{Search, anywhere, Parse("/"), "Choosing", "search as you type; in the reader: find"},
		{Filter, anywhere, Parse("f"), "Choosing", "edit the filter as text"},
		{SaveView, anywhere, Parse("F"), "Choosing", "save the filter as a view; on a view: rename it"},
		{UnreadOnly, anywhere, Parse("u"), "Choosing", "unread only, or all"},
		{DropChip, []Context{List, Rail, Reader}, Parse("backspace"), "Choosing", "remove the last part of the filter; in the reader: back"},
		{All, lists, Parse("0"), "Choosing", "all stories"},
		{Publication, lists, Parse("1 or 2 or 3 or 4 or 5 or 6 or 7 or 8 or 9"), "Choosing", "that publication"},
		{Density, anywhere, Parse("v"), "Choosing", "headlines, standard, full"},
		{Sort, anywhere, Parse("S"), "Choosing", "the order of the list"},

		{ToggleRead, stories, Parse("m"), "Marking", "read, or unread"},
		{Save, stories, Parse("s"), "Marking", "save, or unsave"},
		{Pick, stories, Parse(","), "Marking", "pick, or unpick"},
		{MarkListed, lists, Parse("A"), "Marking", "mark everything listed read"},
		{MarkBelow, []Context{List}, Parse("M"), "Marking", "mark read from here down"},
		{Undo, anywhere, Parse("U"), "Marking", "undo"},
		{Redo, anywhere, Parse("ctrl+r"), "Marking", "redo"},

		{Browse, stories, Parse("o"), "Taking away", "open in the browser"},
		{CopyLink, stories, Parse("y"), "Taking away", "copy the link"},
		{Cite, stories, Parse("Y"), "Taking away", "copy a citation"},
		{Write, stories, Parse("w"), "Taking away", "write as Markdown"},
		{Pipe, stories, Parse("|"), "Taking away", "pipe to a command"},
		{Briefing, stories, Parse("W"), "Taking away", "make a briefing of what is listed or picked"},
		{StoreListed, lists, Parse("X"), "Taking away", "store everything listed for offline"},

		{Refresh, anywhere, Parse("r"), "The paper", "refresh this publication"},
		{RefreshAll, anywhere, Parse("R"), "The paper", "refresh all"},
		{Add, anywhere, Parse("a"), "The paper", "add a publication"},
		{Remove, []Context{Rail}, Parse("D"), "The paper", "remove this publication or view"},
		{Sections, []Context{Rail}, Parse("E"), "The paper", "edit the sections of this publication"},
		{Decline, []Context{Rail}, Parse("B"), "The paper", "back to its configured address after a move"},
		{Demo, []Context{FirstRun}, Parse("d"), "The paper", "show the demonstration"},
		{Import, []Context{FirstRun}, Parse("i"), "The paper", "import newsboat's publications"},
		{Publications, anywhere, Parse("!"), "The paper", "publications: health, faults and remedies"},
		{Command, anywhere, Parse(":"), "The paper", "a command by name"},
		{Help, anywhere, Parse("?"), "The paper", "this help"},
		{Cancel, anywhere, Parse("ctrl+c"), "The paper", "cancel what runs; at rest leave"},
		{Suspend, anywhere, Parse("ctrl+z"), "The paper", "suspend, as the shell expects"},
		{Leave, anywhere, Parse("q"), "The paper", "back; on all stories leave"},
		{Quit, anywhere, Parse("Q"), "The paper", "leave"},
	}
}

// changes are what a preset binds otherwise than vim. Principle 8 of the house
// holds in every preset: k and j never change a story.
func changes(preset string) map[Action]string {
	switch preset {
	case "newsboat":
		return map[Action]string{
			ToggleRead: "N", Links: "u", UnreadOnly: "l", Open: "enter or right",
			Write: "s", Save: "ctrl+e or m", Sort: "g", Top: "home", Filter: "F", SaveView: "V",
			ClearTags: "ctrl+t or T", DropChip: "backspace or ctrl+g", Bottom: "end or G",
		}
	case "netnewswire":
		return map[Action]string{
			NextUnread: "n or +", PrevUnread: "p or -", ToggleRead: "r or m", UnreadOnly: "H",
			Refresh: "ctrl+r", Redo: "ctrl+y", Browse: "o", Save: "s",
			NextSection: "] or Z", PrevSection: "[", Narrower: "<", Back: "esc or h or left",
		}
	}
	return nil
}
