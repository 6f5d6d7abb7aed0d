package tradelist

import (
	"encoding/json"
	"strconv"
)

var arrayOfObjects = encoding{
	begin: func(buffer []byte) []byte { return append(buffer, '[') },
	row: func(buffer []byte, row Row, place int) []byte {
		buffer = append(appendComma(buffer, place), '\n')
		for i, field := range fields {
			buffer = appendMember(buffer, field, row, i)
		}
		return append(buffer, '}')
	},
	end: func(buffer []byte) []byte { return append(buffer, "\n]\n"...) },
}

func appendMember(buffer []byte, field field, row Row, place int) []byte {
	if field.openOnly && row.Open == nil {
		return buffer
	}
	separator := byte(',')
	if place == 0 {
		separator = '{'
	}
	buffer = append(append(buffer, separator, '"'), field.name...)
	return appendJSON(append(buffer, '"', ':'), field.of(row))
}

func appendJSON(buffer []byte, v value) []byte {
	switch v.kind {
	case isWhole:
		return strconv.AppendInt(buffer, v.whole, 10)
	case isFloat:
		return appendFloat(buffer, v.float)
	case isTime:
		return append(appendTime(append(buffer, '"'), v), '"')
	case isBool:
		return appendBool(buffer, v)
	case isText:
		return appendString(buffer, v.text)
	}
	return append(buffer, "null"...)
}

// appendString leaves everything unusual to encoding/json.
func appendString(buffer []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, err := json.Marshal(text)
			if err != nil {
				panic(err) // no string does that
			}
			return append(buffer, quoted...)
		}
	}
	return append(append(append(buffer, '"'), text...), '"')
}
