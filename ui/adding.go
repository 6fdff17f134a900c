package ui

import tea "charm.land/bubbletea/v2"

// openAdd says how a publication is added: with its address when one was
// pasted.
func (a *App) openAdd(address string) tea.Cmd {
	what := "A publication"
	if address != "" {
		what = address
	}
	a.say(what + " is added in the configuration: standfirst config edit opens it.")
	return nil
}

// loadOlder says where a list ends.
func (a *App) loadOlder() tea.Cmd {
	a.say("This is as far back as stories are stored.")
	return nil
}
