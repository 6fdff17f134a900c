package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"standfirst/config"
	"standfirst/feed"
	"standfirst/feed/newsroom"
)

// NewsboatURLs is newsboat's list of feeds, or empty when there is none. newsboat
// itself looks in the XDG folder first.
func NewsboatURLs(env func(string) string) string {
	home, settings := env("HOME"), env("XDG_CONFIG_HOME")
	if settings == "" && home != "" {
		settings = filepath.Join(home, ".config")
	}
	for _, file := range []string{filepath.Join(settings, "newsboat", "urls"), filepath.Join(home, ".newsboat", "urls")} {
		if info, err := os.Stat(file); err == nil && filepath.IsAbs(file) && info.Mode().IsRegular() && info.Size() <= largestImport {
			return file
		}
	}
	return ""
}

// ImportFile imports a list of feeds into the configuration and the newsroom,
// which asks them for the first time; it says what came of it.
func ImportFile(ctx context.Context, room *newsroom.Newsroom, conf config.Config, file string) (string, error) {
	text, err := os.ReadFile(file) //nolint:gosec // the reader's own, offered by name
	if err != nil {
		return "", fmt.Errorf("read %s: %w", file, err)
	}
	report, fresh, err := Import(conf, text)
	if err != nil || len(fresh) == 0 {
		return report.Summary(), err
	}
	if _, err := room.Include(ctx, fresh...); err != nil {
		return "", err
	}
	only := make([]feed.PublicationID, len(fresh))
	for i, p := range fresh {
		only[i] = p.ID
	}
	_, err = room.Refresh(ctx, newsroom.RefreshRequest{Only: only, Force: true}, nil)
	if errors.Is(err, newsroom.ErrRefreshing) {
		err = nil
	}
	return report.Summary(), err
}
