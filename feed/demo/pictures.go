package demo

import (
	"bytes"
	"hash/fnv"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

var sized = regexp.MustCompile(`-(\d{2,4})x(\d{2,4})(\.\w+)$`)

// upload serves a picture: a landscape drawn from the picture's own name, so
// that each story has one of its own and always the same. "-300x200" before the
// ending asks for a size, as WordPress names its smaller copies.
func (a *answer) upload(path string) {
	width, height := 610, 407
	if !a.fullText {
		width, height = 900, 600
	}
	name := path
	if m := sized.FindStringSubmatch(path); m != nil {
		width, _ = strconv.Atoi(m[1])
		height, _ = strconv.Atoi(m[2])
		name = strings.TrimSuffix(path, m[0]) + m[3]
	}
	if width < 16 || height < 16 || width > 1200 || height > 1200 || !a.hasUpload(name) {
		a.missing(false)
		return
	}
	var out bytes.Buffer
	kind, drawn := "image/jpeg", landscape(name, width, height)
	var err error
	if strings.HasSuffix(path, ".png") {
		kind, err = "image/png", png.Encode(&out, drawn)
	} else {
		err = jpeg.Encode(&out, drawn, &jpeg.Options{Quality: 82})
	}
	if err != nil {
		http.Error(a.w, "draw picture: "+err.Error(), http.StatusInternalServerError)
		return
	}
	a.w.Header().Set("Content-Type", kind)
	a.w.Header().Set("Content-Length", strconv.Itoa(out.Len()))
	a.w.Header().Set("Cache-Control", "max-age=31536000")
	_, _ = a.w.Write(out.Bytes())
}

// hasUpload tells whether some page or text of the site shows that picture.
func (a *answer) hasUpload(name string) bool {
	if strings.HasSuffix(name, "/cropped-first-icon.png") || strings.HasSuffix(name, "/first-logo.png") || strings.HasSuffix(name, "/logo.png") {
		return true
	}
	full := a.url(name)
	bare := strings.TrimSuffix(full, name[strings.LastIndexByte(name, '.'):])
	for _, s := range a.stories {
		if s.picture != nil && s.picture.url == full || strings.Contains(s.body, bare) {
			return true
		}
	}
	return false
}

// landscape draws sky, sun and three hills in colours chosen by the name.
func landscape(name string, width, height int) image.Image {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(name))
	seed := sum.Sum64()
	hue := float64(seed%360) / 360
	sun := 0.2 + 0.6*float64(seed>>16%100)/100
	drawn := image.NewRGBA(image.Rect(0, 0, width, height))
	glow, hills := shade(hue+0.08, 0.25, 1), [3]color.RGBA{}
	for hill := range hills {
		hills[hill] = shade(hue+0.45, 0.4, 0.65-0.18*float64(hill))
	}
	for x := range width {
		u := float64(x) / float64(width)
		var top [3]float64
		for hill := range top {
			phase := float64(seed>>(8*hill)%64) / 10
			top[hill] = 0.5 + 0.14*float64(hill) + 0.07*math.Sin(phase+u*(5+2*float64(hill)))
		}
		for y := range height {
			v := float64(y) / float64(height)
			c := shade(hue, 0.35, 0.95-0.35*v)
			if math.Hypot((u-sun)*float64(width)/float64(height), v-0.3) < 0.11 {
				c = glow
			}
			for hill := range top {
				if v > top[hill] {
					c = hills[hill]
				}
			}
			drawn.SetRGBA(x, y, c)
		}
	}
	return drawn
}

// shade is a colour by hue, saturation and value, each 0 to 1.
func shade(h, s, v float64) color.RGBA {
	part := func(n float64) uint8 {
		k := math.Mod(n+h*6, 6)
		return uint8(255 * (v - v*s*math.Max(0, math.Min(math.Min(k, 4-k), 1))))
	}
	return color.RGBA{part(5), part(3), part(1), 255}
}
