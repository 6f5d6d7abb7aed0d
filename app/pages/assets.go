package pages

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"fmt"
	"io"
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

// Assets are all files that pages refer to.
func Assets() []Asset {
	return []Asset{
		asset("dashboard.css", "text/css; charset=utf-8"),
		asset("dashboard.js", "text/javascript; charset=utf-8"),
		asset("icon.svg", "image/svg+xml"),
	}
}

func asset(name, mediaType string) Asset {
	content, err := files.ReadFile("assets/" + name)
	if err != nil {
		panic(err) // an embedded file that is not there: no build can have this
	}
	return Asset{Path: "/assets/" + name, Type: mediaType, ETag: fmt.Sprintf(`"%x"`, sha256.Sum256(content))[:18] + `"`, content: content}
}
