package main

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"

	"crypto-dashboard/infra/lab/machine"

	"github.com/pulumi/pulumi-command/sdk/go/command/local"
	"github.com/pulumi/pulumi-command/sdk/go/command/remote"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// target is a host as the program sees it.
type target struct {
	// name is the host's part of its resources' names.
	name string
	// stack is the stack's whole name: a host belongs to one.
	stack      string
	user       string
	connection remote.ConnectionArgs
	address    pulumi.StringOutput
}

const (
	// labNetwork is where throw-away hosts and their visitors on this machine have their addresses.
	labNetwork = "198.18.0.0/15"
	labUser    = "root"
	labPort    = 22
)

// targets returns the servers of the configuration, or makes the throw-away host.
func targets(ctx *pulumi.Context, config Config, folder string) ([]target, error) {
	if len(config.Servers) == 0 {
		lab, err := throwAway(ctx, folder)
		return []target{lab}, err
	}
	var hosts []target
	for _, server := range config.Servers {
		hosts = append(hosts, target{
			name:    server.Address,
			stack:   stackName(ctx),
			user:    server.User,
			address: pulumi.String(server.Address).ToStringOutput(),
			connection: connection(pulumi.String(server.Address), pulumi.Float64(server.Port), pulumi.String(server.User),
				pulumi.String(server.HostKey), pulumi.String(config.PrivateKey)),
		})
	}
	return hosts, nil
}

// domainOf is the name of the dashboard: the configured one, or the address of its only host.
func domainOf(config Config, hosts []target) pulumi.StringOutput {
	if config.Site.Domain != "" {
		return pulumi.String(config.Site.Domain).ToStringOutput()
	}
	return hosts[0].address
}

func addresses(hosts []target) pulumi.StringArray {
	var list pulumi.StringArray
	for _, host := range hosts {
		list = append(list, host.address)
	}
	return list
}

// connection pins the host's key: without one the provider would trust any host. It tries every error again, a wrong key too, hence the
// limits: a host that is gone is given up within a minute, and one that takes few logins at a time is asked often enough.
func connection(address pulumi.StringInput, port pulumi.Float64PtrInput, user, hostKey, privateKey pulumi.StringInput) remote.ConnectionArgs {
	return remote.ConnectionArgs{
		Host: address, Port: port, User: user.ToStringOutput().ToStringPtrOutput(), HostKey: hostKey.ToStringOutput().ToStringPtrOutput(),
		PrivateKey:     pulumi.ToSecret(privateKey).(pulumi.StringOutput).ToStringPtrOutput(),
		DialErrorLimit: pulumi.Int(5),
		PerDialTimeout: pulumi.Int(8),
	}
}

// throwAway makes a host on this machine, named after the stack. Its key never leaves this machine.
func throwAway(ctx *pulumi.Context, folder string) (target, error) {
	run, err := labRun(ctx.Stack())
	if err != nil {
		return target{}, err
	}
	up := pulumi.String(fmt.Sprintf("go run ./infra/lab up %s --sample-ledger", ctx.Stack()))
	lab, err := local.NewCommand(ctx, "lab", &local.CommandArgs{
		Create:      up,
		Update:      up,
		Delete:      pulumi.String(fmt.Sprintf("go run ./infra/lab down %s", ctx.Stack())),
		Dir:         pulumi.String(folder),
		Environment: pulumi.StringMap{"LAB_RUN": pulumi.String(run)},
		// The output of the last run is not for the environment of the next.
		AddPreviousOutputInEnv: pulumi.Bool(false),
	})
	if err != nil {
		return target{}, err
	}
	throwAway := labTarget(ctx.Stack(), lab.Stdout)
	throwAway.stack = stackName(ctx)
	return throwAway, nil
}

func stackName(ctx *pulumi.Context) string {
	return ctx.Organization() + "/" + ctx.Project() + "/" + ctx.Stack()
}

// labTarget reads how to reach a throw-away host from what `lab up` printed.
func labTarget(name string, printed pulumi.StringOutput) target {
	text := func(field func(machine.Host) (string, error)) pulumi.StringOutput {
		return printed.ApplyT(func(line string) (string, error) {
			host, err := parseHost(line)
			if err != nil {
				return "", err
			}
			return field(host)
		}).(pulumi.StringOutput)
	}
	address := text(func(host machine.Host) (string, error) { return host.Address, nil })
	hostKey := text(func(host machine.Host) (string, error) { return host.HostKey, nil })
	return target{
		name:       name,
		user:       labUser,
		address:    address,
		connection: connection(address, pulumi.Float64(labPort), pulumi.String(labUser), hostKey, text(readLabKey)),
	}
}

// labRun changes when the host has to be started: a host that runs is no change, one that this machine's reboot stopped is.
func labRun(name string) (string, error) {
	host, found, err := machine.Find(name)
	if err != nil {
		return "", fmt.Errorf("look for the throw-away host: %w", err)
	}
	if found && host.Running {
		return host.Run, nil
	}
	return rand.Text(), nil
}

func parseHost(line string) (machine.Host, error) {
	var host machine.Host
	if err := json.Unmarshal([]byte(line), &host); err != nil {
		return host, fmt.Errorf("read the throw-away host's address: %w", err)
	}
	return host, nil
}

func readLabKey(host machine.Host) (string, error) {
	key, err := os.ReadFile(host.PrivateKeyFile)
	if err != nil {
		return "", fmt.Errorf("read the throw-away host's key: %w", err)
	}
	return string(key), nil
}
