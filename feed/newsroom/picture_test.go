package newsroom

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"standfirst/feed"
)

func TestPicturesAreFetchedOnceAndKept(t *testing.T) {
	r := open(t)
	ctx := t.Context()
	var row feed.Row
	for _, candidate := range r.edition("pub:community-care").Rows {
		if len(candidate.Images) > 0 {
			row = candidate
			break
		}
	}
	if row.ID == 0 {
		t.Fatal("no story with a picture")
	}
	address := row.Images[0].URL
	if _, _, err := r.Picture(ctx, row.ID, address, false); !errors.Is(err, ErrNoPicture) {
		t.Errorf("without asking: %v", err)
	}
	for range 2 {
		kind, data, err := r.Picture(ctx, row.ID, address, true)
		if err != nil || kind != "image/jpeg" || len(data) == 0 {
			t.Fatalf("%s, %d bytes, %v", kind, len(data), err)
		}
	}
	for asked, n := range r.publisher.Requests() {
		if n > 1 && "http://"+asked == address {
			t.Errorf("asked %d times", n)
		}
	}
	if _, _, err := r.Picture(ctx, row.ID, "http://www.communitycare.example/wp-content/uploads/other.jpg", true); !errors.Is(err, ErrNoPicture) {
		t.Errorf("a picture that is not the story's: %v", err)
	}
	stored, err := r.StorePictures(ctx, r.ids("pub:community-care")[:12], nil)
	if err != nil || stored == 0 {
		t.Errorf("%d stored, %v", stored, err)
	}
	if again, err := r.StorePictures(ctx, r.ids("pub:community-care")[:12], nil); err != nil || again != 0 {
		t.Errorf("%d stored again, %v", again, err)
	}
}

func TestAPageIsNoPicture(t *testing.T) {
	w := newWeb(t)
	mux := http.NewServeMux()
	mux.HandleFunc("/feed/", func(rw http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(rw, `<rss version="2.0"><channel><title>G</title><item><title>One story</title><link>http://gazette.example/one/</link><description>&lt;p&gt;Text &lt;img src="http://gazette.example/p.jpg" alt="A path"&gt;&lt;/p&gt;</description></item></channel></rss>`)
	})
	mux.HandleFunc("/p.jpg", func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "image/jpeg")
		fmt.Fprint(rw, "<html><body>no</body></html>")
	})
	w.hosts["gazette.example"] = mux
	r := onWeb(t, w, gazette("gazette"))
	r.refresh()
	if _, _, err := r.Picture(t.Context(), r.ids("")[0], "http://gazette.example/p.jpg", true); err == nil || errors.Is(err, ErrNoPicture) {
		t.Errorf("%v", err)
	}
}
