package ledger

import "context"

// store is freqtrade's KeyValueStore: facts about the bot.
type store map[string]fact

type fact struct {
	text    string
	time    Time
	integer int64
}

func readStore(ctx context.Context, from session) (store, error) {
	existing, err := from.columns(ctx, "KeyValueStore")
	if err != nil || len(existing) == 0 {
		return nil, err
	}
	facts := store{}
	wanted := []string{"key", "string_value", "datetime_value", "int_value"}
	return facts, from.query(ctx, "SELECT "+selected(wanted, existing)+` FROM "KeyValueStore"`, func(r row) error {
		found := fact{text: asString(r[1]), time: asTime(r[2])}
		found.integer, _ = asInteger(r[3])
		facts[asString(r[0])] = found
		return nil
	})
}

// at is a fact that is a time; Never when there is none.
func (s store) at(key string) Time {
	if found, ok := s[key]; ok {
		return found.time
	}
	return Never
}
