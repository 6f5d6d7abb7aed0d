package pages

import "strings"

// longestText is where a text from the database is cut off: nobody reads more, and a page must end.
const longestText = 20_000

// shown is a text from the database as a page can hold it: what no page may hold (control characters, broken UTF-8) is replaced,
// and what is empty is a dash.
func shown(text string) string {
	rest := ""
	if len(text) > longestText {
		text, rest = text[:longestText], "… ("+count(len(text))+" bytes in all)"
	}
	return dash(strings.Map(visible, strings.ToValidUTF8(text, "\uFFFD"))) + rest
}

func visible(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case isControl(r):
		return '\uFFFD'
	}
	return r
}

// isControl also finds the two characters that XML has not.
func isControl(r rune) bool {
	return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\uFFFE' || r == '\uFFFF'
}

// isPlain tells whether a browser sends a text back as it was: in a form, line ends and control characters change.
func isPlain(text string) bool {
	return !strings.ContainsFunc(strings.ToValidUTF8(text, "\x00"), isControl)
}
