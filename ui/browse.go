package ui

import (
	"fmt"
	"os/exec"

	"standfirst/config"
)

// Browse hands a link to the browser without a screen: the reader's own
// command, else what this machine has. It does not wait for the browser.
func Browse(link string, own config.Command, env func(string) string) error {
	safe, err := address(link)
	if err != nil {
		return err
	}
	command := here(env).browser(own)
	if len(command) == 0 {
		return fmt.Errorf("there is no browser here: open %s elsewhere, or name one with browser = [\"…\", \"{url}\"]", safe)
	}
	argv, err := command.Argv(map[string]string{"url": safe}, "url")
	if err != nil {
		return err
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the browser: %w", err)
	}
	return cmd.Process.Release()
}
