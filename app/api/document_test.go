package api_test

import (
	"bytes"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// described is the OpenAPI document that every response of every test is checked against.
var described = &document{}

type document struct {
	once     sync.Once
	mutex    sync.Mutex
	root     map[string]any
	compiler *jsonschema.Compiler
}

const documentURL = "file:///openapi.json"

func (d *document) load(t testing.TB) {
	t.Helper()
	d.once.Do(func() {
		content, err := os.ReadFile("openapi.json")
		if err != nil {
			t.Fatal(err)
		}
		root, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		d.root, d.compiler = root.(map[string]any), jsonschema.NewCompiler()
		d.compiler.DefaultDraft(jsonschema.Draft2020)
		d.compiler.AssertFormat()
		if err := d.compiler.AddResource(documentURL, root); err != nil {
			t.Fatal(err)
		}
	})
}

// at gives what a pointer leads to, references followed, and the pointer it was found at in the end.
func (d *document) at(t testing.TB, pointer string) (value any, found string) {
	t.Helper()
	value = d.root
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "#/"), "/") {
		key := strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
		switch container := value.(type) {
		case map[string]any:
			value = container[key]
		case []any:
			index, err := strconv.Atoi(key)
			if err != nil || index >= len(container) {
				t.Fatalf("the document has no %s", pointer)
			}
			value = container[index]
		}
	}
	if value == nil {
		t.Fatalf("the document has no %s", pointer)
	}
	if target, ok := value.(map[string]any)["$ref"].(string); ok {
		return d.at(t, target)
	}
	return value, pointer
}

// schema compiles the schema at a pointer, which also checks it against JSON Schema 2020-12.
func (d *document) schema(t testing.TB, pointer string) *jsonschema.Schema {
	t.Helper()
	d.mutex.Lock()
	defer d.mutex.Unlock()
	schema, err := d.compiler.Compile(documentURL + pointer)
	if err != nil {
		t.Fatalf("the schema %s: %v", pointer, err)
	}
	return schema
}

// check compares a response with what the document says of it.
func (d *document) check(t testing.TB, request *http.Request, got reply) {
	t.Helper()
	d.load(t)
	where := d.responseFor(t, request, got.status)
	response, where := d.at(t, where)
	wantHeaders(t, request, got, d.headersOf(t, response.(map[string]any)))
	if request.Method == http.MethodHead || got.status == http.StatusNotModified {
		return
	}
	kind := got.header.Get("Content-Type")
	content, _ := response.(map[string]any)["content"].(map[string]any)
	if content[kind] == nil {
		t.Fatalf("%s %s: %d with the content type %q is not described", request.Method, request.URL.Path, got.status, kind)
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(got.body))
	if err != nil {
		t.Fatalf("%s %s: %v in %.300s", request.Method, request.URL.Path, err, got.body)
	}
	pointer := where + "/content/" + strings.ReplaceAll(kind, "/", "~1") + "/schema"
	if err := d.schema(t, pointer).Validate(body); err != nil {
		t.Fatalf("%s %s: the body is not as described: %v\n%.2000s", request.Method, request.URL, err, got.body)
	}
}

// responseFor is where a response is described. What any path answers to other methods is described once for all.
func (d *document) responseFor(t testing.TB, request *http.Request, status int) string {
	t.Helper()
	path := d.pathFor(request.URL.Path)
	switch {
	case status == http.StatusMethodNotAllowed:
		return "#/components/responses/WrongMethod"
	case path == "" && status == http.StatusNotFound:
		return "#/components/responses/UnknownPath"
	case path == "":
		t.Fatalf("%s is not described, but gives %d", request.URL.Path, status)
	}
	operation := "#/paths/" + strings.ReplaceAll(path, "/", "~1") + "/get/responses/"
	responses, _ := d.at(t, strings.TrimSuffix(operation, "/"))
	if responses.(map[string]any)[strconv.Itoa(status)] == nil {
		t.Fatalf("%s %s gives %d, which is not described", request.Method, request.URL.Path, status)
	}
	return operation + strconv.Itoa(status)
}

// pathFor is the described path that a real one is an example of; empty when there is none.
func (d *document) pathFor(real string) string {
	for path := range d.root["paths"].(map[string]any) {
		before, _, variable := strings.Cut(path, "{")
		rest, fits := strings.CutPrefix(real, before)
		if path == real || variable && fits && rest != "" && !strings.Contains(rest, "/") {
			return path
		}
	}
	return ""
}

func (d *document) headersOf(t testing.TB, response map[string]any) map[string]any {
	t.Helper()
	named := map[string]any{}
	headers, _ := response["headers"].(map[string]any)
	for name, header := range headers {
		if target, ok := header.(map[string]any)["$ref"].(string); ok {
			header, _ = d.at(t, target)
		}
		named[name] = header
	}
	return named
}

// optional are headers that only some responses have.
var optional = map[string]bool{"Link": true, "Age": true}

// wantHeaders checks that the headers are those that are described, apart from what every response has.
func wantHeaders(t testing.TB, request *http.Request, got reply, named map[string]any) {
	t.Helper()
	for name := range named {
		if got.header.Get(name) == "" && !optional[name] {
			t.Errorf("%s %s: %d has no header %s", request.Method, request.URL, got.status, name)
		}
	}
	for _, name := range []string{"Age", "Etag", "Link", "Retry-After", "Allow"} {
		if got.header.Get(name) != "" && named[name] == nil && named[strings.Replace(name, "Etag", "ETag", 1)] == nil {
			t.Errorf("%s %s: %d has the header %s, which is not described", request.Method, request.URL, got.status, name)
		}
	}
}
