package main

import (
	"debug/elf"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"crypto-dashboard/infra/manifest"
)

func TestAProgramForAnotherProcessor(t *testing.T) {
	t.Run("a program for another processor is refused by its header, before it is run (U17)", func(t *testing.T) {
		self, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		program, err := os.ReadFile(self)
		if err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		for _, name := range []string{"bin/server", "bin/dashctl"} {
			put(t, filepath.Join(folder, name), string(program))
		}
		if err := verifyBinaries(t.Context(), folder, manifest.Manifest{}); err != nil {
			t.Fatalf("this machine's own: %v", err)
		}
		const machineAt = 18 // e_machine of the ELF header
		binary.LittleEndian.PutUint16(program[machineAt:], uint16(elf.EM_RISCV))
		put(t, filepath.Join(folder, "bin/dashctl"), string(program))
		err = verifyBinaries(t.Context(), folder, manifest.Manifest{})
		if exitCode(err, t.Output()) != exitRefused || !strings.Contains(err.Error(), "bin/dashctl is built for EM_RISCV, this host is ") {
			t.Errorf("got %v, want a refusal", err)
		}
	})
}
