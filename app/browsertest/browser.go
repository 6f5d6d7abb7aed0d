// Package browsertest drives Debian's chromium for tests of pages. A package whose tests use it has
//
//	func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }
//
// All tests of the binary share one browser; each gets a tab of its own, without the cookies and storage of others.
package browsertest

import (
	"context"
	"fmt"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// program is where Debian's package chromium puts the browser.
const program = "/usr/bin/chromium"

// flags keep the browser from asking anybody on the network for anything.
var flags = []string{"disable-gpu", "disable-quic", "disable-component-update", "hide-scrollbars"}

var browser struct {
	sync.Mutex
	tab   context.Context // the first tab: it lives as long as the browser
	close func()
}

// Run runs the tests of a binary, then ends the browser. It returns the code to exit with.
func Run(m *testing.M) int {
	defer stop()
	return m.Run()
}

func stop() {
	browser.Lock()
	defer browser.Unlock()
	if browser.close != nil {
		browser.close()
		browser.tab, browser.close = nil, nil
	}
}

// started is the browser's first tab; the first call starts the browser.
func started() (context.Context, error) {
	browser.Lock()
	defer browser.Unlock()
	if browser.tab != nil {
		return browser.tab, nil
	}
	if _, err := exec.LookPath(program); err != nil {
		return nil, fmt.Errorf("the browser is missing: apt-get install chromium: %w", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(program))
	for _, name := range flags {
		options = append(options, chromedp.Flag(name, true))
	}
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	tab, closeTab := chromedp.NewContext(allocator)
	if err := chromedp.Do(tab); err != nil {
		end()
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	browser.tab, browser.close = tab, func() { closeTab(); end() }
	return tab, nil
}
