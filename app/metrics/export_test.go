package metrics

import "time"

// SetLimits shortens what a test would otherwise wait for, or send.
func (m *Metrics) SetLimits(limit time.Duration, largest int64) { m.limit, m.largest = limit, largest }
