package tradelist

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

const lineEnd = "\r\n"

var commaSeparated = encoding{
	begin: appendHeader,
	row: func(buffer []byte, row Row, _ int) []byte {
		for i, field := range fields {
			buffer = appendCell(appendComma(buffer, i), field.of(row))
		}
		return append(buffer, lineEnd...)
	},
	end: func(buffer []byte) []byte { return buffer },
}

func appendHeader(buffer []byte) []byte {
	for i, field := range fields {
		name := field.name
		if field.unit != "" {
			name += " (" + field.unit + ")"
		}
		buffer = appendQuoted(appendComma(buffer, i), name)
	}
	return append(buffer, lineEnd...)
}

func appendComma(buffer []byte, place int) []byte {
	if place == 0 {
		return buffer
	}
	return append(buffer, ',')
}

func appendCell(buffer []byte, v value) []byte {
	switch v.kind {
	case isWhole:
		return strconv.AppendInt(buffer, v.whole, 10)
	case isFloat:
		return appendFloat(buffer, v.float)
	case isTime:
		return appendTime(buffer, v)
	case isBool:
		return appendBool(buffer, v)
	case isText:
		return appendQuoted(buffer, harmless(readable(v.text)))
	}
	return buffer
}

// formulaStarts are what spreadsheets begin a formula with, as OWASP lists them for CSV injection.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// harmless is a text that a spreadsheet does not calculate.
func harmless(text string) string {
	if first, _ := utf8.DecodeRuneInString(text); text != "" && strings.ContainsRune(formulaStarts, first) {
		return "'" + text
	}
	return text
}

// readable is a text that every reader of UTF-8 takes: what is no character of it, and NUL, is replaced.
func readable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

// appendQuoted puts quotes around a text that needs them.
func appendQuoted(buffer []byte, text string) []byte {
	if !strings.ContainsAny(text, "\",\r\n") && strings.TrimSpace(text) == text {
		return append(buffer, text...)
	}
	buffer = append(buffer, '"')
	buffer = append(buffer, strings.ReplaceAll(text, `"`, `""`)...)
	return append(buffer, '"')
}
