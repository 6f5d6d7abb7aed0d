package ledger

import (
	"encoding/binary"
	"fmt"
	"math"
	"unsafe"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// decoder makes a value of what the server sent for one column; nil is NULL.
type decoder func(raw []byte) (value, error)

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
func lastingText(raw []byte) (value, error) { return textOrNull(raw), nil }

// passingText is only valid as long as what the server sent.
func passingText(raw []byte) (value, error) {
	if raw == nil {
		return value{}, nil
	}
	return ofText(unsafe.String(unsafe.SliceData(raw), len(raw))), nil
}

var commonDecoders = map[uint32]struct {
	size   int
	decode func([]byte) value
}{
	pgtype.Float8OID:    {8, func(raw []byte) value { return ofFloat(math.Float64frombits(binary.BigEndian.Uint64(raw))) }},
	pgtype.Int8OID:      {8, func(raw []byte) value { return ofInteger(int64(binary.BigEndian.Uint64(raw))) }},
	pgtype.Int4OID:      {4, func(raw []byte) value { return ofInteger(int64(int32(binary.BigEndian.Uint32(raw)))) }},
	pgtype.XIDOID:       {4, func(raw []byte) value { return ofInteger(int64(binary.BigEndian.Uint32(raw))) }},
	pgtype.BoolOID:      {1, func(raw []byte) value { return ofBool(raw[0] != 0) }},
	pgtype.TimestampOID: {8, func(raw []byte) value { return timestamp(int64(binary.BigEndian.Uint64(raw))) }},
}

func sized(size int, decode func([]byte) value, other decoder) decoder {
	return func(raw []byte) (value, error) {
		switch {
		case raw == nil:
			return value{}, nil
		case len(raw) != size:
			return other(raw)
		}
		return decode(raw), nil
	}
}

// from2000 is where PostgreSQL's times begin, in microseconds since 1970.
const from2000 = 946_684_800_000_000

// timestamp is NULL for the infinities.
func timestamp(micros int64) value {
	if micros == math.MaxInt64 || micros == math.MinInt64 {
		return value{}
	}
	return ofMicros(micros + from2000)
}

// otherDecoder reads any type: numbers as such, the rest as text.
func otherDecoder(types *pgtype.Map, column pgconn.FieldDescription) decoder {
	known, ok := types.TypeForOID(column.DataTypeOID)
	return func(raw []byte) (value, error) {
		if raw == nil || !ok {
			return textOrNull(raw), nil
		}
		if column.DataTypeOID == pgtype.NumericOID {
			return numeric(types, column.Format, raw), nil
		}
		decoded, err := known.Codec.DecodeDatabaseSQLValue(types, column.DataTypeOID, column.Format, raw)
		if err != nil {
			return value{}, fmt.Errorf("column %s: %w", column.Name, err)
		}
		return valueOf(decoded), nil
	}
}

func textOrNull(raw []byte) value {
	if raw == nil {
		return value{}
	}
	return ofText(string(raw))
}

// numeric is NULL for what no float can be.
func numeric(types *pgtype.Map, format int16, raw []byte) value {
	var exact pgtype.Numeric
	if err := types.Scan(pgtype.NumericOID, format, raw, &exact); err != nil {
		return value{}
	}
	nearest, err := exact.Float64Value()
	if err != nil || !nearest.Valid {
		return value{}
	}
	return ofFloat(nearest.Float64)
}
