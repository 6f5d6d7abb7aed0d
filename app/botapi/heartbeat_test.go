package botapi_test

import (
	"testing"
	"time"

	"crypto-dashboard/app/botapi"
)

var now = time.Date(2026, 11, 2, 9, 30, 0, 0, time.UTC)

func ago(age time.Duration) time.Time { return now.Add(-age) }

func TestVerdicts(t *testing.T) {
	const s, m = time.Second, time.Minute
	cases := []struct {
		name string
		beat botapi.Beat
		want botapi.Heartbeat
	}{
		{"no loop yet", botapi.Beat{Candle: m}, botapi.Unknown},
		{"just now", botapi.Beat{Last: now, Candle: m}, botapi.Alive},
		{"three loops ago", botapi.Beat{Last: ago(15 * s), Candle: m}, botapi.Alive},
		{"more than three loops ago", botapi.Beat{Last: ago(16 * s), Candle: m}, botapi.Late},
		{"a candle of a minute ago", botapi.Beat{Last: ago(60 * s), Candle: m}, botapi.Late},
		{"more than a minute ago", botapi.Beat{Last: ago(61 * s), Candle: m}, botapi.Dead},
		{"within a candle of three minutes", botapi.Beat{Last: ago(179 * s), Candle: 3 * m}, botapi.Late},
		{"more than three minutes ago", botapi.Beat{Last: ago(181 * s), Candle: 3 * m}, botapi.Dead},
		{"five minutes are enough for any candle", botapi.Beat{Last: ago(301 * s), Candle: 24 * 60 * m}, botapi.Dead},
		{"a minute is needed for any candle", botapi.Beat{Last: ago(59 * s), Candle: s}, botapi.Late},
		{"an unknown candle", botapi.Beat{Last: ago(299 * s)}, botapi.Late},
		{"an unknown candle, too long", botapi.Beat{Last: ago(301 * s)}, botapi.Dead},
		{"a slow loop", botapi.Beat{Last: ago(170 * s), Loop: m, Candle: m}, botapi.Alive},
		{"a slow loop, too long", botapi.Beat{Last: ago(181 * s), Loop: m, Candle: m}, botapi.Dead},
		{"silent for a moment", botapi.Beat{Last: ago(5 * s), Silent: true}, botapi.Alive},
		{"silent, long ago", botapi.Beat{Last: ago(20 * m), Silent: true}, botapi.Unknown},
		{"gone, long ago", botapi.Beat{Last: ago(20 * m), Silent: true, Gone: true}, botapi.Dead},
		{"gone, never seen", botapi.Beat{Silent: true, Gone: true}, botapi.Unknown},
		{"a second ahead", botapi.Beat{Last: ago(-s), Candle: m}, botapi.Alive},
		{"an hour ahead", botapi.Beat{Last: ago(-60 * m), Candle: m}, botapi.Unknown},
	}
	for _, c := range cases {
		if c.beat.Loop == 0 {
			c.beat.Loop = botapi.Loop
		}
		if got := c.beat.Judge(now); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A stopped bot does no loops: that is no death.
func TestHeartbeatOfAStoppedBot(t *testing.T) {
	state := &botapi.State{}
	state.Health.Value.LastProcess, state.Health.Got = ago(3*time.Hour), ago(time.Second)
	for botState, want := range map[string]botapi.Heartbeat{botapi.Running: botapi.Dead, botapi.Paused: botapi.Dead,
		botapi.Stopped: botapi.Alive, botapi.Reloading: botapi.Alive, "": botapi.Dead} {
		state.Config.Value.State = botState
		if got := state.Heartbeat(now); got != want {
			t.Errorf("%q is %s, want %s", botState, got, want)
		}
		if got := state.Beat().Last; now.Sub(got) > time.Minute && want == botapi.Alive {
			t.Errorf("the last sign of life of a bot that is %q was at %v", botState, got)
		}
	}
	state.Config.Value.State, state.Health.Got = botapi.Stopped, ago(10*time.Minute)
	if got := state.Heartbeat(now); got != botapi.Dead {
		t.Errorf("stopped and not heard of for ten minutes is %s, want dead", got)
	}
	state.Health.Problem = "refuses the password"
	if got := state.Heartbeat(now); got != botapi.Unknown {
		t.Errorf("a bot that answers, but not us, is %s, want unknown", got)
	}
	state.Health.Gone = true
	if got := state.Heartbeat(now); got != botapi.Dead {
		t.Errorf("a bot that is gone is %s, want dead", got)
	}
}
