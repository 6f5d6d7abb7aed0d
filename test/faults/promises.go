package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// promise is the name of a test, without the ids of the faults that it is about.
type promise struct {
	text string
	file string // from the project's folder, with slashes
}

// places are the folders whose tests are searched.
var places = []string{"test", "infra", "tools/pulumi-resource-command"}

// promisesOf returns the promises by the id of the fault.
func promisesOf(root string) (map[string][]promise, error) {
	found := map[string][]promise{}
	for _, place := range places {
		err := filepath.WalkDir(filepath.Join(root, place), func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() && entry.Name() == "faults" {
				return filepath.SkipDir // its tests only speak of such names
			}
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			return addPromises(found, root, path)
		})
		if err != nil {
			return nil, fmt.Errorf("search the tests of %s: %w", place, err)
		}
	}
	for _, all := range found {
		slices.SortFunc(all, func(a, b promise) int { return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.text, b.text)) })
	}
	return found, nil
}

func addPromises(found map[string][]promise, root, path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	name, err := filepath.Rel(root, path)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(node ast.Node) bool {
		literal, ok := node.(*ast.BasicLit)
		if !ok || literal.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(literal.Value)
		if err != nil {
			return true
		}
		text, ids := promised(text)
		for _, id := range ids {
			found[id] = append(found[id], promise{text: text, file: filepath.ToSlash(name)})
		}
		return true
	})
	return nil
}

var (
	withFaults = regexp.MustCompile(`^(\S.*\S) \(([UAS][0-9]+(?: [UAS][0-9]+)*)\)$`)
	itsNumber  = regexp.MustCompile(`^[0-9]+ `)
)

// promised splits the name of a test into what it promises and the faults' ids. One of the numbered promises loses its number.
func promised(name string) (text string, ids []string) {
	parts := withFaults.FindStringSubmatch(name)
	if parts == nil {
		return "", nil
	}
	return itsNumber.ReplaceAllString(parts[1], ""), strings.Fields(parts[2])
}
