package ledger

import (
	"context"
	"maps"
	"slices"
)

// facts are freqtrade's KeyValueStore.
type facts map[string]fact

type fact struct {
	text    string
	time    Time
	integer int64
}

func readFacts(ctx context.Context, from session, has tables) (facts, error) {
	read := facts{}
	if !has.has("KeyValueStore", "key") {
		return read, nil
	}
	columns := has.withTimes(from, "KeyValueStore", "key", "string_value", "datetime_value", "int_value")
	return read, from.query(ctx, "SELECT "+columns+` FROM "KeyValueStore"`, func(r row) error {
		found := fact{text: asString(r[1]), time: asTime(r[2])}
		found.integer, _ = asInteger(r[3])
		read[asString(r[0])] = found
		return nil
	})
}

// at is a fact that is a time; Never when there is none.
func (f facts) at(key string) Time {
	if found, ok := f[key]; ok {
		return found.time
	}
	return Never
}

func (f facts) print() print {
	p := print(15)
	for _, key := range slices.Sorted(maps.Keys(f)) {
		p = p.withText(key).withText(f[key].text).with(uint64(f[key].time)).with(uint64(f[key].integer))
	}
	return p
}
