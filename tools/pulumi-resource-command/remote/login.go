package remote

import (
	"context"
	"fmt"
	"net"
	"os"

	p "github.com/pulumi/pulumi-go-provider"
	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

const agentVariable = "SSH_AUTH_SOCK"

// login lists the ways to log in: the private key, the password, the agent. release ends the use of the agent.
func (e *Endpoint) login(ctx context.Context) (methods []ssh.AuthMethod, release func(), err error) {
	if e.PrivateKey != nil {
		signer, err := e.signer()
		if err != nil {
			return nil, nil, err
		}
		methods = append(methods, ssh.PublicKeys(signer))
	}
	if e.Password != nil {
		methods = append(methods, ssh.Password(*e.Password), ssh.KeyboardInteractive(e.answer))
	}
	connection, err := e.agent(ctx)
	if err != nil || connection == nil {
		return methods, func() {}, err
	}
	methods = append(methods, ssh.PublicKeysCallback(agent.NewClient(connection).Signers))
	return methods, func() { _ = connection.Close() }, nil
}

func (e *Endpoint) signer() (signer ssh.Signer, err error) {
	if e.PrivateKeyPassword != nil {
		signer, err = ssh.ParsePrivateKeyWithPassphrase([]byte(*e.PrivateKey), []byte(*e.PrivateKeyPassword))
	} else {
		signer, err = ssh.ParsePrivateKey([]byte(*e.PrivateKey))
	}
	if err != nil {
		return nil, fmt.Errorf("read the private key for %s: %w", e.address(), err)
	}
	return signer, nil
}

// answer gives the password to every question of a keyboard-interactive login.
func (e *Endpoint) answer(_, _ string, questions []string, _ []bool) ([]string, error) {
	answers := make([]string, len(questions))
	for i := range answers {
		answers[i] = *e.Password
	}
	return answers, nil
}

// agent connects to the SSH agent. One that the arguments name must be there; one that only the environment names may be
// gone, as long as there is another way to log in.
func (e *Endpoint) agent(ctx context.Context) (net.Conn, error) {
	path := valueOr(e.AgentSocketPath, os.Getenv(agentVariable))
	if path == "" {
		return nil, nil
	}
	connection, err := (&net.Dialer{}).DialContext(ctx, "unix", path)
	if err == nil {
		return connection, nil
	}
	if e.AgentSocketPath == nil && (e.PrivateKey != nil || e.Password != nil) {
		p.GetLogger(ctx).Debugf("the SSH agent of %s is not used: %v", agentVariable, err)
		return nil, nil
	}
	return nil, fmt.Errorf("reach the SSH agent: %w", err)
}
