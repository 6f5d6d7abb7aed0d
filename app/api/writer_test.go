package api_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"crypto-dashboard/app/sample"
	"crypto-dashboard/app/sample/postgrestest"
)

// A bot is another process: in this one, SQLite would share its locks between the bot and us.
func TestMain(m *testing.M) {
	if path := os.Getenv("API_TEST_WRITE"); path != "" {
		if err := writeAll(path); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	postgrestest.Main(m)
}

// aTrade is a statement that adds a closed trade.
const aTrade = "a trade"

// writeAll commits the statements that come in, says so, and goes on running as a bot does until there is no more input.
func writeAll(path string) error {
	ctx := context.Background()
	var statements []string
	input := json.NewDecoder(os.Stdin)
	if err := input.Decode(&statements); err != nil {
		return err
	}
	bot, err := sample.StartBot(ctx, path, time.Now())
	if err != nil {
		return err
	}
	for _, statement := range statements {
		if statement == aTrade {
			_, err = bot.AddClosed(ctx, time.Now(), 0.02)
		} else {
			err = bot.Exec(ctx, statement)
		}
		if err != nil {
			return err
		}
	}
	fmt.Println("written")
	io.Copy(io.Discard, os.Stdin)
	return bot.Stop()
}

// write starts a bot that commits these statements. It runs until stop.
func write(t testing.TB, path string, statements []string) (stop func()) {
	t.Helper()
	bot := exec.CommandContext(t.Context(), os.Args[0])
	bot.Env = append(os.Environ(), "API_TEST_WRITE="+path)
	input, err := bot.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := bot.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := bot.Start(); err != nil {
		t.Fatal(err)
	}
	json.NewEncoder(input).Encode(statements)
	if line, _ := bufio.NewReader(output).ReadString('\n'); line != "written\n" {
		t.Fatalf("the bot says %q", line)
	}
	return func() {
		t.Helper()
		input.Close()
		if err := bot.Wait(); err != nil {
			t.Fatalf("the bot: %v", err)
		}
	}
}
