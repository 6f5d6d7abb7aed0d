package main

import (
	"context"
	"io"
	"slices"

	"crypto-dashboard/infra/lab/machine"
)

func down(ctx context.Context, arguments []string, _, _ io.Writer) error {
	if slices.Equal(arguments, []string{"--all"}) {
		return machine.DownAll(ctx)
	}
	name, err := oneName(newFlags("down"), arguments)
	if err != nil {
		return err
	}
	return machine.Down(ctx, name)
}
