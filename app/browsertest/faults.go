package browsertest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// faults are what a page did wrong, in its own words.
type faults struct {
	sync.Mutex
	texts []string
}

// watch has the browser tell of violations of the Content-Security-Policy; the rest it tells unasked.
var watch = chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
	_, err := cdp.Call(ctx, tab, audits.Enable, cdp.Empty{})
	return err
})

// hear gets every event of the tab.
func (f *faults) hear(event any) {
	switch event := event.(type) {
	case *runtime.EventExceptionThrown:
		f.add("exception: %s", thrown(event.ExceptionDetails))
	case *runtime.EventConsoleAPICalled:
		if event.Type == runtime.ConsoleAPICalledTypeError || event.Type == runtime.ConsoleAPICalledTypeAssert {
			f.add("console: %s", said(event.Args))
		}
	case *log.EventEntryAdded:
		if event.Entry.Level == log.EntryLevelError {
			f.add("%s: %s (%s)", event.Entry.Source, event.Entry.Text, event.Entry.URL)
		}
	case *audits.EventIssueAdded:
		if policy := event.Issue.Details.ContentSecurityPolicyIssueDetails; policy != nil {
			f.add("content security policy: %s %s", policy.ViolatedDirective, policy.BlockedURL)
		}
	}
}

func (f *faults) add(format string, args ...any) {
	f.Lock()
	defer f.Unlock()
	f.texts = append(f.texts, fmt.Sprintf(format, args...))
}

func thrown(details *runtime.ExceptionDetails) string {
	if details.Exception == nil {
		return details.Text
	}
	return details.Text + " " + said([]*runtime.RemoteObject{details.Exception})
}

func said(args []*runtime.RemoteObject) string {
	var words []string
	for _, arg := range args {
		word := arg.Description
		if word == "" {
			word = strings.Trim(string(arg.Value), `"`)
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// report makes every fault an error of the test.
func (f *faults) report(t *testing.T, ctx context.Context, expected []string) {
	// The answer comes after everything that the page has caused until now.
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("true")); err != nil {
		t.Errorf("the tab does not answer at the test's end: %v", err)
	}
	f.Lock()
	defer f.Unlock()
	for _, problem := range problems(f.texts, expected) {
		t.Error(problem)
	}
}

// problems are the faults that are not expected, and the expected ones that are not there.
func problems(texts, expected []string) (found []string) {
	seen := make(map[string]bool)
	for _, text := range texts {
		if part, known := partIn(text, expected); known {
			seen[part] = true
		} else {
			found = append(found, "the page: "+text)
		}
	}
	for _, part := range expected {
		if !seen[part] {
			found = append(found, fmt.Sprintf("the page did not complain about %q", part))
		}
	}
	return found
}

func partIn(text string, parts []string) (part string, found bool) {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return part, true
		}
	}
	return "", false
}
