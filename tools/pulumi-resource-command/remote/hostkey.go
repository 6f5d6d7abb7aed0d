package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"

	p "github.com/pulumi/pulumi-go-provider"
	"golang.org/x/crypto/ssh"
)

// errHostKey ends dialling at once: another attempt would meet the same key, or somebody in between.
var errHostKey = errors.New("host key mismatch")

// trust sets how the server proves who it is: with the key in `hostKey`, and no other.
func (e *Endpoint) trust(ctx context.Context, config *ssh.ClientConfig) error {
	if e.HostKey == nil {
		config.HostKeyCallback = e.acceptAny(ctx)
		return nil
	}
	expected, _, _, _, err := ssh.ParseAuthorizedKey([]byte(*e.HostKey))
	if err != nil {
		return fmt.Errorf("read the host key of %s: %w", e.address(), err)
	}
	config.HostKeyCallback = only(expected)
	config.HostKeyAlgorithms = algorithms(expected)
	return nil
}

// acceptAny is what the schema promises where `hostKey` is absent; it does not do so silently.
func (e *Endpoint) acceptAny(ctx context.Context) ssh.HostKeyCallback {
	return func(_ string, _ net.Addr, offered ssh.PublicKey) error {
		p.GetLogger(ctx).Warningf("the identity of %s is not checked, it offers %s; set hostKey",
			e.address(), fingerprint(offered))
		return nil
	}
}

func only(expected ssh.PublicKey) ssh.HostKeyCallback {
	return func(address string, _ net.Addr, offered ssh.PublicKey) error {
		if bytes.Equal(offered.Marshal(), expected.Marshal()) {
			return nil
		}
		return fmt.Errorf("%w: %s offers %s, expected %s", errHostKey, address, fingerprint(offered), fingerprint(expected))
	}
}

// algorithms asks the server for its key of the expected type: one with several keys would otherwise offer any of them.
func algorithms(expected ssh.PublicKey) []string {
	if expected.Type() == ssh.KeyAlgoRSA {
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{expected.Type()}
}

func fingerprint(key ssh.PublicKey) string {
	return key.Type() + " " + ssh.FingerprintSHA256(key)
}
