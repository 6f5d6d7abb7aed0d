package ledger

import (
	"context"
	"errors"
	"fmt"
	"slices"
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

// Detail reads one trade whole. The error is ErrNoTrade when there is none with this id; Reason says any other for everyone.
func (k *Keeper) Detail(ctx context.Context, id int64) (*Detail, error) {
	details, err := k.Details(ctx, []int64{id})
	if err != nil {
		return nil, err
	}
	if len(details) == 0 {
		return nil, ErrNoTrade
	}
	return details[0], nil
}

// Details reads up to 500 trades in one short transaction, in the order of ids. Those that there are not are left out.
func (k *Keeper) Details(ctx context.Context, ids []int64) (details []*Detail, err error) {
	if len(ids) > maxDetails {
		return nil, fmt.Errorf("%d trades asked for at once, at most %d can be read", len(ids), maxDetails)
	}
	ctx, cancel := context.WithTimeout(ctx, detailLimit)
	defer cancel()
	select {
	case k.asking <- struct{}{}:
		defer func() { <-k.asking }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	err = k.source.ask(ctx, func(from session) (err error) {
		details, err = readDetails(ctx, from, ids)
		return err
	})
	return details, err
}

func readDetails(ctx context.Context, from session, ids []int64) ([]*Detail, error) {
	has, err := from.tables(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the names of the columns: %w", err)
	}
	if err := has.check(); err != nil {
		return nil, err
	}
	found := map[int64]*Detail{}
	err = eachRecord(ctx, from, has, "trades", "id", ids, func(id int64, record Record) {
		open, _ := record.Bool("is_open")
		found[id] = &Detail{ID: id, IsOpen: open, Trade: record}
	})
	if err != nil {
		return nil, fmt.Errorf("read the trade: %w", err)
	}
	if err := readAttached(ctx, from, has, ids, found); err != nil {
		return nil, err
	}
	details := make([]*Detail, 0, len(ids))
	for _, id := range ids {
		if detail := found[id]; detail != nil {
			details = append(details, detail)
		}
	}
	return details, nil
}

func readAttached(ctx context.Context, from session, has tables, ids []int64, found map[int64]*Detail) error {
	err := eachRecord(ctx, from, has, "orders", "ft_trade_id", ids, func(id int64, record Record) {
		if detail := found[id]; detail != nil {
			detail.Orders = append(detail.Orders, record)
		}
	})
	if err != nil {
		return fmt.Errorf("read the trade's orders: %w", err)
	}
	err = eachRecord(ctx, from, has, "trade_custom_data", "ft_trade_id", ids, func(id int64, record Record) {
		if detail := found[id]; detail != nil {
			detail.Custom = append(detail.Custom, customOf(record))
		}
	})
	if err != nil {
		return fmt.Errorf("read the trade's custom data: %w", err)
	}
	return nil
}

func customOf(record Record) Custom {
	custom := Custom{Created: record.Time("created_at"), Updated: record.Time("updated_at")}
	custom.Key, _ = record.Text("cd_key")
	custom.Type, _ = record.Text("cd_type")
	custom.Value, _ = record.Text("cd_value")
	return custom
}

// eachRecord gives the rows whose key is one of ids, by their own id. A table that there is not has none.
func eachRecord(ctx context.Context, from session, has tables, table, key string, ids []int64, each func(int64, Record)) error {
	if !has.has(table, "id", key) {
		return nil
	}
	statement := fmt.Sprintf("SELECT %s, %s FROM %s WHERE %s IN %s ORDER BY id", key, has.everything(table), table, key, list(ids))
	return from.query(ctx, statement, func(r row) error {
		id, _ := asInteger(r[0])
		each(id, Record{columns: has[table], values: slices.Clone(r[1:])})
		return nil
	})
}
