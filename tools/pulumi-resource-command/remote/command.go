package remote

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Command is the resource command:remote:Command.
type Command struct{}

// Create runs `create`. A failure leaves nothing in the state, so the next attempt creates again.
func (Command) Create(
	ctx context.Context, request infer.CreateRequest[CommandInputs],
) (infer.CreateResponse[CommandOutputs], error) {
	id, err := resource.NewUniqueHex(request.Name, 8, 0)
	response := infer.CreateResponse[CommandOutputs]{ID: id, Output: CommandOutputs{CommandInputs: request.Inputs}}
	if err != nil || request.DryRun || request.Inputs.Create == nil {
		return response, err
	}
	return response, response.Output.run(ctx, *request.Inputs.Create)
}

// Update runs `update`, or `create` again where there is none. A failure keeps the old state.
func (Command) Update(
	ctx context.Context, request infer.UpdateRequest[CommandInputs, CommandOutputs],
) (infer.UpdateResponse[CommandOutputs], error) {
	next := request.State
	next.CommandInputs = request.Inputs
	command := request.Inputs.Update
	if command == nil {
		command = request.Inputs.Create
	}
	response := infer.UpdateResponse[CommandOutputs]{Output: next}
	if request.DryRun || command == nil {
		return response, nil
	}
	return response, response.Output.run(ctx, *command)
}

// Delete runs `delete`, if there is one.
func (Command) Delete(
	ctx context.Context, request infer.DeleteRequest[CommandOutputs],
) (infer.DeleteResponse, error) {
	if request.State.Delete == nil {
		return infer.DeleteResponse{}, nil
	}
	return infer.DeleteResponse{}, request.State.run(ctx, *request.State.Delete)
}
