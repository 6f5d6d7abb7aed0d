// Package pages turns a snapshot of the bot's database into HTML and SVG.
package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"strings"
	"sync"
	"time"

	"crypto-dashboard/app/ledger"
)

//go:embed templates
var templateFiles embed.FS

// Options is what pages show that is not in the database.
type Options struct {
	Release, Version string
	Worker           int
	// StartingBalance is in stake currency; nothing that needs it is shown without HasBalance.
	StartingBalance float64
	HasBalance      bool
}

// Pages renders. It keeps what it made: figures as long as the snapshot is the same, a page for one second.
type Pages struct {
	options   Options
	templates map[string]*template.Template // by the name of the file
	mutex     sync.Mutex
	view      *view
	page      []byte
	made      pageKey
}

// pageKey is what a rendered overview depends on.
type pageKey struct {
	state  *ledger.State
	second int64
}

// New reads the templates; they are embedded, so an error is a fault of the build.
func New(options Options) (*Pages, error) {
	templates, err := readTemplates()
	if err != nil {
		return nil, fmt.Errorf("read the page templates: %w", err)
	}
	return &Pages{options: options, templates: templates}, nil
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

// Overview renders the state of the database as of now.
func (p *Pages) Overview(state *ledger.State, now time.Time) ([]byte, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	key := pageKey{state, now.Unix()}
	if p.made == key {
		return p.page, nil
	}
	if p.view == nil || p.view.snapshot != state.Snapshot {
		p.view = p.overviewOf(state.Snapshot)
	}
	sheet := Sheet{Name: "overview", Here: "/", Title: "Overview", Content: p.view}
	page, err := p.render(sheet.Name, p.frameOf("", botView{state}, sheet, now))
	if err != nil {
		return nil, err
	}
	p.page, p.made = page, key
	return page, nil
}

// Problem is the page for a status of 400 or more.
func (p *Pages) Problem(status int) []byte {
	page, err := p.render("problem", frame{Sheet: Sheet{Status: status, Title: http.StatusText(status)}, Options: p.options})
	if err != nil {
		return []byte(http.StatusText(status))
	}
	return page
}

// render executes the layout, into which the page has put its blocks.
func (p *Pages) render(name string, data any) ([]byte, error) {
	var page bytes.Buffer
	if err := p.templates[name].Execute(&page, data); err != nil {
		return nil, fmt.Errorf("render %s: %w", name, err)
	}
	return page.Bytes(), nil
}
