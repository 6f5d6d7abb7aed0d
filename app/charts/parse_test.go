package charts

import (
	"encoding/xml"
	"errors"
	"html/template"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// node is an element of a drawing.
type node struct {
	name       string
	attributes map[string]string
	text       string
	children   []*node
}

// parse reads HTML as strictly as XML.
func parse(t *testing.T, html template.HTML) *node {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader("<root>" + string(html) + "</root>"))
	open := []*node{{}}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return open[0].children[0]
		}
		if err != nil {
			t.Fatalf("is no XML: %v\n%s", err, html)
		}
		top := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			made := &node{name: token.Name.Local, attributes: map[string]string{}}
			for _, attribute := range token.Attr {
				made.attributes[attribute.Name.Local] = attribute.Value
			}
			top.children, open = append(top.children, made), append(open, made)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			top.children = append(top.children, &node{text: string(token)})
		}
	}
}

// all are the elements below with a name, and with a class when one is given.
func (n *node) all(name, class string) (found []*node) {
	for _, child := range n.children {
		if child.name == name && (class == "" || slices.Contains(strings.Fields(child.attributes["class"]), class)) {
			found = append(found, child)
		}
		found = append(found, child.all(name, class)...)
	}
	return found
}

// words is all text of an element.
func (n *node) words() string {
	words := n.text
	for _, child := range n.children {
		words += child.words()
	}
	return words
}

// frame is what coordinates of a drawing must be in.
type frame struct{ left, top, right, bottom float64 }

// checkDrawing wants every coordinate to be a number inside of its drawing, and a name and a description for every drawing.
func checkDrawing(t *testing.T, html template.HTML) {
	t.Helper()
	root := parse(t, html)
	if words := root.words(); strings.Contains(words, "NaN") || strings.Contains(words, "Inf") {
		t.Errorf("the words are %q", words)
	}
	for _, drawing := range append(root.all("svg", "plot-svg"), append(root.all("svg", "plot-quarter"), root.all("svg", "plot-sparkline")...)...) {
		if drawing.attributes["role"] != "img" || len(drawing.all("title", "")) == 0 || drawing.all("title", "")[0].words() == "" {
			t.Error("a drawing has no role or no title")
		}
		if drawing.attributes["class"] != "plot-sparkline" && len(drawing.all("desc", "")) == 0 {
			t.Error("a drawing has no description")
		}
		high := number(t, drawing.attributes["height"])
		check(t, drawing, frame{0, -0.5, math.Inf(1), high + 0.5}, drawing)
	}
}

func check(t *testing.T, n *node, in frame, drawing *node) {
	t.Helper()
	for name, value := range n.attributes {
		if strings.Contains(value, "NaN") || strings.Contains(value, "Inf") {
			t.Errorf("%s has %s=%q", n.name, name, value)
		}
		if slices.Contains([]string{"x", "x1", "x2", "cx"}, name) {
			checkAcross(t, n, name, value)
		}
		if slices.Contains([]string{"y", "y1", "y2", "cy"}, name) && n.name != "linearGradient" {
			within(t, n, name, number(t, value), in.top, in.bottom)
		}
	}
	if n.name == "rect" && n.attributes["height"] != "" {
		within(t, n, "its lower end", number(t, n.attributes["y"])+number(t, n.attributes["height"]), in.top, in.bottom)
		within(t, n, "its width", number(t, n.attributes["width"]), 0, 100.01)
		within(t, n, "its height", number(t, n.attributes["height"]), 0, in.bottom)
	}
	if n.name == "svg" && n.attributes["viewBox"] != "" {
		in = viewBox(t, n)
	}
	if n.name == "path" {
		checkPath(t, n, in)
	}
	for _, child := range n.children {
		check(t, child, in, drawing)
	}
}

func checkAcross(t *testing.T, n *node, name, value string) {
	t.Helper()
	if share, found := strings.CutSuffix(value, "%"); found {
		within(t, n, name, number(t, share), 0, 100.01)
	} else if pixels := number(t, value); math.Abs(pixels) > 300 {
		t.Errorf("%s has %s=%q", n.name, name, value)
	}
}

func viewBox(t *testing.T, n *node) frame {
	t.Helper()
	fields := strings.Fields(n.attributes["viewBox"])
	if len(fields) != 4 {
		t.Fatalf("viewBox is %q", n.attributes["viewBox"])
	}
	left, top, wide, high := number(t, fields[0]), number(t, fields[1]), number(t, fields[2]), number(t, fields[3])
	if wide <= 0 || high <= 0 {
		t.Errorf("viewBox is %q", n.attributes["viewBox"])
	}
	return frame{left, top, left + wide, top + high}
}

// checkPath follows a path. A curve's own points must be inside; only the sides of its area are not.
func checkPath(t *testing.T, n *node, in frame) {
	t.Helper()
	for _, at := range follow(t, n.attributes["d"]) {
		if at.command == 'H' || at.command == 'V' || at.command == 'M' && n.attributes["data-from"] != "" {
			continue
		}
		within(t, n, "x", at.x, in.left, in.right)
		within(t, n, "y", at.y, in.top, in.bottom)
	}
}

// place is where a command of a path leads to.
type place struct {
	command byte
	x, y    float64
}

var (
	commands = regexp.MustCompile(`([MLlHVhvz])([^MLlHVhvz]*)`)
	numbers  = regexp.MustCompile(`-?[0-9.]+`)
)

func follow(t *testing.T, path string) (places []place) {
	t.Helper()
	x, y := 0.0, 0.0
	for _, command := range commands.FindAllStringSubmatch(path, -1) {
		var args []float64
		for _, text := range numbers.FindAllString(command[2], -1) {
			args = append(args, number(t, text))
		}
		for len(args) > 0 {
			used := 1
			switch command[1] {
			case "M", "L":
				x, y, used = args[0], args[1], 2
			case "l":
				x, y, used = x+args[0], y+args[1], 2
			case "H":
				x = args[0]
			case "V":
				y = args[0]
			case "h":
				x += args[0]
			case "v":
				y += args[0]
			}
			places, args = append(places, place{command[1][0], x, y}), args[used:]
		}
	}
	return places
}

func within(t *testing.T, n *node, name string, value, low, high float64) {
	t.Helper()
	if value < low || value > high {
		t.Errorf("%s %v has %s at %v, which is not in %v to %v", n.name, n.attributes["class"], name, value, low, high)
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	if text == "" {
		return 0
	}
	value, err := strconv.ParseFloat(strings.TrimSuffix(text, "%"), 64)
	if err != nil {
		t.Errorf("%q is no number", text)
	}
	return value
}
