package digest

import (
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// TestInChromium opens the page in a real browser whose every request goes to a
// proxy of ours: the page shows its headings and asks for nothing.
func TestInChromium(t *testing.T) {
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		t.Skip("chromium is missing: the page was not opened in a browser (apt-get install chromium)")
	}
	var (
		lock  sync.Mutex
		asked []string
	)
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if name, _, err := net.SplitHostPort(host); err == nil {
			host = name
		}
		lock.Lock()
		asked = append(asked, host)
		lock.Unlock()
		w.WriteHeader(http.StatusForbidden)
	}))
	defer proxy.Close()

	file := filepath.Join(t.TempDir(), "briefing.html")
	page, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := briefing().HTML(page); err != nil {
		t.Fatal(err)
	}
	if err := page.Close(); err != nil {
		t.Fatal(err)
	}
	browser := exec.CommandContext(t.Context(), program, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
		"--disable-component-update", "--user-data-dir="+t.TempDir(), "--proxy-server="+proxy.URL, "--proxy-bypass-list=<-loopback>", "--dump-dom", "file://"+file)
	shown, err := browser.Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	for _, text := range []string{"<main id=\"stories\"", "Ten areas to pay kinship carers from spring", "Citations"} {
		if !strings.Contains(string(shown), text) {
			t.Errorf("the browser does not show %q", text)
		}
	}
	lock.Lock()
	defer lock.Unlock()
	for _, host := range asked {
		if strings.HasSuffix(host, ".example") || host == "127.0.0.1" || host == "localhost" {
			t.Errorf("the page asked %s", host)
		}
	}
}
