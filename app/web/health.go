package web

import (
	"encoding/json"
	"net/http"
	"time"

	"crypto-dashboard/app/botapi"
	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/ledger"
)

// healthAnswer is application/health+json. It is public: no paths, no figures.
type healthAnswer struct {
	Status      string             `json:"status"`
	Version     string             `json:"version"`
	ReleaseID   string             `json:"releaseId"`
	ServiceID   string             `json:"serviceId"`
	Description string             `json:"description"`
	Worker      healthWorker       `json:"worker"`
	Notes       []string           `json:"notes"`
	Output      string             `json:"output,omitempty"`
	Checks      map[string][]check `json:"checks"`
}

type healthWorker struct {
	Number  int       `json:"number"`
	PID     int       `json:"pid"`
	Started time.Time `json:"started"`
}

type check struct {
	ComponentID   string    `json:"componentId,omitempty"` // the bot, when there are several
	ComponentType string    `json:"componentType"`
	Status        string    `json:"status"`
	Output        string    `json:"output,omitempty"`
	Time          time.Time `json:"time"`
}

// The three states of health. A database that cannot be read is a warning: a restart would not help, and the page says so.
const (
	pass = "pass"
	warn = "warn"
	fail = "fail"
)

func (c Config) health(response http.ResponseWriter, _ *http.Request) {
	answer := c.healthNow(time.Now())
	response.Header().Set("Content-Type", "application/health+json")
	if answer.Status == fail {
		response.WriteHeader(http.StatusServiceUnavailable)
	}
	json.NewEncoder(response).Encode(answer)
}

func (c Config) healthNow(now time.Time) healthAnswer {
	answer := healthAnswer{
		Status: pass, Version: c.Version, ReleaseID: c.Release, ServiceID: "crypto-dashboard",
		Description: "dashboard of a crypto trading bot",
		Worker:      healthWorker{Number: c.Worker, PID: c.PID, Started: c.Started.UTC()},
		Notes: []string{"a database that cannot be read is a warning, and so is a bot that does not work: the server does, and a restart " +
			"would not help"},
		Checks: map[string][]check{"overview:renderable": {c.pageCheck(now)}},
	}
	for _, bot := range c.Bots.Bots {
		c.addChecks(answer.Checks, bot, now)
	}
	for _, name := range []string{"overview:renderable", "ledger:readable", "bot:heartbeat"} {
		for _, result := range answer.Checks[name] {
			if severity(result.Status) > severity(answer.Status) {
				answer.Status, answer.Output = result.Status, result.Output
			}
		}
	}
	return answer
}

func severity(status string) int { return map[string]int{pass: 0, warn: 1, fail: 2}[status] }

func (c Config) addChecks(checks map[string][]check, bot *bots.Bot, now time.Time) {
	view, id := bot.View(), ""
	if len(c.Bots.Bots) > 1 {
		id = bot.Name
	}
	checks["ledger:readable"] = append(checks["ledger:readable"], ledgerCheck(id, view.State))
	if view.API != nil {
		checks["bot:heartbeat"] = append(checks["bot:heartbeat"], heartbeatCheck(id, view.API, now))
	}
}

func ledgerCheck(id string, state *ledger.State) check {
	result := check{ComponentID: id, ComponentType: "datastore", Status: pass, Time: state.Checked.UTC()}
	if state.Problem != "" {
		result.Status, result.Output = warn, state.Problem
	}
	return result
}

// heartbeatCheck says what the bot's API says. It is a warning too when that is nothing.
func heartbeatCheck(id string, api *botapi.State, now time.Time) check {
	result := check{ComponentID: id, ComponentType: "component", Status: pass, Time: now.UTC()}
	if verdict := api.Heartbeat(now); verdict != botapi.Alive {
		result.Status, result.Output = warn, "the bot's heartbeat: "+string(verdict)
	}
	return result
}

func (c Config) pageCheck(now time.Time) check {
	result := check{ComponentType: "component", Status: pass, Time: now.UTC()}
	if err := c.Pages.Check(now); err != nil {
		result.Status, result.Output = fail, "the overview cannot be rendered"
	}
	return result
}

// livez says that the process answers. It asks nothing else.
func (c Config) livez(response http.ResponseWriter, _ *http.Request) {
	text(response, http.StatusOK, "alive")
}

// readyz says whether there is data to show, of one bot at least.
func (c Config) readyz(response http.ResponseWriter, _ *http.Request) {
	problem := ""
	for _, bot := range c.Bots.Bots {
		if problem = bot.View().State.Problem; problem == "" {
			text(response, http.StatusOK, "ready")
			return
		}
	}
	text(response, http.StatusServiceUnavailable, "not ready: "+problem)
}

func text(response http.ResponseWriter, status int, line string) {
	response.Header().Set("Content-Type", "text/plain; charset=utf-8")
	response.WriteHeader(status)
	response.Write([]byte(line + "\n"))
}
