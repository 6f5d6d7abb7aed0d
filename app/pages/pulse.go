package pages

import (
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/bots"
)

// pulse says whether the bot works, as far as anybody can know.
type pulse struct {
	Name, Class, Why string
	// Last is the end of its last loop; zero when that is not known.
	Last time.Time
}

var pulses = map[botapi.Heartbeat]pulse{
	botapi.Alive: {Name: "alive", Class: "good", Why: "it finished a loop, or answered, within the last three loops"},
	botapi.Late:  {Name: "late", Class: "warn", Why: "its loop takes longer than it should: much to analyse, or an exchange that does not answer"},
	botapi.Dead:  {Name: "dead", Class: "bad", Why: "it has not finished a loop for too long, or nothing listens at the address of its API"},
}

func pulseOf(view bots.View, now time.Time) pulse {
	if view.API == nil {
		return pulse{Name: "unknown", Class: "none", Why: noAPI + ": a database alone does not show whether the bot lives"}
	}
	made, known := pulses[view.API.Heartbeat(now)]
	if !known {
		made = pulse{Name: "unknown", Class: "none", Why: "there is no news from the bot, good or bad"}
		if problem := view.API.Health.Problem; problem != "" {
			made.Why = problem
		}
	}
	made.Last = view.API.Health.Value.LastProcess
	return made
}
