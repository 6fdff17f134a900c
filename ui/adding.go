package ui

import (
	tea "charm.land/bubbletea/v2"

	"standfirst/feed/newsroom"
	"standfirst/ui/prompt"
)

// openAdd asks which publication to add.
func (a *App) openAdd(text string) tea.Cmd {
	if a.o.Subscribe == nil {
		a.say("Publications are added in the configuration here.")
		return nil
	}
	a.openPrompt(prompt.New(prompt.Add, text, nil, nil), "")
	return nil
}

func (a *App) add(words string) tea.Cmd { return nil }

func (a *App) notice(r newsroom.Report) tea.Cmd { return nil }

func (a *App) loadOlder() tea.Cmd { return nil }
