package pages

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"fmt"
	"io"
	"strings"
)

//go:embed assets
var files embed.FS

// Asset is a file that pages refer to.
type Asset struct {
	Path, Type, ETag string
	content          []byte
}

// Reader reads the file from its beginning.
func (a Asset) Reader() io.ReadSeeker { return bytes.NewReader(a.content) }

// mediaTypes are of the files in assets, by the ends of their names.
var mediaTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// Assets are all files that pages refer to.
func Assets() []Asset {
	entries, err := files.ReadDir("assets")
	if err != nil {
		panic(err) // an embedded folder that is not there: no build can have this
	}
	var assets []Asset
	for _, entry := range entries {
		assets = append(assets, asset(entry.Name()))
	}
	return assets
}

func asset(name string) Asset {
	content, err := files.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // the folder has it
	}
	end := name[strings.LastIndex(name, "."):]
	if end != ".svg" {
		content = light(content)
	}
	if end == ".css" {
		content = []byte(tight.Replace(string(content)))
	}
	return Asset{Path: "/assets/" + name, Type: mediaTypes[end], ETag: fmt.Sprintf(`"%x"`, sha256.Sum256(content))[:18] + `"`, content: content}
}

// light leaves out what browsers do not need of a script or a stylesheet: indentation, empty lines, and comments that have lines of
// their own.
func light(content []byte) []byte {
	var kept []string
	comment := false
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		comment = comment || strings.HasPrefix(line, "/*")
		if line != "" && !comment && !strings.HasPrefix(line, "//") {
			kept = append(kept, line)
		}
		comment = comment && !strings.HasSuffix(line, "*/")
	}
	return []byte(strings.Join(kept, "\n") + "\n")
}

// tight leaves out spaces that mean nothing in a stylesheet.
var tight = strings.NewReplacer("{\n", "{", ";\n", ";", ",\n", ",", "}\n", "}", " {", "{", "{ ", "{", ": ", ":", "; ", ";", ";}", "}", " }", "}", ", ", ",")
