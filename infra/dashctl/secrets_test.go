package main

import (
	"strings"
	"testing"
)

func TestNoSecretOfAnOperatorIsReported(t *testing.T) {
	for _, line := range []string{
		`Environment=PGPASSWORD=hunter2`, `+Environment="A=1" "B=hunter2"`, ` SetCredential=bot:hunter2`, `-SetCredentialEncrypted=bot: hunter2`,
		`ExecStart=/bin/x --key hunter2`, `url = "postgresql://bot:hunter2@127.0.0.1/trades"`, `url = "postgresql://bot:hun/ter2@127.0.0.1"`,
		`password = "hunter2"`, `+api_key: hunter2`, `proxy_set_header Authorization "Basic hunter2";`, `  PGPASSWORD=hunter2`,
	} {
		if got := withoutSecrets("first = 1\n" + line + "\nlast = 2\n"); strings.Contains(got, "ter2") || !strings.Contains(got, hidden) ||
			!strings.HasPrefix(got, "first = 1\n") || !strings.HasSuffix(got, "\nlast = 2\n") {
			t.Errorf("%s is shown as\n%s", line, got)
		}
	}
	for _, line := range []string{"+rotate 99", `url = "http://127.0.0.1:8080/api"`, "ProtectHome=no", "User=root", "ExecPaths=/srv", "@@ -1,3 +1,4 @@"} {
		if got := withoutSecrets(line); got != line {
			t.Errorf("%s is shown as %s", line, got)
		}
	}
}

func TestASwitchTellsTheNamesThatADropInSets(t *testing.T) {
	h, said := servingHost(t)
	release := upload(t, h, map[string][]byte{"etc/systemd/system/crypto-dashboard@.service": nil})
	folder, err := h.compose(release)
	if err == nil {
		err = h.install(folder, release.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	put(t, h.path("etc/systemd/system/crypto-dashboard@.service.d/10.conf"), "[Service]\nMemoryMax=1G\nEnvironment=PGPASSWORD=hunter2\nExecStart=/bin/x hunter2\n")
	_ = exitCode(h.checkDropIns(release, options{}), said)
	if got := said.String(); strings.Contains(got, "hunter2") || !strings.Contains(got, "stays: MemoryMax; Environment; ExecStart") || !strings.Contains(got, ": ExecStart="+hidden) {
		t.Errorf("said:\n%s", got)
	}
}
