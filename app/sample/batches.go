package sample

import "context"

// rowsPerFlush is how many rows are collected before they are written.
const rowsPerFlush = 5_000

// batch is some rows of one table.
type batch struct {
	target *table
	rows   [][]any
}

// inBatches gives all rows of a sample to write, in an order that foreign keys allow. Rows are made while others are
// written, and few wait: a sample of any size needs little memory.
func inBatches(ctx context.Context, options Options, write func(batch) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := &collector{ctx: ctx, batches: make(chan batch, 4), rows: map[*table][][]any{}}
	made := make(chan error, 1)
	go func() {
		defer close(c.batches)
		made <- c.run(options)
	}()
	for b := range c.batches {
		if err := write(b); err != nil {
			return err
		}
	}
	return <-made
}

// collector is a sink that sends rows on, many at once.
type collector struct {
	ctx     context.Context
	batches chan batch
	order   []*table // as they came first: what others refer to is before them
	rows    map[*table][][]any
	waiting int
}

func (c *collector) run(options Options) error {
	if err := fill(c, options); err != nil {
		return err
	}
	return c.flush()
}

func (c *collector) add(target *table, row []any) error {
	if _, known := c.rows[target]; !known {
		c.order = append(c.order, target)
	}
	c.rows[target] = append(c.rows[target], row)
	if c.waiting++; c.waiting >= rowsPerFlush {
		return c.flush()
	}
	return nil
}

func (c *collector) flush() error {
	for _, target := range c.order {
		if len(c.rows[target]) == 0 {
			continue
		}
		select {
		case c.batches <- batch{target, c.rows[target]}:
		case <-c.ctx.Done():
			return c.ctx.Err()
		}
		c.rows[target] = nil
	}
	c.waiting = 0
	return nil
}
