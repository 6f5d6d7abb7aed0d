package metrics_test

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

const (
	rules     = "../../docs/alerts.yaml"
	ruleTests = "testdata/alerts_test.yaml"
)

// promtool runs Prometheus' own judge and fails with what it says.
func promtool(t *testing.T, input string, arguments ...string) {
	t.Helper()
	path, err := exec.LookPath("promtool")
	if err != nil {
		t.Fatal("promtool is not installed; it is in Debian's and Ubuntu's package prometheus: apt-get install --no-install-recommends prometheus")
	}
	command := exec.CommandContext(t.Context(), path, arguments...)
	command.Stdin = strings.NewReader(input)
	if said, err := command.CombinedOutput(); err != nil {
		t.Errorf("promtool %s: %v\n%s", strings.Join(arguments, " "), err, said)
	}
}

func TestAlertRulesAreValid(t *testing.T) { promtool(t, "", "check", "rules", rules) }

func TestAlertsFireWhenTheyShould(t *testing.T) {
	promtool(t, "", "test", "rules", ruleTests)
	tests := read(t, ruleTests)
	for _, alert := range alerts(t) {
		silent := regexp.MustCompile(`alertname: ` + alert + `\n +eval_time: \w+\n +exp_alerts: \[\]`)
		loud := regexp.MustCompile(`alertname: ` + alert + `\n +eval_time: \w+\n +exp_alerts:\n +- exp_labels`)
		if !silent.MatchString(tests) || !loud.MatchString(tests) {
			t.Errorf("%s has no test in %s that fires, or none that does not", alert, ruleTests)
		}
	}
}

func TestAlertsSayWhatToDo(t *testing.T) {
	for block := range strings.SplitSeq(read(t, rules), "- alert: ") {
		alert, _, _ := strings.Cut(block, "\n")
		for _, needed := range []string{"severity: ", "summary: ", "description: ", "runbook: "} {
			if !strings.HasPrefix(alert, "#") && !strings.Contains(block, needed) {
				t.Errorf("%s has no %s", alert, needed)
			}
		}
	}
}

// A misspelt name would be an alert that never fires.
func TestAlertsUseWhatIsTold(t *testing.T) {
	told := names(everythingTold(t))
	for _, expression := range regexp.MustCompile(`(?m)^ +expr: (.+)$`).FindAllStringSubmatch(read(t, rules), -1) {
		used := metricsIn(expression[1])
		if len(used) == 0 {
			t.Errorf("no metric is seen in %q", expression[1])
		}
		for _, name := range used {
			if !slices.Contains(told, name) {
				t.Errorf("%q uses %s, which is not told", expression[1], name)
			}
		}
	}
}

func TestPrometheusLikesTheMetrics(t *testing.T) {
	promtool(t, everythingTold(t), "check", "metrics")
}

// everythingTold has each series that there can be.
func everythingTold(t *testing.T) string {
	t.Helper()
	s := newService(t)
	m := s.worker(1, whole)
	m.Observe("GET /", "GET", 200, time.Millisecond)
	return s.scrape(1).text
}

// names are the names of all series.
func names(text string) []string {
	var names []string
	for line := range strings.SplitSeq(text, "\n") {
		if name := regexp.MustCompile(`^[a-z_]+`).FindString(line); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

var (
	notMetrics = regexp.MustCompile(`"[^"]*"|\{[^}]*\}|\[[^]]*\]|\b(by|without|on|ignoring)\s*\([^)]*\)`)
	word       = regexp.MustCompile(`[a-zA-Z_:][a-zA-Z0-9_:]*\s*\(?`)
)

// metricsIn are the names in an expression: what is no text, matcher, range, list of labels, function or operator.
func metricsIn(expression string) []string {
	var found []string
	for _, name := range word.FindAllString(notMetrics.ReplaceAllString(expression, " "), -1) {
		if name = strings.TrimSpace(name); !strings.HasSuffix(name, "(") && !slices.Contains([]string{"and", "or", "unless", "bool", "offset"}, name) {
			found = append(found, name)
		}
	}
	return found
}

func alerts(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, match := range regexp.MustCompile(`- alert: (\w+)`).FindAllStringSubmatch(read(t, rules), -1) {
		names = append(names, match[1])
	}
	if len(names) < 8 {
		t.Fatalf("only %d alerts in %s", len(names), rules)
	}
	return names
}

func read(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
