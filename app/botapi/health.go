package botapi

import (
	"context"
	"encoding/json"
	"time"
)

// Health is the bot's life as it tells it itself, in whole seconds. A zero time is not available.
type Health struct {
	LastProcess time.Time // the end of the last loop; none before the first
	BotStart    time.Time // the first start ever
	BotStartup  time.Time // the start of this process
}

type wireHealth struct {
	LastProcess nullable `json:"last_process_ts"`
	BotStart    *int64   `json:"bot_start_ts"`
	BotStartup  *int64   `json:"bot_startup_ts"`
}

// nullable keeps null, which is what a bot gives before its first loop, apart from a field that is not there.
type nullable struct {
	given bool
	value *int64
}

// UnmarshalJSON takes a whole number or null.
func (n *nullable) UnmarshalJSON(content []byte) error {
	n.given = true
	return json.Unmarshal(content, &n.value)
}

func (w *wireHealth) complete() bool { return w.LastProcess.given }

// Health asks when the bot last finished a loop, and when it started.
func (c *Client) Health(ctx context.Context) (Health, error) {
	var w wireHealth
	if err := c.get(ctx, health, &w); err != nil {
		return Health{}, err
	}
	return Health{LastProcess: moment(w.LastProcess.value), BotStart: moment(w.BotStart), BotStartup: moment(w.BotStartup)}, nil
}
