package pages

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"fmt"
	"io"
	"strings"

	"github.com/tdewolff/minify/v2"
	"github.com/tdewolff/minify/v2/css"
	"github.com/tdewolff/minify/v2/js"
	"github.com/tdewolff/minify/v2/svg"
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
	if content, err = smaller.Bytes(mediaTypes[end], content); err != nil {
		panic(fmt.Sprintf("make %s smaller: %v", name, err)) // the tests read them all
	}
	return Asset{Path: "/assets/" + name, Type: mediaTypes[end], ETag: fmt.Sprintf(`"%x"`, sha256.Sum256(content))[:18] + `"`, content: content}
}

// smaller leaves out what browsers do not need of a script, a stylesheet or a drawing.
var smaller = func() *minify.M {
	m := minify.New()
	m.AddFunc("text/css", css.Minify)
	m.AddFunc("image/svg+xml", svg.Minify)
	m.Add("text/javascript", &js.Minifier{Version: 2022})
	return m
}()
