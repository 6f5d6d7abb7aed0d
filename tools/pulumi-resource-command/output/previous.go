package output

// The names under which a command finds what the run before it printed.
const (
	PreviousStdout = "PULUMI_COMMAND_STDOUT"
	PreviousStderr = "PULUMI_COMMAND_STDERR"
)

// Previous is the environment that carries the last run's output to the next one; wanted is nil or true for yes.
func Previous(wanted *bool, stdout, stderr string) map[string]string {
	environment := map[string]string{}
	if wanted != nil && !*wanted {
		return environment
	}
	if stdout != "" {
		environment[PreviousStdout] = stdout
	}
	if stderr != "" {
		environment[PreviousStderr] = stderr
	}
	return environment
}
