package fetch

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestTurnsKeepBothBounds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns(Limits{RequestsPerHost: 2, HostsAtOnce: 3, Patience: time.Minute})
		var mu sync.Mutex
		now, most := map[string]int{}, map[string]int{}
		mostHosts := 0
		var wg sync.WaitGroup
		start := time.Now()
		for i := range 60 {
			wg.Go(func() {
				host := fmt.Sprint("host", i%6)
				leave, err := turns.take(t.Context(), host)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				now[host]++
				most[host] = max(most[host], now[host])
				mostHosts = max(mostHosts, len(now))
				mu.Unlock()
				time.Sleep(time.Second)
				mu.Lock()
				if now[host]--; now[host] == 0 {
					delete(now, host)
				}
				mu.Unlock()
				leave()
			})
		}
		wg.Wait()
		for host, n := range most {
			if n != 2 {
				t.Errorf("%s had %d requests at once, want 2", host, n)
			}
		}
		if mostHosts != 3 {
			t.Errorf("%d hosts at once, want 3", mostHosts)
		}
		if took := time.Since(start); took != 10*time.Second { // 60 requests, 6 at a time
			t.Errorf("took %v, want 10s: places stood empty", took)
		}
		if len(turns.active)+len(turns.parked)+len(turns.queue) != 0 {
			t.Errorf("left behind: %v %v %v", turns.active, turns.parked, turns.queue)
		}
	})
}

func TestTurnsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns(Limits{RequestsPerHost: 1, HostsAtOnce: 1, Patience: time.Minute})
		leave, _ := turns.take(t.Context(), "a")
		for _, host := range []string{"a", "b", "b"} {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			if _, err := turns.take(ctx, host); err == nil {
				t.Errorf("%s got a turn that was taken", host)
			}
			cancel()
		}
		waited := make(chan func())
		go func() {
			leave, _ := turns.take(t.Context(), "c")
			waited <- leave
		}()
		synctest.Wait()
		leave()
		leave() // twice does no harm
		(<-waited)()
		if len(turns.active)+len(turns.parked)+len(turns.queue) != 0 {
			t.Errorf("left behind: %v %v %v", turns.active, turns.parked, turns.queue)
		}
	})
}

// TestTurnsLeaveHangingHosts: however many hosts hang, one that answers gets
// its turn, in as many rounds of patience as there are rounds of hosts before it;
// beyond the bound on hanging hosts it waits for one of them to end.
func TestTurnsLeaveHangingHosts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		turns := newTurns(Limits{RequestsPerHost: 2, HostsAtOnce: 3, Patience: time.Second, SlowHosts: 9})
		start := time.Now()
		hang := func(from, to int) {
			for i := from; i < to; i++ {
				go func() {
					leave, err := turns.take(t.Context(), fmt.Sprint("hanging", i))
					if err != nil {
						t.Error(err)
						return
					}
					time.Sleep(time.Hour)
					leave()
				}()
				synctest.Wait()
			}
		}
		quick := func() time.Duration {
			leave, err := turns.take(t.Context(), "quick")
			if err != nil {
				t.Error(err)
				return 0
			}
			defer leave()
			return time.Since(start)
		}
		hang(0, 9)
		if waited := quick(); waited != 3*time.Second {
			t.Errorf("waited %v behind nine hanging hosts, want 3s", waited)
		}
		hang(9, 12)
		if waited := quick(); waited != time.Hour {
			t.Errorf("waited %v behind twelve hanging hosts, want until the first one ended", waited)
		}
		synctest.Wait()
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		turns.mu.Lock()
		defer turns.mu.Unlock()
		if len(turns.active)+len(turns.parked)+len(turns.queue)+turns.slow != 0 {
			t.Errorf("left behind: %v %v %v %v", turns.active, turns.parked, turns.queue, turns.slow)
		}
	})
}

// TestSlowHostDelaysNoOther: while every place at one server is taken, another
// answers, and waiting for a turn uses up no request's time.
func TestSlowHostDelaysNoOther(t *testing.T) {
	var running, most atomic.Int32
	slow := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) {
		most.Store(max(most.Load(), running.Add(1)))
		defer running.Add(-1)
		time.Sleep(600 * time.Millisecond)
		w.Write([]byte(aFeed))
	})
	fast := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(aFeed)) })
	var wg sync.WaitGroup
	var done atomic.Int32
	for range 12 { // six rounds of 600 ms: longer than the total time of one
		wg.Go(func() {
			if _, fault := slow.get(t, "/"); fault != nil {
				t.Error(fault)
			}
			done.Add(1)
		})
	}
	for most.Load() < 2 {
		time.Sleep(time.Millisecond)
	}
	if _, fault := ask(t, slow.client, Request{URL: fast.URL, Private: []string{fast.URL}}); fault != nil {
		t.Error(fault)
	}
	if done.Load() == 12 {
		t.Error("the fast host had to wait for the slow one")
	}
	wg.Wait()
	if most.Load() != 2 {
		t.Errorf("%d requests at once at one host, want 2", most.Load())
	}
}

func TestRobots(t *testing.T) {
	var asked atomic.Int32
	rules := "User-agent: standfirst\nDisallow: /private/\nCrawl-delay: 3\n\nUser-agent: *\nDisallow: /\n"
	status := http.StatusOK
	clock := time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)
	p := newPress(t, quick, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			asked.Add(1)
			w.WriteHeader(status)
			w.Write([]byte(rules))
		}
	})
	p.client.now = func() time.Time { return clock }
	allowed := func(path string) (bool, time.Duration, error) {
		return p.client.Allowed(t.Context(), Request{URL: p.URL + path, Private: []string{p.URL}})
	}
	for path, want := range map[string]bool{"/news/1": true, "/private/2?x=1": false, "/": true} {
		if ok, delay, err := allowed(path); ok != want || delay != 3*time.Second || err != nil {
			t.Errorf("%s: %v, %v, %v; want %v, 3s", path, ok, delay, err, want)
		}
	}
	if asked.Load() != 1 {
		t.Errorf("robots.txt was asked for %d times in a day", asked.Load())
	}
	for _, c := range []struct {
		status int
		rules  string
		want   bool
		fails  bool
	}{
		{http.StatusNotFound, "User-agent: *\nDisallow: /", true, false},
		{http.StatusInternalServerError, "", false, true},
		{http.StatusOK, "User-agent: *\nDisallow: /\n" + strings.Repeat("#", RobotsBytes), false, false},
		{http.StatusOK, "", true, false},
	} {
		clock = clock.Add(25 * time.Hour)
		status, rules = c.status, c.rules
		if ok, _, err := allowed("/news"); ok != c.want || (err != nil) != c.fails {
			t.Errorf("status %d: %v, %v; want %v", c.status, ok, err, c.want)
		}
	}
}
