package main

import (
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"

	"crypto-dashboard/infra/manifest"
)

// verify asks the host's own tools about a release that lies in folder, before anything live knows of it.
func (h host) verify(ctx context.Context, folder string, release manifest.Manifest) error {
	checks := []func(context.Context, string, manifest.Manifest) error{
		verifyBinaries, h.verifyUnits, h.verifySite, verifyLogrotate, h.verifySettings}
	for _, check := range checks {
		if err := check(ctx, folder, release); err != nil {
			return refused(fmt.Errorf("verify release %s: %w", release.ID, err))
		}
	}
	h.say("verify", "%d files: hashes, %s, units, nginx site, logrotate, settings", len(release.Files), runtime.GOARCH)
	return nil
}

var machines = map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}

func verifyBinaries(_ context.Context, folder string, _ manifest.Manifest) error {
	for _, name := range []string{"bin/server", "bin/dashctl"} {
		binary, err := elf.Open(filepath.Join(folder, name))
		if err != nil {
			return fmt.Errorf("%s is not a Linux program: %w", name, err)
		}
		machine := binary.Machine
		binary.Close()
		if machine != machines[runtime.GOARCH] {
			return refuse("%s is built for %s, this host is %s", name, machine, runtime.GOARCH).
				withHint("build the release for linux/%s", runtime.GOARCH)
		}
	}
	return nil
}

// verifyUnits runs systemd-analyze on the units as they will be. It exits with 0 for an unknown directive, so any line about
// our units counts.
func (h host) verifyUnits(ctx context.Context, folder string, release manifest.Manifest) error {
	scratch, err := h.scratch("units")
	if err != nil {
		return fmt.Errorf("verify units: %w", err)
	}
	defer os.RemoveAll(scratch)
	// The links do not lead to this release yet: in the copies, its paths do.
	paths := strings.NewReplacer(h.product("current"), folder, h.product("recovery"), folder)
	var units []string
	for _, file := range release.Files {
		if filepath.Dir(file.Path) != "etc/systemd/system" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(folder, file.Path))
		if err != nil {
			return fmt.Errorf("verify units: %w", err)
		}
		unit := filepath.Join(scratch, filepath.Base(file.Path))
		if err := os.WriteFile(unit, []byte(paths.Replace(string(text))), 0o644); err != nil {
			return fmt.Errorf("verify units: %w", err)
		}
		units = append(units, unit)
	}
	return analyze(ctx, scratch, units)
}

// scratch is an empty folder that only root can look into. What a killed run left in it is gone.
func (h host) scratch(name string) (string, error) {
	folder := h.state("scratch-" + name)
	return folder, errors.Join(os.RemoveAll(folder), os.MkdirAll(folder, 0o700))
}

func analyze(ctx context.Context, scratch string, units []string) error {
	arguments := append([]string{"verify", "--man=no", "--recursive-errors=no"}, units...)
	command := exec.CommandContext(ctx, "systemd-analyze", arguments...)
	command.Env = append(os.Environ(), "SYSTEMD_UNIT_PATH="+scratch+":")
	text, err := finish(command)
	lines := slices.Collect(strings.Lines(text))
	complaints := slices.DeleteFunc(lines, func(line string) bool { return !strings.Contains(line, serviceName) })
	if err != nil || len(complaints) > 0 {
		return fmt.Errorf("systemd-analyze verify: %s", strings.TrimSpace(strings.ReplaceAll(strings.Join(complaints, ""), scratch+"/", "")))
	}
	return nil
}

// verifySite runs nginx -t on a copy of the host's whole configuration with the candidate site in it. The copy is mounted over
// the real folder in a mount namespace of its own, so that every include, relative or not, means what it will mean.
func (h host) verifySite(ctx context.Context, folder string, _ manifest.Manifest) error {
	if err := checkNginx(ctx); err != nil {
		return err
	}
	scratch, err := h.scratch("nginx")
	if err != nil {
		return fmt.Errorf("verify nginx site: %w", err)
	}
	defer os.RemoveAll(scratch)
	site := filepath.Join("sites-enabled", serviceName)
	if _, err := output(ctx, "cp", "-a", "/etc/nginx/.", scratch); err != nil {
		return fmt.Errorf("verify nginx site: %w", err)
	}
	if err := writeLink(filepath.Join(folder, "etc/nginx/sites-available", serviceName), filepath.Join(scratch, site)); err != nil {
		return err
	}
	command := exec.CommandContext(ctx, "sh", "-c", `mount --bind "$1" /etc/nginx && exec nginx -t`, "sh", scratch)
	command.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
	text, err := finish(command)
	if err != nil {
		return err
	}
	if strings.Contains(text, "conflicting server name") {
		return refuse("another site on this host has the same name: %s", strings.TrimSpace(text)).
			withHint("disable that site in /etc/nginx/sites-enabled, or choose another domain")
	}
	return nil
}

func verifyLogrotate(ctx context.Context, folder string, _ manifest.Manifest) error {
	text, err := output(ctx, "logrotate", "--debug", filepath.Join(folder, "etc/logrotate.d", serviceName))
	if err == nil && strings.Contains(text, "error:") {
		err = errors.New(strings.TrimSpace(text))
	}
	if err != nil {
		return fmt.Errorf("logrotate refuses the release's file: %w", err)
	}
	return nil
}

// verifySettings lets the server judge its own settings, as the user it will run as.
func (h host) verifySettings(ctx context.Context, folder string, release manifest.Manifest) error {
	settings, err := os.ReadFile(filepath.Join(folder, "etc/crypto-dashboard/dashboard.env"))
	if err != nil {
		return fmt.Errorf("read settings: %w", err)
	}
	credential, err := serviceCredential()
	if err != nil {
		return err
	}
	command := exec.CommandContext(ctx, filepath.Join(folder, "bin/server"), "--check")
	command.Env = []string{"DASHBOARD_RELEASE=" + release.ID}
	bots := filepath.Join(folder, "etc/crypto-dashboard/bots.toml")
	if _, err := os.Stat(bots); err == nil { // older releases have their one bot among the settings
		command.Env = append(command.Env, "DASHBOARD_BOTS="+bots)
	}
	for line := range strings.Lines(string(settings)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			command.Env = append(command.Env, line)
		}
	}
	command.Dir = "/"
	command.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
	if _, err := finish(command); err != nil {
		return fmt.Errorf("server refuses its settings: %w", err)
	}
	return nil
}
