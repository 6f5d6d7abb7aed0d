package test

import (
	"encoding/json"
	"testing"
)

// status is what `dashctl status --json` says.
type status struct {
	Current  string   `json:"current"`
	Previous string   `json:"previous"`
	State    string   `json:"state"`
	Healthy  bool     `json:"healthy"`
	Workers  []worker `json:"workers"`
	Releases []string `json:"releases"`
}

type worker struct {
	Number   int    `json:"number"`
	Unit     string `json:"unit"`
	Active   string `json:"active"`
	Release  string `json:"release"`
	MainPID  int    `json:"mainPid"`
	Restarts int    `json:"restarts"`
}

func (h *host) status(t *testing.T) status {
	t.Helper()
	status, err := h.tryStatus(t)
	if err != nil {
		t.Fatal(err)
	}
	return status
}

func (h *host) tryStatus(t *testing.T) (status, error) {
	t.Helper()
	var answer status
	text, err := h.try(t, "dashctl status --json 2>/dev/null")
	if jsonErr := json.Unmarshal([]byte(text), &answer); jsonErr != nil {
		return answer, jsonErr
	}
	return answer, err
}

// processes are the workers' main processes as systemd knows them: unit, process, restarts.
func (h *host) processes(t *testing.T) string {
	t.Helper()
	return h.run(t, "systemctl show --property=Id,MainPID,NRestarts 'crypto-dashboard@*.service' nginx.service")
}
