package output

import "github.com/pulumi/pulumi-go-provider/infer"

// What the engine gets to see while a command runs. What ends up in the resource's outputs is not affected.
const (
	logStdout = "stdout"
	logStderr = "stderr"
	logBoth   = "stdoutAndStderr"
	logNone   = "none"
)

// LoggingValues are the values of the input `logging`. The resources of each module have an enum type of their own.
func LoggingValues[T ~string]() []infer.EnumValue[T] {
	return []infer.EnumValue[T]{
		{Name: "stdout", Value: logStdout, Description: "Capture stdout in logs but not stderr"},
		{Name: "stderr", Value: logStderr, Description: "Capture stderr in logs but not stdout"},
		{Name: "stdoutAndStderr", Value: logBoth, Description: "Capture stdout and stderr in logs"},
		{Name: "none", Value: logNone, Description: "Capture no logs"},
	}
}

// logs says whether a stream is to be logged; nil stands for both streams.
func logs[T ~string](logging *T, stream string) bool {
	return logging == nil || *logging == logBoth || string(*logging) == stream
}
