package ledger

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// member is a trade with all that hangs on it.
type member struct {
	found
	sums     orderSums
	counted  Orders // its orders
	print    print  // of all columns of all its rows
	versions print  // the sum of its rows' versions, where the engine has any
}

// unclear is a trade that is neither open nor closed.
func (m *member) unclear() bool { return !m.IsOpen && !m.closed }

// part is some trades by id, read with everything that hangs on them: a look into the database that costs only as much as it finds.
type part struct {
	members []*member
	byID    map[int64]*member
}

// batch is how many ids are asked for at once: a statement has a largest length.
const batch = 500

// readPart reads the trades with these ids, as far as there are any.
func readPart(ctx context.Context, from session, has tables, ids []int64) (part, error) {
	read := part{byID: map[int64]*member{}}
	slices.Sort(ids)
	for some := range slices.Chunk(slices.Compact(ids), batch) {
		if err := read.addTrades(ctx, from, has, some); err != nil {
			return part{}, fmt.Errorf("read some trades: %w", err)
		}
		if err := read.addOrders(ctx, from, has, some); err != nil {
			return part{}, fmt.Errorf("read the orders of some trades: %w", err)
		}
		if err := read.addCustom(ctx, from, has, some); err != nil {
			return part{}, fmt.Errorf("read the custom data of some trades: %w", err)
		}
	}
	for _, m := range read.members {
		m.sums.fill(&m.Trade)
	}
	return read, nil
}

func (p *part) addTrades(ctx context.Context, from session, has tables, ids []int64) error {
	fields := fieldsOfTrade()
	columns := []string{from.rowVersion(), has.withTimes(from, "trades", columnsOf(fields)...), has.everything("trades")}
	statement := fmt.Sprintf("SELECT %s FROM trades WHERE id IN %s ORDER BY id", strings.Join(columns, ", "), list(ids))
	return from.query(ctx, statement, func(r row) error {
		m := &member{print: print(12).withRow(r[1+len(fields):])}
		if err := m.read(fields, r[1:1+len(fields)]); err != nil {
			return err
		}
		m.versions = versionOf("trades", m.ID, r[0])
		p.add(m)
		return nil
	})
}

// openIDs are the ids of the open trades, and of those that were added after an id.
func openIDs(ctx context.Context, from session, after int64) (ids []int64, err error) {
	statement := fmt.Sprintf("SELECT id FROM trades WHERE is_open = true UNION SELECT id FROM trades WHERE id > %d", after)
	err = from.query(ctx, statement, func(r row) error {
		id, _ := asInteger(r[0])
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find the open trades: %w", err)
	}
	return ids, nil
}

func (p *part) add(m *member) {
	p.members = append(p.members, m)
	p.byID[m.ID] = m
}

func (p part) ids() []int64 {
	ids := make([]int64, len(p.members))
	for i, m := range p.members {
		ids[i] = m.ID
	}
	return ids
}

// addOrders finds out what freqtrade's open_orders says: those that wait, without the stop loss on the exchange.
func (p part) addOrders(ctx context.Context, from session, has tables, ids []int64) error {
	columns := append([]string{"order_id", "ft_is_open"}, orderColumns...)
	return p.attached(ctx, from, has, ids, "orders", columns, func(m *member, r row) {
		m.counted.add(asString(r[0]))
		if isTrue(r[1]) && asString(r[2]) != "stoploss" {
			m.OpenOrders++
		}
		m.sums.add(r[2:])
	})
}

func (p part) addCustom(ctx context.Context, from session, has tables, ids []int64) error {
	return p.attached(ctx, from, has, ids, "trade_custom_data", nil, func(*member, row) {})
}

// attached gives the rows of a table that hang on the trades, by their own id.
func (p part) attached(ctx context.Context, from session, has tables, ids []int64, table string, columns []string,
	each func(*member, row)) error {
	if !has.has(table, "id", "ft_trade_id") {
		return nil
	}
	expressions := []string{"ft_trade_id", "id", from.rowVersion()}
	if len(columns) > 0 {
		expressions = append(expressions, has.selected(table, columns...))
	}
	statement := fmt.Sprintf("SELECT %s, %s FROM %s WHERE ft_trade_id IN %s ORDER BY id",
		strings.Join(expressions, ", "), has.everything(table), table, list(ids))
	return from.query(ctx, statement, func(r row) error {
		trade, _ := asInteger(r[0])
		if m := p.byID[trade]; m != nil {
			id, _ := asInteger(r[1])
			m.print = m.print.withRow(r[3+len(columns):])
			m.versions += versionOf(table, id, r[2])
			each(m, r[3:])
		}
		return nil
	})
}

// versionOf is the print of one row's version; 0 where the engine has none.
func versionOf(table string, id int64, version value) print {
	if version.kind == null {
		return 0
	}
	return print(len(table)).withText(table).with(uint64(id)).withRow(row{version})
}
