package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"crypto-dashboard/infra/manifest"
)

// An operator's drop-ins (`systemctl edit`, `systemctl set-property`) are no file of ours: systemd adds them to our units, whichever
// release serves. They stay, and are told by the names of what they set. One that opens the sandbox is refused, unless that is meant.

// dropIn is one such file, and what of it opens the sandbox.
type dropIn struct {
	path  string
	sets  []string
	weak  []string
	which string // the unit's file in the release
}

// dropInFolders is where systemd looks, in its order: a file hides those of the same name further down.
var dropInFolders = []string{"etc/systemd/system.control", "run/systemd/system.control", "run/systemd/transient", "run/systemd/generator.early",
	"etc/systemd/system", "run/systemd/system", "run/systemd/generator", "usr/local/lib/systemd/system", "usr/lib/systemd/system", "run/systemd/generator.late"}

// dropIns finds everything that systemd adds to the units of a release.
func (h host) dropIns(release manifest.Manifest) ([]dropIn, error) {
	var found []dropIn
	for _, file := range release.Files {
		if filepath.Dir(file.Path) != "etc/systemd/system" {
			continue
		}
		text, err := os.ReadFile(h.release(release.ID, file.Path))
		if err != nil {
			return nil, fmt.Errorf("look for drop-ins: %w", err)
		}
		own := directives(string(text))
		for _, path := range h.dropInsOf(filepath.Base(file.Path)) {
			text, err := os.ReadFile(path)
			if err != nil {
				return nil, fmt.Errorf("look for drop-ins: %w", err)
			}
			one := dropIn{path: path, sets: directives(string(text)), which: file.Path}
			for _, directive := range one.sets {
				if !isOwn(directive, own) && weakens(directive) {
					one.weak = append(one.weak, directive)
				}
			}
			found = append(found, one)
		}
	}
	return found, nil
}

// dropInsOf finds the drop-ins that systemd reads for a unit, in its order; for a template, those of every worker.
func (h host) dropInsOf(unit string) []string {
	units := []string{unit}
	if strings.Contains(unit, "@.") {
		for _, folder := range dropInFolders {
			paths, _ := filepath.Glob(h.path(folder, strings.Replace(unit, "@.", "@?*.", 1)+".d"))
			for _, path := range paths {
				units = append(units, strings.TrimSuffix(filepath.Base(path), ".d"))
			}
		}
	}
	var found []string
	for _, one := range units {
		found = append(found, h.dropInsOfOne(one)...)
	}
	slices.SortFunc(found, func(a, b string) int {
		return cmp.Or(strings.Compare(filepath.Base(a), filepath.Base(b)), strings.Compare(a, b))
	})
	return slices.Compact(found)
}

// dropInsOfOne finds those of one unit. Of files with the same name systemd reads the first: those for the unit come before those for
// all units of its kind. One that is empty, as a link to /dev/null is, only hides the others.
func (h host) dropInsOfOne(unit string) []string {
	var folders []string
	for _, names := range [][]string{dropInNames(unit), {strings.TrimPrefix(filepath.Ext(unit), ".")}} {
		for _, folder := range dropInFolders {
			for _, name := range names {
				folders = append(folders, h.path(folder, name+".d"))
			}
		}
	}
	var found, seen []string
	for _, folder := range folders {
		paths, _ := filepath.Glob(filepath.Join(folder, "*.conf"))
		for _, path := range paths {
			if slices.Contains(seen, filepath.Base(path)) {
				continue
			}
			seen = append(seen, filepath.Base(path))
			if info, err := os.Stat(path); err != nil || info.Mode().IsRegular() && info.Size() > 0 {
				found = append(found, path)
			}
		}
	}
	return found
}

// dropInNames are the names under which systemd looks for drop-ins of a unit, before those of its kind: a-b@1.service, a-@1.service,
// a-b@.service, a-@.service.
func dropInNames(unit string) []string {
	kind := filepath.Ext(unit)
	name, instance, isInstance := strings.Cut(strings.TrimSuffix(unit, kind), "@")
	endings := []string{kind}
	if isInstance {
		endings = slices.Compact([]string{"@" + instance + kind, "@" + kind})
	}
	var names []string
	for _, ending := range endings {
		names = append(names, name+ending)
		for prefix := name; ; {
			end := strings.LastIndex(strings.TrimSuffix(prefix, "-"), "-")
			if end < 0 {
				break
			}
			prefix = prefix[:end+1]
			names = append(names, prefix+ending)
		}
	}
	return names
}

// isContainers tells whether a drop-in is the one that LXC and Incus write into each container at its start. Nobody on the host asked
// for it and nobody can keep it away: what it opens can't be had inside of the container, and without it no service with a sandbox
// starts. So it is told, not refused. By its name it comes last: nothing overrides it, but a file of the same name higher up hides it.
func (h host) isContainers(path string) bool {
	return strings.HasPrefix(path, h.path("run/systemd")+"/") && strings.HasSuffix(path, "/service.d/zzz-lxc-service.conf")
}

// directives returns every line of a unit's text that sets something, as Name=value.
func directives(text string) []string {
	var found []string
	for line := range strings.Lines(strings.ReplaceAll(text, "\\\n", " ")) {
		name, value, ok := strings.Cut(strings.TrimSpace(line), "=")
		if ok && !strings.HasPrefix(name, "#") && !strings.HasPrefix(name, ";") {
			found = append(found, strings.TrimSpace(name)+"="+strings.Join(strings.Fields(value), " "))
		}
	}
	return found
}

