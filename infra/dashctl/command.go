package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

const usage = `usage: dashctl <verb>

  activate <id> [--soak 10s] [--keep 5]  switch to the uploaded release, prove it, keep it or roll it back
      [--confirm-within 60s] [--force]   … unless it is confirmed from outside; try one that failed here again
      [--overwrite-drift]                undo what was edited on the host since; the edited files are kept
      [--allow-weaker-sandbox]           … although a drop-in of the operator opens the sandbox
  confirm <id>                           the release was seen from outside: keep it, and say how the switch ended
  rollback [<id>|previous] [--soak 1s]   switch back: to the release that served before the last activation, or to <id>
      [--overwrite-drift] [--allow-weaker-sandbox]
  status [--json]                        what is serving, and whether it is healthy
  history [--json]                       every switch and its verdict
  logs [-n 50]                           the service's last log lines
  prepare                                install what a release needs: packages, user, directories
  recover [--boot]                       end an interrupted switch on the last kept release
  remove                                 remove the dashboard and restore what was here before

exit codes: 0 done, 10 rolled back, 11 rollback failed, 12 refused before any change, 13 another run holds the lock,
            14 not confirmed in time and rolled back, 15 an interrupted switch was ended
`

// options are the flags of all verbs; each verb reads its own.
type options struct {
	soak    time.Duration
	confirm time.Duration // how long to wait for the confirmation from outside; 0: not at all
	force   bool
	// What the operator changed on the host may go, and may open the sandbox.
	overwriteDrift, allowWeakerSandbox bool
	keep                               int
	lines                              int
	json                               bool
	boot                               bool
	detached                           string
}

// detachedVerbs change the host: they run in a unit of their own, so that a lost connection stops nothing.
var detachedVerbs = []string{"activate", "rollback", "remove"}

// run executes one command line and returns its exit code.
func run(ctx context.Context, h host, args []string, stderr io.Writer) int {
	if h.testVerb(args) {
		return exitDone
	}
	verb, arguments, options, err := parse(args)
	if err != nil {
		return exitCode(err, stderr)
	}
	if verb == "help" {
		fmt.Fprint(h.report, usage)
		return exitDone
	}
	if os.Geteuid() != 0 {
		return exitCode(refuse("run dashctl %s: not root", verb).withHint("sudo dashctl %s", strings.Join(args, " ")), stderr)
	}
	if slices.Contains(detachedVerbs, verb) && options.detached == "" {
		return exitCode(h.detach(ctx, args, options), stderr)
	}
	return h.execute(ctx, verb, arguments, options, stderr)
}

func (h host) execute(ctx context.Context, verb string, arguments []string, o options, stderr io.Writer) int {
	if o.detached == "" {
		return exitCode(h.dispatch(ctx, verb, arguments, o), stderr)
	}
	return h.reportTo(o.detached, func(h host) error { return h.dispatch(ctx, verb, arguments, o) })
}

func (h host) dispatch(ctx context.Context, verb string, arguments []string, o options) error {
	switch verb {
	case "activate":
		return h.activate(ctx, arguments[0], o)
	case "rollback":
		return h.rollback(ctx, arguments[0], o)
	case "confirm":
		return h.confirm(ctx, arguments[0])
	case "remove":
		return h.remove(ctx)
	case "recover":
		return h.recoverCommand(ctx, o)
	case "prepare":
		return h.prepareCommand(ctx)
	case "status":
		return h.printStatus(ctx, o.json)
	case "history":
		return h.printHistory(o.json)
	default:
		return h.printLogs(ctx, o.lines)
	}
}

func parse(args []string) (verb string, arguments []string, o options, err error) {
	if len(args) == 0 || slices.Contains([]string{"help", "-h", "--help"}, args[0]) {
		return "help", nil, o, nil
	}
	verb = args[0]
	flags := flag.NewFlagSet(verb, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.DurationVar(&o.soak, "soak", defaultSoak(verb), "")
	flags.DurationVar(&o.confirm, "confirm-within", 0, "")
	flags.BoolVar(&o.force, "force", false, "")
	flags.BoolVar(&o.overwriteDrift, "overwrite-drift", false, "")
	flags.BoolVar(&o.allowWeakerSandbox, "allow-weaker-sandbox", false, "")
	flags.IntVar(&o.keep, "keep", 5, "")
	flags.IntVar(&o.lines, "n", 50, "")
	flags.BoolVar(&o.json, "json", false, "")
	flags.BoolVar(&o.boot, "boot", false, "")
	flags.StringVar(&o.detached, "detached", "", "")
	rest := args[1:]
	// flag stops at the first plain argument; dashctl takes them in any order.
	for len(rest) > 0 {
		if err := flags.Parse(rest); err != nil {
			return "", nil, o, usageError("%s: %v", verb, err)
		}
		if rest = flags.Args(); len(rest) > 0 {
			arguments, rest = append(arguments, rest[0]), rest[1:]
		}
	}
	if o.keep < 1 || o.soak < 0 || o.confirm < 0 {
		return "", nil, o, usageError("%s: --keep %d, --soak %s, --confirm-within %s: want at least 1 and not less than 0", verb, o.keep, o.soak, o.confirm)
	}
	arguments, err = checkArguments(verb, arguments)
	return verb, arguments, o, err
}

// defaultSoak is how long a release is watched. One that was kept before is known to live: getting it back fast counts more.
func defaultSoak(verb string) time.Duration {
	if verb == "rollback" {
		return time.Second
	}
	return 10 * time.Second
}

func checkArguments(verb string, arguments []string) ([]string, error) {
	switch verb {
	case "activate", "confirm":
		if len(arguments) != 1 {
			return nil, usageError("%s: want one release id, got %d", verb, len(arguments))
		}
	case "rollback":
		if len(arguments) > 1 {
			return nil, usageError("rollback: want at most one release id, got %d", len(arguments))
		}
		return append(arguments, previousRelease), nil
	case "status", "history", "logs", "prepare", "recover", "remove":
		if len(arguments) > 0 {
			return nil, usageError("%s: unexpected argument %q", verb, arguments[0])
		}
	default:
		return nil, usageError("unknown verb %q", verb)
	}
	return arguments, nil
}
