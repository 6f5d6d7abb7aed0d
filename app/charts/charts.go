// Package charts draws figures as SVG inside HTML. Each kind of chart is a struct that the caller fills with plain numbers; its
// method HTML gives the drawing, complete without any script, and its method Table the same numbers in words.
//
// A drawing is as wide as the place it gets, and its text keeps its size: across, everything is in percent, and lines are in
// nested drawings that are stretched. The stylesheet and the script that belong to the drawings are charts.css and charts.js.
package charts

import (
	"bytes"
	"embed"
	"html/template"
)

//go:embed templates
var files embed.FS

var templates = template.Must(template.New("").Funcs(functions).ParseFS(files, "templates/*.html"))

var functions = template.FuncMap{
	"px": fixed, "percent": percent, "add": func(a, b float64) float64 { return a + b },
}

func render(name string, data any) template.HTML {
	var html bytes.Buffer
	if err := templates.ExecuteTemplate(&html, name, data); err != nil {
		panic(err) // a template that does not fit its struct: no test would have passed
	}
	return template.HTML(html.String())
}