// strictest says for each directive of a sandbox which values do not open it. Without a value: none but the unit's own.
var strictest = map[string][]string{
	"ProtectSystem": {"strict"}, "ProtectHome": {"yes", "tmpfs"}, "ProtectProc": {"invisible"}, "ProcSubset": {"pid"},
	"DevicePolicy": {"strict", "closed"}, "KeyringMode": {"private"}, "SystemCallArchitectures": {"native"}, "UMask": {"0077"},
	"LimitCORE": {"0"}, "IPAddressDeny": {"any"}, "SocketBindDeny": {"any"}, "CapabilityBoundingSet": {""}, "AmbientCapabilities": {""},
	"RestrictAddressFamilies": {"AF_UNIX", "none"}, "RestrictNamespaces": {"yes"}, "ProtectControlGroups": {"yes", "strict"},

	"NoNewPrivileges": {"yes"}, "PrivateTmp": {"yes"}, "PrivateDevices": {"yes"}, "PrivateUsers": {"yes"}, "PrivateIPC": {"yes"},
	"PrivateMounts": {"yes"}, "PrivateNetwork": {"yes"}, "ProtectHostname": {"yes"}, "ProtectClock": {"yes"},
	"ProtectKernelTunables": {"yes"}, "ProtectKernelModules": {"yes"}, "ProtectKernelLogs": {"yes"}, "RestrictRealtime": {"yes"},
	"RestrictSUIDSGID": {"yes"}, "LockPersonality": {"yes"}, "MemoryDenyWriteExecute": {"yes"}, "RemoveIPC": {"yes"},

	"SecureBits": nil, "User": nil, "Group": nil, "SupplementaryGroups": nil, "DynamicUser": nil, "ExecStart": nil, "ExecStartPre": nil,
	"ExecStartPost": nil, "ExecCondition": nil, "ExecStop": nil, "ExecStopPost": nil, "ExecReload": nil, "RootDirectory": nil, "RootImage": nil,
	"ReadWritePaths": nil, "ReadWriteDirectories": nil, "BindPaths": nil, "BindReadOnlyPaths": nil, "DeviceAllow": nil, "IPAddressAllow": nil,
	"SocketBindAllow": nil, "ExecPaths": nil, "JoinsNamespaceOf": nil, "NetworkNamespacePath": nil, "PermissionsStartOnly": nil,
	// Files that systemd opens as root, for a service that may not.
	"LoadCredential": {""}, "LoadCredentialEncrypted": {""}, "ImportCredential": {""}, "OpenFile": {""}, "EnvironmentFile": {""},
	"StandardInput": {"null"}, "StandardOutput": {"journal", "null", "inherit"}, "StandardError": {"journal", "null", "inherit"},
	"MountImages": {""}, "ExtensionImages": {""}, "ExtensionDirectories": {""},
	// Of sockets: who may speak to the workers past Nginx.
	"SocketUser": nil, "SocketGroup": nil, "SocketMode": {"0600", "0660"}, "ListenStream": nil, "ListenDatagram": nil,
	"ListenSequentialPacket": nil, "ListenFIFO": nil, "Service": nil, "Accept": nil,
}

// onlyAdd are lists that a drop-in can make longer, never shorter, unless it empties them first.
var onlyAdd = []string{"InaccessiblePaths", "ReadOnlyPaths", "NoExecPaths"}

// isOwn tells whether a unit has the directive itself, so that it opens nothing to have it twice. That is not so where the order counts: an
// empty value takes away what came before it, and of a list with exceptions (~) the later line wins.
func isOwn(directive string, own []string) bool {
	name, value, _ := strings.Cut(directive, "=")
	hasExceptions := slices.ContainsFunc(own, func(line string) bool { return strings.HasPrefix(line, name+"=~") })
	return value != "" && !hasExceptions && slices.Contains(own, directive)
}

// weakens tells whether a directive, Name=value, would open a sandbox.
func weakens(directive string) bool {
	name, value, _ := strings.Cut(directive, "=")
	switch strings.ToLower(value) {
	case "true", "on", "1":
		value = "yes"
	}
	switch {
	case slices.Contains(onlyAdd, name):
		return value == ""
	case name == "SystemCallFilter":
		return !strings.HasPrefix(value, "~")
	}
	allowed, known := strictest[name]
	return known && !slices.Contains(allowed, value)
}

// checkDropIns tells the drop-ins of a release's units, and refuses those that open a sandbox.
func (h host) checkDropIns(release manifest.Manifest, o options) error {
	found, err := h.dropIns(release)
	if err != nil {
		return refused(err)
	}
	if override, _ := filepath.Glob(h.path("etc/systemd/system", serviceName+"@[0-9]*.service")); len(override) > 0 {
		return refuse("%s would stand in for the release's own unit", override[0]).
			withHint("systemctl edit 'crypto-dashboard@' adds to the unit instead; move that file away, then deploy again")
	}
	var told []string
	for _, one := range found {
		if slices.Contains(told, one.path) && len(one.weak) == 0 {
			continue
		}
		told = append(told, one.path)
		h.say("drop-in", "%s stays: %s", one.path, strings.Join(namesOf(one.sets), "; "))
		if len(one.weak) > 0 && h.isContainers(one.path) {
			h.say("note", "it is the container's, and opens the sandbox of %s: %s; an empty /etc/systemd/system/service.d/%s hides it from all services",
				filepath.Base(one.which), strings.Join(one.weak, "; "), filepath.Base(one.path))
			continue
		}
		if len(one.weak) > 0 && !o.allowWeakerSandbox {
			return refuse("%s opens the sandbox of %s: %s", one.path, filepath.Base(one.which), strings.ReplaceAll(withoutSecrets(strings.Join(one.weak, "\n")), "\n", "; ")).
				withHint("take that out of it and deploy again; if it is meant: `pulumi config set crypto-dashboard:allowWeakerSandbox true`, or on the host --allow-weaker-sandbox")
		}
	}
	return nil
}
