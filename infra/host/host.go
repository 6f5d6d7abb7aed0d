// Package host holds the files a release puts on the server. They lie under etc/ at the path they will have there.
package host

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"text/template"
)

//go:embed all:etc
var files embed.FS

// Site is what may differ between two servers. Its values become part of unit files, an Nginx site and an environment file as
// they are: whoever fills it in has checked them.
type Site struct {
	// Domain is the name Nginx serves the dashboard under: a host name or an IP address.
	Domain string
	// Workers is the number of worker processes.
	Workers int
	// Bots are what the dashboard shows; at least one.
	Bots []Bot
	// ProxyTimeout is how many seconds Nginx waits for an answer.
	ProxyTimeout int
	// Allow lists the addresses and networks that may see the page. The host itself always may.
	Allow []string
	// IPv6 makes Nginx listen on IPv6 as well. It refuses to on a host whose kernel has no IPv6 at all.
	IPv6 bool
}

// Render returns the files of site, keyed by their path from the server's root without the leading slash.
func Render(site Site) (map[string][]byte, error) {
	rendered := map[string][]byte{}
	err := fs.WalkDir(files, "etc", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		rendered[name], err = site.render(name)
		return err
	})
	return rendered, err
}

// WorkerNumbers counts the workers from 1.
func (s Site) WorkerNumbers() []int {
	numbers := make([]int, s.Workers)
	for i := range numbers {
		numbers[i] = i + 1
	}
	return numbers
}

func (s Site) render(name string) ([]byte, error) {
	text, err := template.New(path.Base(name)).Option("missingkey=error").ParseFS(files, name)
	if err != nil {
		return nil, fmt.Errorf("parse host file %s: %w", name, err)
	}
	var content bytes.Buffer
	if err := text.Execute(&content, s); err != nil {
		return nil, fmt.Errorf("render host file %s: %w", name, err)
	}
	return content.Bytes(), nil
}
