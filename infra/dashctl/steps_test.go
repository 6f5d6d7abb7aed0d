package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestEveryStepOfTheCodeHasALimitAndEveryLimitAStep(t *testing.T) {
	var used []string
	sources, _ := filepath.Glob("*.go")
	call := regexp.MustCompile(`(?:tep\(ctx, |\{)"([a-z-]+)", (?:func|h\.|o\.|soak|reloadNginx)`)
	for _, source := range sources {
		if strings.HasSuffix(source, "_test.go") {
			continue
		}
		for _, found := range call.FindAllStringSubmatch(read(t, source), -1) {
			used = append(used, found[1])
		}
	}
	var listed []string
	for _, one := range stepLimits {
		listed = append(listed, one.name)
	}
	slices.Sort(used)
	slices.Sort(listed)
	if used = slices.Compact(used); !slices.Equal(used, listed) {
		t.Errorf("steps of the code %q\nsteps with a limit %q", used, listed)
	}
}

func TestAStepThatHangsIsGivenUpAtItsLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		err := host{report: t.Output()}.longStep(t.Context(), "gate", 10*time.Second, func(ctx context.Context) error {
			<-ctx.Done()
			return errors.New("cut off")
		})
		if took := time.Since(began); took != 50*time.Second || !strings.Contains(err.Error(), "step gate is not done after 50s: cut off") {
			t.Errorf("after %s: %v", took, err)
		}
		var at *stepError
		if !errors.As(err, &at) || at.step != "gate" {
			t.Errorf("%v does not say in which step", err)
		}
	})
}

func TestNoFaultInjectionIsInAProgramThatIsDeployed(t *testing.T) {
	for tags, want := range map[string]bool{"": false, "failpoints": true} {
		program := filepath.Join(t.TempDir(), "dashctl")
		build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-tags="+tags, "-o", program, ".")
		if text, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		content, err := os.ReadFile(program)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{"DASHCTL_FAILPOINT", "/failpoint.go"} {
			if got := bytes.Contains(content, []byte(word)); got != want {
				t.Errorf("built with tags %q the program contains %q: %t, want %t", tags, word, got, want)
			}
		}
	}
}
