// Package remote has the resources that run commands and copy files over SSH.
package remote

import (
	"net"
	"strconv"
	"time"

	"github.com/pulumi/pulumi-go-provider/infer"
)

// Endpoint is an SSH server and how to log in there.
type Endpoint struct {
	User               *string  `pulumi:"user,optional"`
	Password           *string  `pulumi:"password,optional"`
	Host               *string  `pulumi:"host"`
	Port               *float64 `pulumi:"port,optional"`
	PrivateKey         *string  `pulumi:"privateKey,optional"`
	PrivateKeyPassword *string  `pulumi:"privateKeyPassword,optional"`
	HostKey            *string  `pulumi:"hostKey,optional"`
	AgentSocketPath    *string  `pulumi:"agentSocketPath,optional"`
	DialErrorLimit     *int     `pulumi:"dialErrorLimit,optional"`
	PerDialTimeout     *int     `pulumi:"perDialTimeout,optional"`
}

// Connection is the endpoint of a resource, with the one on the way to it, if any.
type Connection struct {
	Endpoint
	Proxy *ProxyConnection `pulumi:"proxy,optional"`
}

// ProxyConnection is the endpoint that a connection goes through.
type ProxyConnection struct{ Endpoint }

// Annotate declares the defaults.
func (c *Connection) Annotate(annotator infer.Annotator) {
	annotator.Describe(&c, "Instructions for how to connect to a remote endpoint.")
	c.annotate(annotator)
}

// Annotate declares the defaults.
func (c *ProxyConnection) Annotate(annotator infer.Annotator) {
	annotator.Describe(&c, "Instructions for how to connect to a remote endpoint via a bastion host.")
	c.annotate(annotator)
}

const (
	defaultUser           = "root"
	defaultPort           = 22
	defaultDialErrorLimit = 10
	defaultPerDialTimeout = 15
)

func (e *Endpoint) annotate(annotator infer.Annotator) {
	annotator.SetDefault(&e.User, defaultUser)
	annotator.SetDefault(&e.Port, defaultPort)
	annotator.SetDefault(&e.DialErrorLimit, defaultDialErrorLimit)
	annotator.SetDefault(&e.PerDialTimeout, defaultPerDialTimeout)
}

func (e *Endpoint) address() string {
	port := int(valueOr(e.Port, defaultPort))
	return net.JoinHostPort(valueOr(e.Host, ""), strconv.Itoa(port))
}

func (e *Endpoint) timeout() time.Duration {
	return time.Duration(valueOr(e.PerDialTimeout, defaultPerDialTimeout)) * time.Second
}

// valueOr is needed for states that another provider, or an older version of it, has written without its defaults.
func valueOr[T any](pointer *T, otherwise T) T {
	if pointer == nil {
		return otherwise
	}
	return *pointer
}
