package ui

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"standfirst/config"
	"standfirst/ui/gate"
)

// The world outside: clipboard, browser, other programs. Programs are started
// with their arguments as a list, never through a shell, and without the screen;
// links are opened only when they are plain http or https addresses.

// saidMsg says in a sentence what came of something outside.
type saidMsg struct {
	text   string
	err    error
	papers bool // the publications are others now
}

func (a *App) onSaid(m saidMsg) tea.Cmd {
	if m.err != nil {
		a.fail(m.err)
	} else {
		a.say(m.text)
	}
	if m.papers {
		return tea.Batch(a.ask(true), loadStates(a.ctx, a.news))
	}
	return nil
}

// outsideTime is the longest time that a clipboard or pipe command may take.
const outsideTime = 10 * time.Second

// world is what is known of the machine, for finding programs.
type world struct {
	env    func(string) string
	system string
	find   func(string) (string, error)
}

func here(env func(string) string) world {
	return world{env: env, system: runtime.GOOS, find: exec.LookPath}
}

func (w world) remote() bool { return w.env("SSH_CONNECTION") != "" || w.env("SSH_TTY") != "" }

func (w world) has(name string) bool {
	_, err := w.find(name)
	return err == nil
}

// clipboard is the program that takes what is copied: the reader's own, the
// system's when this is the machine the reader sits at, tmux's buffer inside
// tmux. None: the terminal is asked (OSC 52).
func (w world) clipboard(own config.Command) []string {
	switch {
	case len(own) > 0:
		return own
	case w.remote():
	case w.system == "darwin" && w.has("pbcopy"):
		return []string{"pbcopy"}
	case w.system == "windows" && w.has("clip.exe"):
		return []string{"clip.exe"}
	case w.env("WAYLAND_DISPLAY") != "" && w.has("wl-copy"):
		return []string{"wl-copy"}
	case w.env("DISPLAY") != "" && w.has("xclip"):
		return []string{"xclip", "-selection", "clipboard"}
	case w.env("DISPLAY") != "" && w.has("xsel"):
		return []string{"xsel", "--clipboard", "--input"}
	}
	if w.env("TMUX") != "" && w.has("tmux") {
		return []string{"tmux", "load-buffer", "-w", "-"}
	}
	return nil
}

// browser is the command that opens a link here; none when there is no browser
// to be had, as on most machines reached over SSH.
func (w world) browser(own config.Command) config.Command {
	switch {
	case len(own) > 0:
		return own
	case w.env("BROWSER") != "":
		first, _, _ := strings.Cut(w.env("BROWSER"), ":")
		words := strings.Fields(strings.ReplaceAll(first, "%s", "{url}"))
		if len(words) > 0 {
			return words
		}
	case w.system == "darwin":
		return config.Command{"open"}
	case w.system == "windows":
		return config.Command{"rundll32", "url.dll,FileProtocolHandler"}
	case !w.remote() && (w.env("DISPLAY") != "" || w.env("WAYLAND_DISPLAY") != "") && w.has("xdg-open"):
		return config.Command{"xdg-open"}
	}
	return nil
}

// address is a link that may be opened: http or https with a host, without
// anything a program could take for an option.
func address(link string) (string, error) {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "", fmt.Errorf("this link is no web address and is not opened")
	}
	u.User = nil
	return gate.Frame(u.String()), nil
}

// copy puts a text on the clipboard and shows it.
func (a *App) copy(text, what string) tea.Cmd {
	text = gate.Frame(text)
	argv := here(a.o.Env).clipboard(a.o.Clipboard)
	shown := strings.Join(strings.Fields(text), " ")
	if len(argv) == 0 {
		return tea.Batch(tea.SetClipboard(text), func() tea.Msg {
			return saidMsg{text: what + " sent to the terminal's clipboard: " + shown}
		})
	}
	ctx := a.ctx
	return func() tea.Msg {
		if err := feedTo(ctx, argv, text, nil); err != nil {
			return saidMsg{err: fmt.Errorf("copy with %s: %w", argv[0], err)}
		}
		return saidMsg{text: what + " copied: " + shown}
	}
}

// feedTo runs a program with a text on its standard input.
func feedTo(ctx context.Context, argv []string, text string, env []string) error {
	ctx, cancel := context.WithTimeout(ctx, outsideTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdin = strings.NewReader(text)
	cmd.WaitDelay = time.Second // xclip and its like stay behind to serve the selection
	if env != nil {
		cmd.Env = append(os.Environ(), env...)
	}
	err := cmd.Run()
	if err == exec.ErrWaitDelay {
		return nil
	}
	return err
}

// browse opens a link in the browser, without waiting for it.
func (a *App) browse(link string) tea.Cmd {
	safe, err := address(link)
	if err != nil {
		a.fail(err)
		return nil
	}
	command := here(a.o.Env).browser(a.o.Browser)
	if len(command) == 0 {
		copied := a.copy(safe, "No browser here: link")
		return copied
	}
	return func() tea.Msg {
		argv, err := command.Argv(map[string]string{"url": safe}, "url")
		if err != nil {
			return saidMsg{err: err}
		}
		cmd := exec.Command(argv[0], argv[1:]...)
		if err := cmd.Start(); err != nil {
			return saidMsg{err: fmt.Errorf("the browser did not start (%s): %s shows the link: %w", argv[0], "L", err)}
		}
		go func() { _ = cmd.Wait() }() // what a browser ends with is its own business
		return saidMsg{text: "Opened in the browser: " + host(safe)}
	}
}

func host(link string) string {
	if u, err := url.Parse(link); err == nil && u.Host != "" {
		return strings.TrimPrefix(u.Host, "www.")
	}
	return link
}

// writeOut writes a text to a new file in the exports folder.
func (a *App) writeOut(name, extension string, text func(context.Context) (string, error)) tea.Cmd {
	ctx, folder := a.ctx, a.o.Exports
	if folder == "" {
		folder = "."
	}
	return func() tea.Msg {
		body, err := text(ctx)
		if err != nil {
			return saidMsg{err: err}
		}
		path, err := create(folder, name, extension, body)
		if err != nil {
			return saidMsg{err: fmt.Errorf("write %s: %w", name, err)}
		}
		return saidMsg{text: "Written: " + path}
	}
}

// create writes a file under a name that is free yet.
func create(folder, name, extension, body string) (string, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	base := fileName(name)
	for n := 1; ; n++ {
		path := filepath.Join(folder, base+extension)
		if n > 1 {
			path = filepath.Join(folder, fmt.Sprintf("%s-%d%s", base, n, extension))
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if os.IsExist(err) && n < 1000 {
			continue
		}
		if err != nil {
			return "", err
		}
		if _, err = f.WriteString(body); err != nil {
			f.Close()
			return "", err
		}
		return path, f.Close()
	}
}

// fileName makes a name for a file of a headline: words joined by hyphens, none
// of them able to leave the folder.
func fileName(title string) string {
	title = strings.NewReplacer("'", "", "’", "", "‘", "").Replace(strings.ToLower(title))
	words := strings.FieldsFunc(title, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) })
	name := strings.Join(words, "-")
	for len(name) > 80 {
		cut := strings.LastIndexByte(name, '-')
		if cut <= 0 {
			name = strings.ToValidUTF8(name[:80], "")
			break
		}
		name = name[:cut]
	}
	if name == "" {
		return "story"
	}
	return name
}
