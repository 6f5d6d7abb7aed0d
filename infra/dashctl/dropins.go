package main

import (
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

// dropInFolders is where systemd looks, what is set by hand first.
var dropInFolders = []string{"etc/systemd/system.control", "run/systemd/system.control", "etc/systemd/system", "run/systemd/system",
	"usr/local/lib/systemd/system", "usr/lib/systemd/system"}

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
				if !slices.Contains(own, directive) && weakens(directive) {
					one.weak = append(one.weak, directive)
				}
			}
			found = append(found, one)
		}
	}
	return found, nil
}

// dropInsOf finds the drop-ins of a unit: its own, those of single workers, those of all units whose names begin like it, and those
// of all units of its kind.
func (h host) dropInsOf(unit string) []string {
	kind := filepath.Ext(unit)
	names := []string{unit, strings.ReplaceAll(unit, "@.", "@*."), "crypto-" + kind, kind[1:]}
	if strings.Contains(unit, "@") {
		names = append(names, "crypto-@*"+kind)
	}
	var found []string
	for _, folder := range dropInFolders {
		for _, name := range names {
			paths, _ := filepath.Glob(h.path(folder, name+".d", "*.conf"))
			found = append(found, paths...)
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
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
	// Of sockets: who may speak to the workers past Nginx.
	"SocketUser": nil, "SocketGroup": nil, "SocketMode": {"0600", "0660"}, "ListenStream": nil, "ListenDatagram": nil,
	"ListenSequentialPacket": nil, "ListenFIFO": nil, "Service": nil, "Accept": nil,
}

// onlyAdd are lists that a drop-in can make longer, never shorter, unless it empties them first.
var onlyAdd = []string{"InaccessiblePaths", "ReadOnlyPaths", "NoExecPaths"}

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
		if len(one.weak) > 0 && !o.allowWeakerSandbox {
			return refuse("%s opens the sandbox of %s: %s", one.path, filepath.Base(one.which), strings.ReplaceAll(withoutSecrets(strings.Join(one.weak, "\n")), "\n", "; ")).
				withHint("take that out of it and deploy again; if it is meant: `pulumi config set crypto-dashboard:allowWeakerSandbox true`, or on the host --allow-weaker-sandbox")
		}
	}
	return nil
}
