package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// ErrNoTrade says that the database has no trade with this id.
var ErrNoTrade = errors.New("no such trade")

// Detail is one trade with all columns, its orders, and what the strategy noted about it.
type Detail struct {
	ID     int64
	IsOpen bool
	Trade  Record
	Orders []Record // by id
	Custom []Custom // by id
}

// Custom is what a strategy noted about a trade. Type is bool, int, float, str, or that of something kept as JSON.
type Custom struct {
	Key, Type, Value string
	Created, Updated Time
}

// maxDetails bounds one call of Details.
const maxDetails = 500

// readDetails reads the trades with these ids, in their order, leaving out those that there are not.
func readDetails(ctx context.Context, from session, ids []int64) ([]*Detail, error) {
	if len(ids) > maxDetails {
		return nil, fmt.Errorf("%d trades asked for at once, at most %d can be read", len(ids), maxDetails)
	}
	if _, err := tradeColumns(ctx, from); err != nil {
		return nil, err
	}
	found := map[int64]*Detail{}
	err := eachRecord(ctx, from, "trades", "id", ids, func(id int64, record Record) {
		open, _ := record.Bool("is_open")
		found[id] = &Detail{ID: id, IsOpen: open, Trade: record}
	})
	if err != nil {
		return nil, fmt.Errorf("read the trade: %w", err)
	}
	if err := readOrdersOf(ctx, from, ids, found); err != nil {
		return nil, fmt.Errorf("read the trade's orders: %w", err)
	}
	if err := readCustomOf(ctx, from, ids, found); err != nil {
		return nil, fmt.Errorf("read the trade's custom data: %w", err)
	}
	details := make([]*Detail, 0, len(ids))
	for _, id := range ids {
		if detail := found[id]; detail != nil {
			details = append(details, detail)
		}
	}
	return details, nil
}

func readOrdersOf(ctx context.Context, from session, ids []int64, found map[int64]*Detail) error {
	return eachRecord(ctx, from, "orders", "ft_trade_id", ids, func(id int64, record Record) {
		if detail := found[id]; detail != nil {
			detail.Orders = append(detail.Orders, record)
		}
	})
}

func readCustomOf(ctx context.Context, from session, ids []int64, found map[int64]*Detail) error {
	return eachRecord(ctx, from, "trade_custom_data", "ft_trade_id", ids, func(id int64, record Record) {
		if detail := found[id]; detail != nil {
			detail.Custom = append(detail.Custom, customOf(record))
		}
	})
}

func customOf(record Record) Custom {
	custom := Custom{Created: record.Time("created_at"), Updated: record.Time("updated_at")}
	custom.Key, _ = record.Text("cd_key")
	custom.Type, _ = record.Text("cd_type")
	custom.Value, _ = record.Text("cd_value")
	return custom
}

// eachRecord gives the rows whose key is one of ids, by their own id. A table that there is not has none.
func eachRecord(ctx context.Context, from session, table, key string, ids []int64, each func(int64, Record)) error {
	columns, err := from.columns(ctx, table)
	if err != nil || !setOf(columns)[key] {
		return err
	}
	statement := "SELECT " + selected(append([]string{key}, columns...), columns) + " FROM " + table + " WHERE " + key + " IN " + list(ids)
	return from.query(ctx, statement+" ORDER BY id", func(r row) error {
		id, _ := asInteger(r[0])
		each(id, Record{columns: columns, values: kept(r[1:])})
		return nil
	})
}

// kept is a copy of a row, which is only valid for a moment.
func kept(r row) row {
	copied := make(row, len(r))
	for i, value := range r {
		if data, ok := value.([]byte); ok {
			value = bytes.Clone(data)
		}
		copied[i] = value
	}
	return copied
}
