package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"standfirst/ui/words"
)

// put writes to a file, or to standard output for "" and "-".
func (s *session) put(file string, text []byte, what string, n int) error {
	if file == "" || file == "-" {
		_, err := s.out.Write(text)
		return err
	}
	if err := write(file, text); err != nil {
		return err
	}
	if s.ErrIsTerminal {
		fmt.Fprintf(s.Stderr, "%s written to %s.\n", words.Plural(n, what), file)
	}
	return nil
}

// write writes a file that the reader named. A link is followed; what is no
// plain file (a device, a pipe) is written to as it is: to put a file in its
// place would take it from everybody.
func write(file string, text []byte) error {
	info, err := os.Stat(file)
	switch {
	case err == nil && info.IsDir():
		return fmt.Errorf("%s is a folder; name a file in it", file)
	case err == nil && !info.Mode().IsRegular():
		to, err := os.OpenFile(file, os.O_WRONLY, 0) //nolint:gosec // the reader named it
		if err != nil {
			return fmt.Errorf("write %s: %w", file, err)
		}
		_, err = to.Write(text)
		if err = errors.Join(err, to.Close()); err != nil {
			return fmt.Errorf("write %s: %w", file, err)
		}
		return nil
	}
	mode := fs.FileMode(0o600) // what is read is nobody else's concern
	if err == nil {
		mode = info.Mode().Perm()
	}
	file = linked(file)
	if folder := filepath.Dir(file); !isFolder(folder) {
		return fmt.Errorf("there is no folder %s; make it first, or name another", folder)
	}
	return replace(file, text, mode)
}

// linked is the file that a link leads to, which need not be there yet.
func linked(file string) string {
	for range 40 { // as many as Linux follows
		target, err := os.Readlink(file)
		if err != nil {
			break
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(file), target)
		}
		file = target
	}
	return file
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// replace writes a file beside its place and moves it there: a fault in the
// middle leaves the old one as it was.
func replace(path string, text []byte, mode fs.FileMode) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".standfirst-*")
	if fault := new(fs.PathError); errors.As(err, &fault) {
		return &fs.PathError{Op: "create", Path: path, Err: fault.Err} // not the name that nobody knows
	} else if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	if _, err = file.Write(text); err == nil {
		err = file.Sync()
	}
	if closing := file.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Chmod(file.Name(), mode)
	}
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	return err
}
