package ledger

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// page is one page of the database file, as SQLite gives it: with what the log has of it. It is only valid for a moment.
type page []byte

// Kinds of pages of a table, by their first byte. See https://www.sqlite.org/fileformat2.html#b_tree_pages
const (
	interiorPage = 0x05
	leafPage     = 0x0d
)

// smallestPage is the least that SQLite allows.
const smallestPage = 512

// pagesAtOnce is how many pages one statement asks for.
const pagesAtOnce = 1000

// pages gives pages by their numbers, in this order.
func (s sqliteSession) pages(ctx context.Context, numbers []uint32, each func(page) error) error {
	list := strings.ReplaceAll(fmt.Sprint(numbers), " ", ",")
	got := 0
	err := s.called(ctx, "pgno, data", "json_each('"+list+"') CROSS JOIN sqlite_dbpage WHERE pgno = value", func(given []driver.Value) error {
		number, _ := given[0].(int64)
		content, _ := given[1].([]byte)
		if got == len(numbers) || number != int64(numbers[got]) || len(content) < smallestPage {
			return errDamaged
		}
		got++
		return each(content)
	})
	if err == nil && got < len(numbers) {
		return fmt.Errorf("page %d: %w", numbers[got], errDamaged) // it is not in the file
	}
	return err
}

// leaves are the numbers of the pages with the rows of a table, in the order of their ids. All of them are equally deep.
func (s sqliteSession) leaves(ctx context.Context, of *layout) ([]uint32, error) {
	level := []uint32{of.root}
	for range deepest {
		kind, err := s.kindOf(ctx, level[0])
		if err != nil || kind == leafPage {
			return level, err
		}
		var below []uint32
		for some := range slices.Chunk(level, pagesAtOnce) {
			err := s.pages(ctx, some, func(p page) (err error) {
				if below, err = p.children(below); err == nil && len(below) > of.pages {
					err = errDamaged // a page that is its own child
				}
				return err
			})
			if err != nil {
				return nil, err
			}
		}
		level = below
	}
	return nil, errDamaged
}

// deepest is deeper than any tree of pages can be.
const deepest = 30

func (s sqliteSession) kindOf(ctx context.Context, number uint32) (kind byte, err error) {
	err = s.pages(ctx, []uint32{number}, func(p page) error {
		kind = p[0]
		return nil
	})
	return kind, err
}

// children adds the numbers of the pages below an interior page.
func (p page) children(to []uint32) ([]uint32, error) {
	count := p.cells()
	if p[0] != interiorPage || interiorHeader+2*count > len(p) {
		return nil, errDamaged
	}
	for i := range count {
		at := p.pointer(interiorHeader, i)
		if at+4 > len(p) {
			return nil, errDamaged
		}
		to = append(to, binary.BigEndian.Uint32(p[at:]))
	}
	return append(to, binary.BigEndian.Uint32(p[8:])), nil
}

// Sizes of the headers of pages.
const (
	leafHeader     = 8
	interiorHeader = 12
)

// cells is how many rows or children a page has.
func (p page) cells() int { return int(binary.BigEndian.Uint16(p[3:])) }

// pointer is where the content of a cell begins.
func (p page) pointer(header, number int) int {
	return int(binary.BigEndian.Uint16(p[header+2*number:]))
}
