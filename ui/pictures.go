package ui

import (
	"context"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"standfirst/feed"
	"standfirst/feed/newsroom"
	"standfirst/ui/article"
	"standfirst/ui/article/picture"
	"standfirst/ui/keys"
	"standfirst/ui/sheet"
	"standfirst/ui/theme"
)

// Pictures: their descriptions are always shown; they themselves on the key, by
// themselves with images = "on", never with "off". They are fetched and drawn in
// a command once the text stands, and drawn anew from the cache for another
// width or theme.

// picturesMost is how many pictures of one article are fetched and drawn.
const picturesMost = 12

// The values of Options.Images that are not the default, "ask".
const (
	imagesOn  = "on"
	imagesOff = "off"
)

// drawn is what the pictures of the article in the reader are, and for what
// width and theme they were drawn.
type drawn struct {
	wanted bool // they are to be shown
	quiet  bool // without being asked for
	width  int  // 0: not drawn yet
	theme  string
	lines  map[string][]string // by address
}

// picturesMsg carries the drawn pictures of an article.
type picturesMsg struct {
	id    storyID
	drawn drawn
	err   error // of the first that could not be had
}

// loadPictures draws pictures for the width and theme of d; with ask those that
// are not here are fetched.
func loadPictures(ctx context.Context, n *newsroom.Newsroom, id storyID, urls []string, d drawn, t theme.Theme, ask bool) tea.Cmd {
	return func() tea.Msg {
		m := picturesMsg{id: id, drawn: d}
		m.drawn.lines = map[string][]string{}
		for _, url := range urls {
			_, data, err := n.Picture(ctx, id, url, ask)
			var lines []string
			if err == nil {
				lines, err = picture.Draw(ctx, data, d.width, t)
			}
			switch {
			case err == nil:
				m.drawn.lines[url] = lines
			case m.err == nil:
				m.err = err
			}
		}
		return m
	}
}

// pictures shows or hides the pictures of the article in the reader. From the
// list it opens the story with them.
func (a *App) pictures(row feed.Row) tea.Cmd {
	r := &a.reader
	switch {
	case a.o.Images == imagesOff:
		a.say(`Pictures are off: images = "ask" in the configuration lets ` + a.keys.Key(keys.Picture) + " show them.")
		return nil
	case a.focus == onReader && r.drawn.wanted && !r.drawn.quiet:
		r.drawn = drawn{}
		a.say("Pictures hidden.")
		return a.renderReader()
	case !picture.Able(a.theme):
		a.fail(picture.ErrColours)
		return nil
	case a.focus != onReader:
		if len(row.Images) == 0 {
			a.say("This story has no picture.")
			return nil
		}
		cmd := a.open(row.ID)
		r.drawn = drawn{wanted: true}
		return tea.Batch(cmd, a.renderReader())
	}
	r.drawn = drawn{wanted: true}
	return a.picturesHere()
}

// picturesHere asks for the pictures of the article that stands in the reader,
// when they are wanted and not drawn for its width and theme.
func (a *App) picturesHere() tea.Cmd {
	r := &a.reader
	if a.o.Images == imagesOn && !r.drawn.wanted && a.focus == onReader {
		r.drawn = drawn{wanted: true, quiet: true}
	}
	set := r.pane.Rendered()
	if !r.drawn.wanted || set.ID != r.id || set.Width != r.width || r.drawn.width == set.Text && r.drawn.theme == r.theme.ID {
		return nil
	}
	if !picture.Able(r.theme) {
		r.drawn = drawn{}
		return nil
	}
	var urls []string
	for _, image := range set.Images {
		if image.URL != "" && len(urls) < picturesMost {
			urls = append(urls, image.URL)
		}
	}
	first := r.drawn.width == 0
	r.drawn = drawn{wanted: true, quiet: r.drawn.quiet, width: set.Text, theme: r.theme.ID}
	switch {
	case len(urls) > 0:
	case r.drawn.quiet:
		return nil
	default:
		images := r.article.Images
		r.drawn = drawn{}
		return a.listPictures(images)
	}
	if first && !r.drawn.quiet {
		a.say("Fetching the picture …")
	}
	return loadPictures(a.ctx, a.news, r.id, urls, r.drawn, r.theme, first)
}

// onPictures puts drawn pictures into the article.
func (a *App) onPictures(m picturesMsg) tea.Cmd {
	r := &a.reader
	if m.id != r.id || !r.drawn.wanted || m.drawn.width != r.drawn.width || m.drawn.theme != r.drawn.theme {
		return nil // another story, width or theme was asked for since
	}
	if !m.drawn.quiet {
		if a.message.text == "Fetching the picture …" {
			a.message = message{}
		}
		a.fail(m.err)
	}
	if len(m.drawn.lines) == 0 {
		if !m.drawn.quiet {
			r.drawn = drawn{} // the key tries again
		}
		return nil
	}
	r.drawn = m.drawn
	return a.renderReader()
}

// picturesFor are the pictures drawn for a width of the text and a theme.
func (r reader) picturesFor(o article.Options) map[string][]string {
	if r.drawn.wanted && r.drawn.theme == o.Theme.ID && r.drawn.width == article.TextWidth(o) {
		return r.drawn.lines
	}
	return nil
}

// listPictures lists pictures that have no place in the text, in words:
// description, credit, address; enter opens one in the browser.
func (a *App) listPictures(images []feed.Image) tea.Cmd {
	if len(images) == 0 {
		a.say("This story has no picture.")
		return nil
	}
	items := make([]sheet.Item, len(images))
	for i, image := range images {
		text := image.Alt
		if text == "" {
			text = "A picture without a description"
		}
		credit := image.Credit
		if image.Posed {
			credit += " (posed by models)"
		}
		items[i] = sheet.Item{Mark: strconv.Itoa(i + 1), Text: text, Right: host(image.URL), Below: strings.TrimSpace(credit), Value: image.URL}
	}
	a.openSheet(sheetLinks, sheet.New("Pictures", items, "enter opens in the browser · "+a.keys.Key(keys.CopyLink)+" copies the address · esc back"))
	return nil
}
