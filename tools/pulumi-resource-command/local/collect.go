package local

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gobwas/glob"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// collect sets the outputs `assets` and `archive` from the files that the command left in its folder.
func (o *CommandOutputs) collect(folder string) error {
	if o.AssetPaths != nil {
		assets, err := matching(folder, *o.AssetPaths)
		if err != nil {
			return fmt.Errorf("collect assetPaths in %q: %w", folder, err)
		}
		o.Assets = &assets
	}
	if o.ArchivePaths != nil {
		archive, err := archiveOf(folder, *o.ArchivePaths)
		if err != nil {
			return fmt.Errorf("collect archivePaths in %q: %w", folder, err)
		}
		o.Archive = archive
	}
	return nil
}

func archiveOf(folder string, patterns []string) (*resource.Archive, error) {
	assets, err := matching(folder, patterns)
	if err != nil {
		return nil, err
	}
	members := map[string]any{}
	for name, asset := range assets {
		members[name] = asset
	}
	return resource.NewAssetArchive(members)
}

// matching returns the files below folder that the patterns select, by their path relative to it.
func matching(folder string, patterns []string) (map[string]*resource.Asset, error) {
	rules, err := parse(patterns)
	if err != nil {
		return nil, err
	}
	found := map[string]*resource.Asset{}
	err = fs.WalkDir(os.DirFS(folder), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !rules.selects(name) {
			return err
		}
		found[name], err = resource.NewPathAsset(filepath.Join(folder, filepath.FromSlash(name)))
		return err
	})
	return found, err
}

type rule struct {
	pattern glob.Glob
	exclude bool
}

type rules []rule

func parse(patterns []string) (rules, error) {
	var parsed rules
	for _, pattern := range patterns {
		rest, exclude := strings.CutPrefix(pattern, "!")
		compiled, err := glob.Compile(rest, '/')
		if err != nil {
			return nil, fmt.Errorf("parse the pattern %q: %w", pattern, err)
		}
		parsed = append(parsed, rule{compiled, exclude})
	}
	return parsed, nil
}

// selects goes through the rules in order; the last one that matches decides.
func (r rules) selects(name string) bool {
	selected := false
	for _, rule := range r {
		if rule.pattern.Match(name) {
			selected = !rule.exclude
		}
	}
	return selected
}
