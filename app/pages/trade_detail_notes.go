package pages

import (
	"bytes"
	"encoding/json"
	"time"

	"crypto-dashboard/app/ledger"
)

// tradeNote is what a strategy kept with a trade.
type tradeNote struct {
	Key, Type, Value string
	Lines            bool // the value has lines of its own
	Created, Updated time.Time
}

func notesOfTrade(custom []ledger.Custom) []tradeNote {
	notes := make([]tradeNote, len(custom))
	for i, c := range custom {
		notes[i] = tradeNote{Key: shown(c.Key), Type: shown(c.Type), Created: c.Created.Time(), Updated: c.Updated.Time()}
		notes[i].Value, notes[i].Lines = valueOfNote(c)
	}
	return notes
}

// valueOfNote gives JSON lines of its own. What is no JSON is shown as it is.
func valueOfNote(c ledger.Custom) (text string, lines bool) {
	switch c.Type {
	case "bool", "int", "float", "str":
		return shown(c.Value), false
	}
	var pretty bytes.Buffer
	if len(c.Value) > longestText || json.Indent(&pretty, []byte(c.Value), "", "  ") != nil {
		return shown(c.Value), false
	}
	return shown(pretty.String()), true
}
