package main

import (
	"io"
	"path/filepath"
)

// The service's names on a host.
const (
	serviceName   = "crypto-dashboard"
	formerUnit    = "crypto-dashboard.service" // what a deployment before ours is called
	serviceUser   = "crypto-dashboard"
	target        = "crypto-dashboard.target"
	socket        = "crypto-dashboard.socket"
	loopback      = "crypto-dashboard-loopback.socket"
	loopbackProxy = "crypto-dashboard-loopback.service"
	recoveryUnit  = "crypto-dashboard-recover.service"
	loopbackPort  = "127.0.0.1:5003"
)

// host is the machine that dashctl runs on. Root is "/", or a folder in tests of the files alone.
type host struct {
	root   string
	report io.Writer
	phase  string // of a way back; see steps.go
}

// path places an absolute host path under root.
func (h host) path(elements ...string) string {
	return filepath.Join(append([]string{h.root}, elements...)...)
}

func (h host) product(elements ...string) string {
	return h.path(append([]string{"opt", serviceName}, elements...)...)
}

func (h host) release(id string, elements ...string) string {
	return h.product(append([]string{"releases", id}, elements...)...)
}

func (h host) state(elements ...string) string {
	return h.path(append([]string{"var/lib/dashctl"}, elements...)...)
}

func (h host) logFile() string { return h.path("var/log", serviceName, "dashboard.log") }
