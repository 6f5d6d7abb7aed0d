package tradelist

import (
	"io"
	"math"
	"strconv"
	"time"
)

// chunk is how much of an export is written at once.
const chunk = 32 << 10

// encoding is a format to write lists in.
type encoding struct {
	begin, end func([]byte) []byte
	row        func(buffer []byte, row Row, place int) []byte
}

// WriteCSV writes a list as RFC 4180 says, a header with the units first. Numbers have all their digits, times are RFC 3339 in UTC,
// what is missing is empty. Texts that a spreadsheet would take for a formula get an apostrophe in front.
//
// It writes in pieces and ends with the writer's first error.
func WriteCSV(w io.Writer, list *List) error { return write(w, list, commaSeparated) }

// WriteJSON writes a list as an array of objects, a line for each. What is missing is null; what is only known of open trades is not
// there for others.
//
// It writes in pieces and ends with the writer's first error.
func WriteJSON(w io.Writer, list *List) error { return write(w, list, arrayOfObjects) }

func write(w io.Writer, list *List, as encoding) error {
	buffer := as.begin(make([]byte, 0, chunk+4096))
	for i := range list.Len() {
		buffer = as.row(buffer, list.At(i), i)
		if len(buffer) < chunk {
			continue
		}
		if _, err := w.Write(buffer); err != nil {
			return err
		}
		buffer = buffer[:0]
	}
	_, err := w.Write(as.end(buffer))
	return err
}

// appendFloat has all digits, and an exponent only where there would be dozens of zeros.
func appendFloat(buffer []byte, value float64) []byte {
	format := byte('f')
	if size := math.Abs(value); size != 0 && (size < 1e-12 || size >= 1e21) {
		format = 'e'
	}
	return strconv.AppendFloat(buffer, value, format, -1, 64)
}

func appendTime(buffer []byte, v value) []byte {
	return v.at.Time().AppendFormat(buffer, time.RFC3339Nano)
}

func appendBool(buffer []byte, v value) []byte { return strconv.AppendBool(buffer, v.whole != 0) }
