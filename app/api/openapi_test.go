package api_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"crypto-dashboard/app/api"
	"crypto-dashboard/app/sample"
)

func TestTheDocumentIsOpenAPI(t *testing.T) {
	described.load(t)
	schema, err := jsonschema.NewCompiler().Compile("testdata/openapi31.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(any(described.root)); err != nil {
		t.Error(err)
	}
}

// Every schema is JSON Schema 2020-12 on its own, every reference leads somewhere, and every example is an example.
func TestTheDocumentIsWhole(t *testing.T) {
	described.load(t)
	used := map[string]bool{}
	walk("#", described.root, func(pointer string, value map[string]any) {
		if target, ok := value["$ref"].(string); ok {
			described.at(t, target)
			used[target] = true
		}
		if examples, ok := value["examples"].([]any); ok {
			for _, example := range examples {
				wantValid(t, pointer, example)
			}
		}
		if example, ok := value["example"]; ok && !strings.HasSuffix(pointer, "/properties") {
			wantValid(t, pointer+"/schema", example)
		}
	})
	for _, kind := range []string{"schemas", "responses", "parameters", "headers"} {
		part, _ := described.at(t, "#/components/"+kind)
		for name := range part.(map[string]any) {
			pointer := "#/components/" + kind + "/" + name
			if kind == "schemas" {
				described.schema(t, pointer)
			}
			if !used[pointer] && !standing[name] {
				t.Errorf("nothing uses %s", pointer)
			}
		}
	}
}

// standing are responses of no path in particular, or that others stand for.
var standing = map[string]bool{"UnknownPath": true, "WrongMethod": true, "Unreadable": true, "Busy": true}

func walk(pointer string, value any, visit func(string, map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		visit(pointer, value)
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if (key == "example" || key == "examples") && !strings.HasSuffix(pointer, "/properties") {
				continue // a value, not a part of the document
			}
			walk(pointer+"/"+strings.ReplaceAll(strings.ReplaceAll(key, "~", "~0"), "/", "~1"), value[key], visit)
		}
	case []any:
		for i, item := range value {
			walk(fmt.Sprint(pointer, "/", i), item, visit)
		}
	}
}

func wantValid(t *testing.T, pointer string, example any) {
	t.Helper()
	if err := described.schema(t, pointer).Validate(example); err != nil {
		t.Errorf("the example of %s: %v", pointer, err)
	}
}

// Every object is closed: a member that is not described makes each test fail that meets it.
func TestEveryObjectIsClosed(t *testing.T) {
	described.load(t)
	walk("#/components/schemas", described.root["components"].(map[string]any)["schemas"], func(pointer string, value map[string]any) {
		properties, ok := value["properties"].(map[string]any)
		if !ok || strings.HasSuffix(pointer, "/properties") || pointer == "#/components/schemas/StoredTrade" {
			return
		}
		if value["additionalProperties"] != false && value["unevaluatedProperties"] != false {
			t.Errorf("%s is open", pointer)
		}
		for name := range properties {
			if required, _ := value["required"].([]any); !slices.Contains(required, any(name)) && pointer != "#/components/schemas/Problem" {
				t.Errorf("%s does not require %s", pointer, name)
			}
		}
	})
}

func TestEveryRouteIsDescribedAndTheOtherWayRound(t *testing.T) {
	described.load(t)
	var paths []string
	for path := range described.root["paths"].(map[string]any) {
		paths = append(paths, path)
	}
	served := api.Paths()
	slices.Sort(paths)
	slices.Sort(served)
	if !slices.Equal(paths, served) {
		t.Errorf("described are %q,\nserved are %q", paths, served)
	}
}

// What an endpoint says of an unknown parameter names those it knows: the ones that are described.
func TestEveryParameterIsDescribedAndTheOtherWayRound(t *testing.T) {
	described.load(t)
	s := newSite(t, sample.Options{Closed: 5})
	for _, path := range api.Paths() {
		got := s.ask(http.MethodGet, strings.Replace(path, "{id}", "1", 1)+"?invented=1")
		answer := decoded[struct {
			Errors []struct{ Parameter, Example string }
		}](got)
		if got.status != http.StatusBadRequest || len(answer.Errors) != 1 || answer.Errors[0].Parameter != "invented" {
			t.Errorf("%s takes an unknown parameter: %d %s", path, got.status, got.body)
			continue
		}
		var known []string
		if answer.Errors[0].Example != "" {
			known = strings.Split(answer.Errors[0].Example, ", ")
		}
		if want := queryParameters(t, path); !slices.Equal(slices.Sorted(slices.Values(known)), want) {
			t.Errorf("%s reads %q, described are %q", path, known, want)
		}
	}
}

func queryParameters(t *testing.T, path string) (names []string) {
	t.Helper()
	for _, parameter := range parametersOf(t, path) {
		name := parameter["name"].(string)
		if parameter["in"] == "query" {
			names = append(names, name)
		} else if !strings.Contains(path, "{"+name+"}") {
			t.Errorf("%s has no %s in it", path, name)
		}
	}
	slices.Sort(names)
	return names
}

// Bounds and defaults are what the document says.
func TestBoundsAreAsDescribed(t *testing.T) {
	described.load(t)
	s := newSite(t, sample.Options{Closed: 5})
	for _, path := range api.Paths() {
		for _, parameter := range parametersOf(t, path) {
			schema := parameter["schema"].(map[string]any)
			if schema["type"] != "integer" || parameter["in"] != "query" {
				continue
			}
			for value, want := range map[string]int{fmt.Sprint(schema["minimum"]): 200, fmt.Sprint(schema["maximum"]): 200,
				below(schema["minimum"]): 400, above(schema["maximum"]): 400, "1.5": 400, "": 400, "9223372036854775808": 400} {
				target := path + "?" + parameter["name"].(string) + "=" + value
				if got := s.ask(http.MethodGet, target); got.status != want {
					t.Errorf("%s gives %d, want %d", target, got.status, want)
				}
			}
			target := path + "?" + parameter["name"].(string) + "=" + fmt.Sprint(schema["default"])
			if a, b := s.ask(http.MethodGet, path), s.ask(http.MethodGet, target); string(a.body) != string(b.body) {
				t.Errorf("%s is another answer than without the parameter", target)
			}
		}
	}
}

func parametersOf(t *testing.T, path string) (parameters []map[string]any) {
	t.Helper()
	operation := "#/paths/" + strings.ReplaceAll(path, "/", "~1") + "/get"
	value, _ := described.at(t, operation)
	for i := range value.(map[string]any)["parameters"].([]any) {
		parameter, _ := described.at(t, fmt.Sprint(operation, "/parameters/", i))
		parameters = append(parameters, parameter.(map[string]any))
	}
	return parameters
}

func below(number any) string { return shifted(number, -1) }
func above(number any) string { return shifted(number, 1) }

func shifted(number any, by int64) string {
	var value int64
	fmt.Sscan(fmt.Sprint(number), &value)
	return fmt.Sprint(value + by)
}
