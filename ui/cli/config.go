package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"standfirst/config"
	"standfirst/feed/clean"
	"standfirst/ui/words"
)

func (s *session) config() *cobra.Command {
	path := &cobra.Command{
		Use:     "path",
		Short:   "Say where the configuration, the cache and the log are",
		Example: "  standfirst config path\n  cd \"$(dirname \"$(standfirst config path --file)\")\"",
	}
	var fileOnly bool
	path.Flags().BoolVar(&fileOnly, "file", false, "only the configuration file")
	path.RunE = func(*cobra.Command, []string) error {
		paths, err := s.paths()
		if err != nil {
			return err
		}
		if fileOnly {
			_, err := fmt.Fprintln(s.out, paths.File)
			return err
		}
		for _, line := range [][2]string{{"configuration", paths.File}, {"aliases", paths.Aliases}, {"data", paths.Data}, {"log", paths.Log}, {"exports", paths.Exports}} {
			note := ""
			if _, err := os.Stat(line[1]); errors.Is(err, fs.ErrNotExist) {
				note = "  (not there yet)"
			}
			if _, err := fmt.Fprintf(s.out, "%-14s %s%s\n", line[0], line[1], note); err != nil {
				return err
			}
		}
		return nil
	}
	show := &cobra.Command{
		Use:     "show",
		Short:   "Write the configuration in use, or the starter paper when there is no file",
		Example: "  standfirst config show\n  standfirst config show > my-paper.toml",
		RunE: func(*cobra.Command, []string) error {
			if err := s.load(); err != nil {
				return err
			}
			text := config.Starter()
			if s.conf.File != "" {
				var err error
				if text, err = os.ReadFile(s.conf.File); err != nil {
					return fmt.Errorf("read configuration: %w", err)
				}
			}
			_, err := s.out.Write(append(s.overrides(), text...))
			return err
		},
	}
	schema := &cobra.Command{
		Use:     "schema",
		Short:   "Write the JSON schema of the configuration, for editors",
		Example: "  standfirst config schema > standfirst.schema.json\n  standfirst config schema | jq .properties",
		RunE: func(*cobra.Command, []string) error {
			_, err := s.out.Write(config.Schema())
			return err
		},
	}
	check := &cobra.Command{
		Use:     "check",
		Short:   "Check the configuration: every fault at once, with its line and a remedy",
		Example: "  standfirst config check\n  standfirst config check --config new.toml",
		RunE: func(*cobra.Command, []string) error {
			if err := s.load(); err != nil {
				return err
			}
			file := s.conf.File
			if file == "" {
				file = "the starter paper (no file of your own)"
			}
			_, err := fmt.Fprintf(s.out, "%s is in order: %s.\n", file, words.Plural(len(s.conf.Publications), "publication"))
			return err
		},
	}
	edit := &cobra.Command{
		Use:     "edit",
		Short:   "Open the configuration in your editor, then check it",
		Long:    "Opens the configuration in $VISUAL or $EDITOR and checks it afterwards. Where there is no file yet, the starter paper is written first.",
		Example: "  standfirst config edit\n  EDITOR=nano standfirst config edit",
		RunE:    func(cmd *cobra.Command, _ []string) error { return s.edit(cmd) },
	}
	return inGroup(&cobra.Command{
		Use:     "config",
		Short:   "Show, edit and check the configuration",
		Example: "  standfirst config edit\n  standfirst config check",
	}, path, show, edit, check, schema)
}

// overrides are the settings that the environment changes for this run, as
// comments above the file.
func (s *session) overrides() (text []byte) {
	for _, name := range config.Variables() {
		if value := s.Env(name); value != "" && name != "STANDFIRST_CONFIG" && name != "STANDFIRST_PROFILE" {
			text = fmt.Appendf(text, "# for this run: %s=%s\n", name, clean.Line(value, 0))
		}
	}
	return text
}

// paths are the folders of the chosen profile, with the file the reader named.
func (s *session) paths() (config.Paths, error) {
	profile := s.needs.Profile
	if profile == "" {
		profile = s.Env("STANDFIRST_PROFILE")
	}
	paths, err := config.FindPaths(s.Env, profile)
	if err != nil {
		return paths, err
	}
	for _, named := range []string{s.Env("STANDFIRST_CONFIG"), s.needs.ConfigFile} {
		if named != "" {
			paths.File = named
		}
	}
	return paths, nil
}

func (s *session) edit(cmd *cobra.Command) error {
	editor := s.Env("VISUAL")
	if editor == "" {
		editor = s.Env("EDITOR")
	}
	words := strings.Fields(editor) // "code --wait"; never through a shell
	if len(words) == 0 {
		return misused("no editor is named; set EDITOR, for instance EDITOR=nano")
	}
	paths, err := s.paths()
	if err != nil {
		return err
	}
	if err := writeNew(paths.File, config.Starter()); err != nil {
		return fmt.Errorf("write starter paper: %w", err)
	}
	run := exec.CommandContext(cmd.Context(), words[0], append(words[1:], paths.File)...) //nolint:gosec // the reader's own editor
	run.Stdin, run.Stdout, run.Stderr = s.Stdin, s.Stdout, s.Stderr
	switch err := run.Run(); {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("there is no editor %s; set EDITOR to another, for instance EDITOR=nano", words[0])
	case err != nil:
		return fmt.Errorf("the editor %s ended with %w; the configuration is as it left it", words[0], err)
	}
	return s.load()
}

// writeNew writes a file, with its folders, unless it is there already.
func writeNew(path string, text []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}
