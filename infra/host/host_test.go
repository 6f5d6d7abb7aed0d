package host

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files instead of comparing with them")

// sites covers every branch of every template between them.
var sites = map[string]Site{
	"throw-away": {
		Bots:   []Bot{{Name: "bot", Ledger: "sqlite:///srv/freqtrade/user_data/tradesv3.dryrun.sqlite", LedgerGroup: "freqtrade"}},
		Domain: "198.18.7.2", Workers: 2, ProxyTimeout: 120, Allow: []string{"198.18.0.0/15"},
	},
	"home": {
		Bots: []Bot{{Name: "bot", Ledger: "sqlite:///home/trader/freqtrade/user_data/tradesv3.sqlite", LedgerGroup: "trader",
			StartingBalance: "1000.5"}},
		Domain: "bot.example.com", Workers: 4, ProxyTimeout: 30, Allow: []string{"10.8.0.0/24", "2001:db8::/32"}, IPv6: true,
	},
	"closed": {Bots: []Bot{{Name: "bot", Ledger: "sqlite:///var/lib/bot/tradesv3.sqlite"}},
		Domain: "bot.example.com", Workers: 1, ProxyTimeout: 120, IPv6: true},
	"socket": {
		Bots:   []Bot{{Name: "bot", Ledger: "postgres:///freqtrade?host=/run/postgresql"}},
		Domain: "bot.example.com", Workers: 2, ProxyTimeout: 120, IPv6: true,
	},
	"several": {
		Bots: []Bot{
			{Name: "spot", Ledger: "sqlite:///srv/spot/tradesv3.sqlite", LedgerGroup: "freqtrade", StartingBalance: "1000",
				APIURL: "http://127.0.0.1:8080", APIUsername: "freqtrader", APIPasswordFile: "/etc/freqtrade/spot.password"},
			{Name: "futures", Ledger: "postgres://dashboard@192.0.2.7:5432/futures", LedgerPasswordFile: "/etc/freqtrade/futures.password",
				APIURL: "http://[::1]:8081", APIUsername: "freqtrader", APIPasswordFile: "/etc/freqtrade/futures-api.password"},
			{Name: "old", Ledger: "sqlite:///home/old/tradesv3.sqlite", LedgerGroup: "freqtrade"},
		},
		Domain: "bot.example.com", Workers: 2, ProxyTimeout: 120, IPv6: true,
	},
}

func TestRenderedFilesAreTheGoldenOnes(t *testing.T) {
	for name, site := range sites {
		t.Run(name, func(t *testing.T) {
			golden := filepath.Join("testdata", "golden", name)
			rendered := render(t, site)
			if *update {
				writeTree(t, golden, rendered)
			}
			want := readTree(t, golden)
			if got := slices.Sorted(maps.Keys(rendered)); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
				t.Fatalf("rendered %q, golden files are %q", got, slices.Sorted(maps.Keys(want)))
			}
			for file, content := range rendered {
				if !bytes.Equal(content, want[file]) {
					t.Errorf("%s differs from its golden file (go test ./infra/host -update writes it anew):\n%s", file, content)
				}
			}
		})
	}
}

func TestSameSiteGivesSameBytes(t *testing.T) {
	first, second := render(t, sites["home"]), render(t, sites["home"])
	if !maps.EqualFunc(first, second, bytes.Equal) {
		t.Error("two renderings of one site differ")
	}
}

func TestEveryFileIsPartOfEverySite(t *testing.T) {
	want := []string{
		"etc/crypto-dashboard/bots.toml",
		"etc/crypto-dashboard/dashboard.env",
		"etc/logrotate.d/crypto-dashboard",
		"etc/nginx/sites-available/crypto-dashboard",
		"etc/systemd/system/crypto-dashboard-loopback.service",
		"etc/systemd/system/crypto-dashboard-loopback.socket",
		"etc/systemd/system/crypto-dashboard-recover.service",
		"etc/systemd/system/crypto-dashboard.socket",
		"etc/systemd/system/crypto-dashboard.target",
		"etc/systemd/system/crypto-dashboard@.service",
	}
	for name, site := range sites {
		if got := slices.Sorted(maps.Keys(render(t, site))); !slices.Equal(got, want) {
			t.Errorf("site %s has %q, want %q", name, got, want)
		}
	}
}

func TestNoFileIsEverEnabled(t *testing.T) {
	for file, content := range render(t, sites["home"]) {
		if bytes.Contains(content, []byte("[Install]")) {
			t.Errorf("%s has an [Install] section: systemctl enable would pin one release", file)
		}
	}
}

func render(t *testing.T, site Site) map[string][]byte {
	t.Helper()
	rendered, err := Render(site)
	if err != nil {
		t.Fatal(err)
	}
	return rendered
}

func writeTree(t *testing.T, root string, files map[string][]byte) {
	t.Helper()
	for name, content := range files {
		writeFile(t, filepath.Join(root, name), content, 0o644)
	}
}

func writeFile(t *testing.T, name string, content []byte, mode os.FileMode) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, mode); err != nil {
		t.Fatal(err)
	}
}

func readTree(t *testing.T, root string) map[string][]byte {
	t.Helper()
	content := map[string][]byte{}
	err := filepath.WalkDir(root, func(name string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		content[relative], err = os.ReadFile(name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return content
}
