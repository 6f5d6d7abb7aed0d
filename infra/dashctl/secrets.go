package main

import (
	"regexp"
	"strings"
)

// What dashctl reports of a text that an operator wrote ends on a console, in the journal and in Pulumi's state: of what may be a
// secret there is only the name in it.

const hidden = "(not shown)"

// secretValues find what may be a secret: what is neither in the first group nor in the second.
var secretValues = []*regexp.Regexp{
	regexp.MustCompile(`(://)[^/\s"'@]*:[^\s"']*(@)`), // user:password@ in an address
	regexp.MustCompile(`(?im)(^[-+ ]?\s*(?:Environment|SetCredential|SetCredentialEncrypted|Exec(?:Start|Stop|Reload|Condition)[a-z]*)\s*=).+$`),
	regexp.MustCompile(`(?im)((?:passw|passphrase|pwd|secret|token|credential|authorization|api_?-?key|private_?-?key)[\w.-]*["']?[ \t]*[=: \t]).+$`),
}

// withoutSecrets is text, lines of configuration or of a difference between two, with what may be a secret taken out.
func withoutSecrets(text string) string {
	for _, pattern := range secretValues {
		text = pattern.ReplaceAllString(text, "${1}"+hidden+"${2}")
	}
	return text
}

// namesOf are the names of directives, each Name=value.
func namesOf(directives []string) []string {
	var names []string
	for _, directive := range directives {
		name, _, _ := strings.Cut(directive, "=")
		names = append(names, name)
	}
	return names
}
