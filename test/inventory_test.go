package test

import "testing"

// ours are the host's files that belong to the dashboard, with inode and time of change, so that a file that was written
// again with the same content is seen as well.
const ours = `find /opt/crypto-dashboard /var/lib/dashctl /usr/local/sbin/dashctl /etc/nginx/sites-enabled \
    /etc/logrotate.d/crypto-dashboard /etc/systemd/system -printf '%p %y %i %s %T@ %l\n' | sort`

// inventory lists ours.
func (h *host) inventory(t *testing.T) string {
	t.Helper()
	return h.run(t, ours)
}

// liveFiles are the content of everything that serves now: what the links lead to, and the release behind them. A release
// that was tried and given up may lie beside it.
func (h *host) liveFiles(t *testing.T) string {
	t.Helper()
	return h.run(t, `find /opt/crypto-dashboard/current /opt/crypto-dashboard/recovery /usr/local/sbin/dashctl \
    /etc/nginx/sites-enabled /etc/logrotate.d /etc/systemd/system -printf '%p %y %m %u:%g %l\n' | sort
find -L /opt/crypto-dashboard/current /etc/nginx/sites-enabled /etc/logrotate.d /etc/systemd/system -type f -print0 |
    sort -z | xargs -0 sha256sum`)
}
