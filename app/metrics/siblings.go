package metrics

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

const (
	// siblingLimit is how long another worker may take, whole: Prometheus itself waits ten seconds for all of it.
	siblingLimit   = time.Second
	siblingLargest = 8 << 20
)

// siblings are the sockets of the other workers, by number: worker-2/http.sock beside worker-1/http.sock.
func (m *Metrics) siblings() map[string]string {
	own, sockets := m.config.Socket, map[string]string{}
	if own == "" {
		return sockets
	}
	folder, name := filepath.Dir(filepath.Dir(own)), filepath.Base(own)
	found, _ := filepath.Glob(filepath.Join(escape(folder), "worker-*", escape(name))) // only a bad pattern is an error
	for _, socket := range found {
		worker := workerFolder.FindStringSubmatch(filepath.Base(filepath.Dir(socket)))
		if worker != nil && worker[1] != number(m.config.Worker) {
			sockets[worker[1]] = socket
		}
	}
	return sockets
}

var (
	workerFolder = regexp.MustCompile(`^worker-([1-9][0-9]*)$`)
	special      = regexp.MustCompile(`[*?\[\\]`)
)

// escape keeps a folder's name from being a pattern.
func escape(path string) string { return special.ReplaceAllString(path, `\$0`) }

// askSiblings asks all at once. A worker without families gave no answer that can be used.
func (m *Metrics) askSiblings() map[string][]*dto.MetricFamily {
	var waiting sync.WaitGroup
	var mutex sync.Mutex
	answers := map[string][]*dto.MetricFamily{}
	for worker, socket := range m.siblings() {
		waiting.Go(func() {
			families, err := m.askSibling(worker, socket)
			if err != nil {
				m.config.Log.Warn("worker not asked for its metrics", "of", worker, "error", err.Error())
			}
			mutex.Lock()
			defer mutex.Unlock()
			answers[worker] = families
		})
	}
	waiting.Wait()
	return answers
}

func (m *Metrics) askSibling(worker, socket string) ([]*dto.MetricFamily, error) {
	ctx, cancel := context.WithTimeout(context.Background(), m.limit)
	defer cancel()
	body, err := m.fetch(ctx, socket)
	if err != nil {
		return nil, fmt.Errorf("ask worker %s: %w", worker, err)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(bytes.NewReader(body))
	if err == nil && len(families) == 0 {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		err = ofWorker(worker, families)
	}
	if err != nil {
		return nil, fmt.Errorf("understand worker %s: %w", worker, err)
	}
	return slices.Collect(maps.Values(families)), nil
}

var errNoMetrics = errors.New("the answer is none with a worker's metrics")

// fetch asks over a unix socket. It keeps no connection: each is one more for the other worker to wait for when it leaves.
func (m *Metrics) fetch(ctx context.Context, socket string) ([]byte, error) {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}
	client := http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://worker"+SelfPath, nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if response.StatusCode != http.StatusOK || kind != "text/plain" {
		return nil, fmt.Errorf("%w: status %d, content %q", errNoMetrics, response.StatusCode, kind)
	}
	return m.readAll(response.Body)
}

func (m *Metrics) readAll(body io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(body, m.largest+1))
	if err == nil && int64(len(content)) > m.largest {
		err = fmt.Errorf("%w: more than %d bytes", errNoMetrics, m.largest)
	}
	return content, err
}

// ofWorker makes sure that nobody speaks for another.
func ofWorker(worker string, families map[string]*dto.MetricFamily) error {
	own := func(label *dto.LabelPair) bool { return label.GetName() == workerLabel && label.GetValue() == worker }
	for name, family := range families {
		for _, metric := range family.GetMetric() {
			if !slices.ContainsFunc(metric.GetLabel(), own) {
				return fmt.Errorf("%w: %s is not its own", errNoMetrics, name)
			}
		}
	}
	return nil
}
