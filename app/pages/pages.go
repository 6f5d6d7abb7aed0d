// Package pages turns what is known about the bots into HTML.
package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"strings"

	"crypto-dashboard/app/bots"
)

//go:embed templates
var templateFiles embed.FS

// Options is what pages show that no bot knows.
type Options struct {
	Release, Version string
	Worker           int
	// Bots are those that are shown.
	Bots *bots.All
}

// Pages renders. It keeps what it made: see shelf.
type Pages struct {
	options   Options
	templates map[string]*template.Template // by the name of the file
	contents  *shelf[any]                   // by bot and page, as long as the data is the same
	rendered  *shelf[answer]                // for a second
}

// New reads the templates; they are embedded, so an error is a fault of the build.
func New(options Options) (*Pages, error) {
	templates, err := readTemplates()
	if err != nil {
		return nil, fmt.Errorf("read the page templates: %w", err)
	}
	return &Pages{options: options, templates: templates, contents: newShelf[any](), rendered: newShelf[answer]()}, nil
}

// readTemplates puts each page into its own copy of the layout.
func readTemplates() (map[string]*template.Template, error) {
	layout, err := template.New("layout.html").Funcs(functions).ParseFS(templateFiles, "templates/layout.html", "templates/parts/*.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	pages := map[string]*template.Template{}
	for _, name := range names {
		page, err := template.Must(layout.Clone()).ParseFS(templateFiles, name)
		if err != nil {
			return nil, err
		}
		pages[strings.TrimSuffix(strings.TrimPrefix(name, "templates/"), ".html")] = page
	}
	return pages, nil
}

// render executes the layout, into which the page has put its blocks.
func (p *Pages) render(frame frame) ([]byte, error) {
	var page bytes.Buffer
	if err := p.templates[frame.Name].Execute(&page, frame); err != nil {
		return nil, fmt.Errorf("render %s: %w", frame.Name, err)
	}
	return bytes.ReplaceAll(page.Bytes(), escapedPlus, plus), nil
}

// A plus is escaped for the sake of browsers that guess the encoding. The pages say theirs, and are full of signs.
var escapedPlus, plus = []byte("&#43;"), []byte("+")
