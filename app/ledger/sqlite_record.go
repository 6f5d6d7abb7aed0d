package ledger

import (
	"encoding/binary"
	"math"
	"unsafe"
)

// cell is a row as it lies in a page.
type cell struct {
	id      int64
	content []byte
}

// cellsOf gives the rows of a page in the place of others. They are whole unless one is so long that it goes on in another page.
func (l *layout) cellsOf(p page, place []cell) (cells []cell, whole bool, err error) {
	count, cells, whole := p.cells(), place[:0], true
	if p[0] != leafPage || leafHeader+2*count > len(p) {
		return nil, false, errDamaged
	}
	for i := range count {
		at := p.pointer(leafHeader, i)
		size, sizeBytes := varint(p[min(at, len(p)):])
		id, idBytes := varint(p[min(at+sizeBytes, len(p)):])
		at += sizeBytes + idBytes
		if idBytes == 0 || at > len(p) {
			return nil, false, errDamaged
		}
		added := cell{id: int64(id)}
		if size > uint64(l.usable-35) {
			whole = false
		} else if at+int(size) > len(p) {
			return nil, false, errDamaged
		} else {
			added.content = p[at : at+int(size)]
		}
		cells = append(cells, added)
	}
	return cells, whole, nil
}

// read puts the columns that are wanted into a row. See https://www.sqlite.org/fileformat2.html#record_format
func (l *layout) read(from cell, to row) error {
	head, at := varint(from.content)
	if head > uint64(len(from.content)) {
		return errDamaged
	}
	types, data := from.content[:head], from.content[head:]
	for i := range l.columns {
		column := &l.columns[i]
		skipped, next, err := skip(types, at, column.after)
		if err != nil || skipped > len(data) {
			return errDamaged
		}
		serial, size := varint(types[next:])
		length := lengthOf(serial)
		if data = data[skipped:]; length > uint64(len(data)) {
			return errDamaged
		}
		to[column.place] = column.valueOf(from.id, serial, data[:length])
		data, at = data[length:], next+size
	}
	return nil
}

// skip adds up the lengths of the values of so many columns. A row that is older than its last columns ends before.
func skip(types []byte, at, count int) (length, next int, err error) {
	for ; count > 0 && at < len(types); count-- {
		if serial := types[at]; serial < 0x80 {
			length += int(shortLengths[serial])
			at++
			continue
		}
		serial, size := varint(types[at:])
		if size == 0 || lengthOf(serial) > math.MaxInt32 {
			return 0, at, errDamaged
		}
		length += int(lengthOf(serial))
		at += size
	}
	return length, min(at, len(types)), nil
}

func (c *stored) valueOf(id int64, serial uint64, data []byte) value {
	found := storedValue(serial, data)
	switch {
	case c.isID && found.kind == null:
		return ofInteger(id)
	case c.isFloat && found.kind == integer:
		return ofFloat(float64(found.integer()))
	}
	return found
}

// varint reads a number of one to nine bytes. It has no bytes when there are not enough.
func varint(from []byte) (number uint64, bytes int) {
	if len(from) > 0 && from[0] < 0x80 {
		return uint64(from[0]), 1
	}
	for i, b := range from[:min(8, len(from))] {
		number = number<<7 | uint64(b&0x7f)
		if b < 0x80 {
			return number, i + 1
		}
	}
	if len(from) < 9 {
		return 0, 0
	}
	return number<<8 | uint64(from[8]), 9
}

// firstText is the first type of texts, which are odd, and bytes, which are even.
const firstText = 12

// lengths of values by their type, of those that are no text.
var lengths = [firstText]uint64{1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8}

// shortLengths are the lengths of values by types of one byte.
var shortLengths [0x80]uint8

func init() {
	for serial := range shortLengths {
		shortLengths[serial] = uint8(lengthOf(uint64(serial)))
	}
}

func lengthOf(serial uint64) uint64 {
	if serial < firstText {
		return lengths[serial]
	}
	return (serial - firstText) / 2
}

// storedValue reads a value, whose text is where the data are.
func storedValue(serial uint64, data []byte) value {
	switch serial {
	case 1, 2, 3, 4, 5, 6:
		return ofInteger(wholeNumber(data))
	case 7:
		if number := math.Float64frombits(binary.BigEndian.Uint64(data)); number == number {
			return ofFloat(number)
		}
		return value{}
	case 8:
		return ofInteger(0)
	case 9:
		return ofInteger(1)
	case 0, 10, 11:
		return value{}
	}
	text := unsafe.String(unsafe.SliceData(data), len(data))
	if serial%2 == 0 {
		return ofBytes(text)
	}
	return ofText(text)
}

// wholeNumber is the first byte with its sign and then the others.
func wholeNumber(data []byte) int64 {
	number := int64(int8(data[0]))
	for _, b := range data[1:] {
		number = number<<8 | int64(b)
	}
	return number
}
