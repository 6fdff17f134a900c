package ui

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"standfirst/feed"
	"standfirst/feed/newsroom"
	"standfirst/ui/glass"
	"standfirst/ui/stories"
	"standfirst/ui/theme"
)

// The publishers of BenchmarkBusy are a process of their own, so that their work
// is not taken for ours: this test program, started again with the variable set.
const (
	publishing = "STANDFIRST_TEST_PUBLISHERS"
	papers     = 100
	printed    = 50 // stories in each answer, new ones every time
	answering  = 20 * time.Millisecond
)

// publish serves papers feeds until its input ends, and says where.
func publish() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var mu sync.Mutex
	editions := map[string]int{}
	go func() {
		_ = http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			editions[r.Host]++
			edition := editions[r.Host]
			mu.Unlock()
			time.Sleep(answering)
			w.Header().Set("Content-Type", "application/rss+xml")
			fmt.Fprintf(w, `<rss version="2.0"><channel><title>%s</title>`, r.Host)
			for i := range printed {
				fmt.Fprintf(w, `<item><title>%s</title><link>http://%s/%d/%d</link><guid>%d-%d</guid><pubDate>%s</pubDate><category>harbour</category><description><![CDATA[%s]]></description></item>`,
					headline(r.Host, edition, i), r.Host, edition, i, edition, i, sunday.Add(time.Duration(i-edition*printed)*time.Minute).Format(time.RFC1123Z),
					strings.Repeat("<p>The ferry was late again, said the harbour master, and the pier was closed.</p>", 70))
			}
			fmt.Fprint(w, `</channel></rss>`)
		}))
	}()
	fmt.Println(listener.Addr())
	_, _ = io.Copy(io.Discard, os.Stdin)
}

// headline is one that no other story has.
func headline(host string, edition, i int) string {
	dice := rand.New(rand.NewPCG(uint64(edition*1000+i), uint64(len(host))<<8|uint64(host[6])))
	words := strings.Fields("harbour ferry council pier school budget winter morning officer inspection children care road library garden market bridge station ward county north river bishop tower kettle orchard lantern saddle thistle meadow")
	title := host
	for range 6 {
		title += " " + words[dice.IntN(len(words))]
	}
	return title
}

// watchedApp is the screen, with the time of each key until its picture was
// written.
type watchedApp struct {
	*App
	mu      sync.Mutex
	drawn   int // keys whose picture was made
	written int // and written
	pressed []time.Time
	took    []time.Duration
	ended   chan struct{} // a refresh did
}

type startRefresh struct{}

func (w *watchedApp) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(startRefresh); ok {
		return w, w.refresh(newsroom.RefreshRequest{Force: true})
	}
	_, cmd := w.App.Update(msg)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch msg.(type) {
	case tea.KeyPressMsg:
		w.drawn++
	case refreshedMsg:
		w.ended <- struct{}{}
	}
	return w, cmd
}

// Write is the terminal.
func (w *watchedApp) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.written < w.drawn {
		w.took = append(w.took, time.Since(w.pressed[w.written]))
		w.written++
	}
	return len(p), nil
}

// BenchmarkBusy is what a refresh of a hundred publications, each with fifty new
// stories, does to the keys: the time from a key to its picture, 500 keys at rest
// and 500 while it runs. One round is the whole measurement; read the p99s.
func BenchmarkBusy(b *testing.B) {
	server := exec.Command(os.Args[0])
	server.Env = append(os.Environ(), publishing+"=1")
	in, _ := server.StdinPipe()
	out, _ := server.StdoutPipe()
	if err := server.Start(); err != nil {
		b.Fatal(err)
	}
	defer func() { in.Close(); _ = server.Wait() }()
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.Fatal(err)
	}
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", strings.TrimSpace(address))
	}
	var pubs []feed.Publication
	for i := range papers {
		name := fmt.Sprintf("paper-%d.example", i)
		pubs = append(pubs, feed.Publication{ID: feed.PublicationID(name), Name: name, Feeds: []feed.Address{{URL: "http://" + name + "/feed/"}}})
	}
	for b.Loop() {
		busy(b, newsroom.Options{Dir: b.TempDir(), Publications: pubs, Dial: dial, Aside: true})
	}
}

func busy(b *testing.B, o newsroom.Options) {
	n, err := newsroom.Open(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	defer n.Close()
	if _, err := n.Refresh(b.Context(), newsroom.RefreshRequest{Force: true}, nil); err != nil {
		b.Fatal(err)
	}
	states, err := n.Publications(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	w := &watchedApp{ended: make(chan struct{}, 10)}
	w.App = newApp(b.Context(), Options{Newsroom: n, States: states, Theme: theme.Dark, Density: stories.Headlines, Env: os.Getenv})
	room := makeRoom(os.Getenv)
	w.room = room
	defer room.end()
	keys, typed := io.Pipe()
	pane := glass.New(w)
	pane.Resize(120, 50)
	p := tea.NewProgram(w, tea.WithContext(b.Context()), tea.WithFPS(framesPerSecond), tea.WithInput(keys), tea.WithOutput(pane),
		tea.WithWindowSize(120, 50), tea.WithColorProfile(colorprofile.TrueColor), tea.WithoutSignals(), tea.WithFilter(stirred(room, sized(pane))))
	done := make(chan error, 1)
	go func() { _, err := p.Run(); done <- err }()
	time.Sleep(2 * time.Second) // the first picture

	dice := rand.New(rand.NewPCG(7, 7))
	press := func(while func() bool) []time.Duration {
		w.mu.Lock()
		w.took = nil
		w.mu.Unlock()
		for i := 0; i < 500 && while(); i++ {
			time.Sleep(5*time.Millisecond + time.Duration(dice.Int64N(int64(35*time.Millisecond)))) // not in step with the frames
			key := "j"
			if i/20%2 == 1 {
				key = "k"
			}
			w.mu.Lock()
			w.pressed = append(w.pressed, time.Now())
			w.mu.Unlock()
			_, _ = io.WriteString(typed, key)
		}
		time.Sleep(200 * time.Millisecond)
		w.mu.Lock()
		defer w.mu.Unlock()
		return slices.Clone(w.took)
	}
	always := func() bool { return true }
	idle := press(always)
	// A refresh after the other, until 500 keys were pressed.
	rounds := 0
	p.Send(startRefresh{})
	during := press(func() bool {
		select {
		case <-w.ended:
			rounds++
			p.Send(startRefresh{})
		default:
		}
		return true
	})
	p.Quit()
	if err := <-done; err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(0, "ns/op")
	for name, took := range map[string][]time.Duration{"rest": idle, "busy": during} {
		b.ReportMetric(ms(took, 0.5), name+"-p50-ms")
		b.ReportMetric(ms(took, 0.99), name+"-p99-ms")
		b.ReportMetric(float64(len(took)), name+"-keys")
	}
	b.ReportMetric(ms(during, 0.99)/ms(idle, 0.99), "p99-ratio")
	b.ReportMetric(float64(rounds), "refreshes")
}

// ms is a percentile in milliseconds.
func ms(took []time.Duration, part float64) float64 {
	slices.Sort(took)
	return float64(took[min(len(took)-1, int(part*float64(len(took))))].Microseconds()) / 1000
}
