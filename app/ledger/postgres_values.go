package ledger

import (
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"math"
	"time"
	"unsafe"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// decoder makes a value of what the server sent for one column; nil is NULL.
type decoder func(raw []byte) (driver.Value, error)

// decodersFor chooses by the columns' types. Millions of values come of a few types; others are left to the library.
func decodersFor(types *pgtype.Map, columns []pgconn.FieldDescription, texts decoder) []decoder {
	decoders := make([]decoder, len(columns))
	for i, column := range columns {
		decoders[i] = otherDecoder(types, column)
		if common := commonDecoders[column.DataTypeOID]; common.decode != nil && column.Format == pgtype.BinaryFormatCode {
			decoders[i] = sized(common.size, common.decode, decoders[i])
		}
		if column.DataTypeOID == pgtype.TextOID || column.DataTypeOID == pgtype.VarcharOID {
			decoders[i] = texts
		}
	}
	return decoders
}

// lastingText is a copy.
func lastingText(raw []byte) (driver.Value, error) { return textOrNull(raw), nil }

// passingText is only valid as long as what the server sent.
func passingText(raw []byte) (driver.Value, error) {
	if raw == nil {
		return nil, nil
	}
	return unsafe.String(unsafe.SliceData(raw), len(raw)), nil
}

var commonDecoders = map[uint32]struct {
	size   int
	decode func([]byte) driver.Value
}{
	pgtype.Float8OID:    {8, func(raw []byte) driver.Value { return math.Float64frombits(binary.BigEndian.Uint64(raw)) }},
	pgtype.Int8OID:      {8, func(raw []byte) driver.Value { return int64(binary.BigEndian.Uint64(raw)) }},
	pgtype.Int4OID:      {4, func(raw []byte) driver.Value { return int64(int32(binary.BigEndian.Uint32(raw))) }},
	pgtype.XIDOID:       {4, func(raw []byte) driver.Value { return int64(binary.BigEndian.Uint32(raw)) }},
	pgtype.BoolOID:      {1, func(raw []byte) driver.Value { return raw[0] != 0 }},
	pgtype.TimestampOID: {8, func(raw []byte) driver.Value { return timestamp(int64(binary.BigEndian.Uint64(raw))) }},
}

func sized(size int, decode func([]byte) driver.Value, other decoder) decoder {
	return func(raw []byte) (driver.Value, error) {
		switch {
		case raw == nil:
			return nil, nil
		case len(raw) != size:
			return other(raw)
		}
		return decode(raw), nil
	}
}

// from2000 is where PostgreSQL's times begin, in microseconds since 1970.
const from2000 = 946_684_800_000_000

// timestamp is NULL for the infinities.
func timestamp(micros int64) driver.Value {
	if micros == math.MaxInt64 || micros == math.MinInt64 {
		return nil
	}
	return time.UnixMicro(micros).Add(from2000 * time.Microsecond).UTC()
}

// otherDecoder reads any type: numbers as such, the rest as text.
func otherDecoder(types *pgtype.Map, column pgconn.FieldDescription) decoder {
	known, ok := types.TypeForOID(column.DataTypeOID)
	return func(raw []byte) (driver.Value, error) {
		if raw == nil || !ok {
			return textOrNull(raw), nil
		}
		if column.DataTypeOID == pgtype.NumericOID {
			return numeric(types, column.Format, raw), nil
		}
		value, err := known.Codec.DecodeDatabaseSQLValue(types, column.DataTypeOID, column.Format, raw)
		if err != nil {
			return nil, fmt.Errorf("column %s: %w", column.Name, err)
		}
		return value, nil
	}
}

func textOrNull(raw []byte) driver.Value {
	if raw == nil {
		return nil
	}
	return string(raw)
}

// numeric is NULL for what no float can be.
func numeric(types *pgtype.Map, format int16, raw []byte) driver.Value {
	var exact pgtype.Numeric
	if err := types.Scan(pgtype.NumericOID, format, raw, &exact); err != nil {
		return nil
	}
	value, err := exact.Float64Value()
	if err != nil || !value.Valid {
		return nil
	}
	return value.Float64
}
