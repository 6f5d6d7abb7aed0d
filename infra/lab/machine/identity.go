package machine

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	_ "embed"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"golang.org/x/crypto/ssh"
)

//go:embed host0.network
var networkTemplate string

// fill gives the host's disk what makes it this host, and this machine the keys to it.
func (p place) fill(state state) (state, error) {
	hostKey, hostKeyFile, err := newKey(p.name)
	if err != nil {
		return state, err
	}
	loginKey, loginKeyFile, err := newKey("lab")
	if err != nil {
		return state, err
	}
	network, err := networkFile(hostAddress(state.Subnet))
	if err != nil {
		return state, err
	}
	machineID := randomID(16)
	for _, file := range []struct {
		path    string
		mode    os.FileMode
		content string
	}{
		{p.privateKey(), 0o600, loginKeyFile},
		{p.knownHosts(), 0o600, hostAddress(state.Subnet) + " " + hostKey + "\n"},
		{p.inside("etc/machine-id"), 0o444, machineID + "\n"},
		{p.inside("etc/hostname"), 0o644, p.name + "\n"},
		{p.inside("etc/hosts"), 0o644, "127.0.0.1 localhost\n127.0.1.1 " + p.name + "\n"},
		{p.inside("etc/systemd/network/10-host0.network"), 0o644, network},
		{p.inside("etc/ssh/ssh_host_ed25519_key"), 0o600, hostKeyFile},
		{p.inside("etc/ssh/ssh_host_ed25519_key.pub"), 0o644, hostKey + " " + p.name + "\n"},
		{p.inside("root/.ssh/authorized_keys"), 0o600, loginKey + " lab\n"},
	} {
		if err := putFile(file.path, file.mode, file.content); err != nil {
			return state, err
		}
	}
	state.HostKey = hostKey
	return state, nil
}

func (p place) inside(path string) string { return filepath.Join(p.root(), path) }

// putFile sets the mode whatever the umask is.
func putFile(path string, mode os.FileMode, content string) error {
	parent := filepath.Dir(path)
	if filepath.Base(parent) == ".ssh" {
		if err := os.MkdirAll(parent, 0o700); err != nil {
			return err
		}
	}
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return err
	}
	return errors.Join(os.WriteFile(path, []byte(content), mode), os.Chmod(path, mode))
}

// newKey returns a new ed25519 key: its public half in one line without comment, and the private key file.
func newKey(comment string) (public, private string, err error) {
	publicKey, privateKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", "", err
	}
	block, err := ssh.MarshalPrivateKey(privateKey, comment)
	if err != nil {
		return "", "", fmt.Errorf("encode an ssh key: %w", err)
	}
	sshKey, err := ssh.NewPublicKey(publicKey)
	if err != nil {
		return "", "", fmt.Errorf("encode an ssh key: %w", err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(sshKey))), string(pem.EncodeToMemory(block)), nil
}

func networkFile(address string) (string, error) {
	var out bytes.Buffer
	err := template.Must(template.New("host0.network").Parse(networkTemplate)).Execute(&out, address)
	return out.String(), err
}

func randomID(bytes int) string {
	id := make([]byte, bytes)
	rand.Read(id) // never fails
	return hex.EncodeToString(id)
}
