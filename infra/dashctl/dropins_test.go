package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

func TestADropInStaysAndIsRefusedIfItOpensTheSandbox(t *testing.T) {
	const unit = "[Service]\nSupplementaryGroups=freqtrade\nRestrictAddressFamilies=AF_UNIX AF_INET\nProtectHome=tmpfs\nSystemCallFilter=@system-service\nSystemCallFilter=~@privileged\nLoadCredential=bot:/etc/bot\n"
	const workers = "etc/systemd/system/crypto-dashboard@.service.d/10.conf"
	for name, story := range map[string]struct{ path, text, opens string }{
		"a drop-in that gives more memory stays (A28)":           {workers, "[Service]\nMemoryMax=1G\nEnvironment=GOMEMLIMIT=900MiB\n", ""},
		"a comment opens nothing":                                {workers, "# ProtectHome=no\n[Service]\n", ""},
		"what the unit has opens nothing":                        {workers, "[Service]\nSupplementaryGroups=freqtrade\nRestrictAddressFamilies=AF_UNIX  AF_INET\n", ""},
		"a tighter sandbox is welcome":                           {workers, "[Service]\nInaccessiblePaths=/srv\nSystemCallFilter=~@mount\nProtectHome=true\n", ""},
		"a drop-in that opens the home folders is refused (A28)": {workers, "[Service]\nMemoryMax=1G\nProtectHome=no\n", "ProtectHome=no"},
		"a list is emptied":                                      {workers, "[Service]\nInaccessiblePaths=\n", "InaccessiblePaths="},
		"system calls are added":                                 {workers, "[Service]\nSystemCallFilter=@mount\n", "SystemCallFilter=@mount"},
		"a line is continued":                                    {workers, "[Service]\nCapabilityBoundingSet=\\\n  CAP_NET_ADMIN\n", "CapabilityBoundingSet=CAP_NET_ADMIN"},
		"one worker only":                                        {"etc/systemd/system/crypto-dashboard@2.service.d/a.conf", "[Service]\nUser=root\n", "User=root"},
		"systemctl set-property":                                 {"etc/systemd/system.control/crypto-dashboard@1.service.d/50.conf", "[Service]\nIPAddressAllow=any\n", "IPAddressAllow=any"},
		"every service of the host":                              {"etc/systemd/system/service.d/a.conf", "[Service]\nNoNewPrivileges=no\n", "NoNewPrivileges=no"},
		"who may use the socket":                                 {"run/systemd/system/crypto-dashboard.socket.d/a.conf", "[Socket]\nSocketMode=0666\n", "SocketMode=0666"},
		"the unit's own list without its exceptions":             {workers, "[Service]\nSystemCallFilter=@system-service\n", "SystemCallFilter=@system-service"},
		"the unit's own credential":                              {workers, "[Service]\nLoadCredential=bot:/etc/bot\n", ""},
		"another credential":                                     {workers, "[Service]\nLoadCredential=key:/etc/shadow\n", "LoadCredential=" + hidden},
		"a file that systemd opens":                              {workers, "[Service]\nOpenFile=/etc/shadow\n", "OpenFile=/etc/shadow"},
		"its output in a file of root's":                         {workers, "[Service]\nStandardOutput=append:/etc/cron.d/x\n", "StandardOutput=append:/etc/cron.d/x"},
		"an environment that only root can read":                 {workers, "[Service]\nEnvironmentFile=/etc/secret\n", "EnvironmentFile=/etc/secret"},
		"somebody else's unit":                                   {"etc/systemd/system/other.service.d/a.conf", "[Service]\nUser=root\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t)
			var said bytes.Buffer
			h.report = &said
			release := upload(t, h, map[string][]byte{"etc/systemd/system/crypto-dashboard@.service": []byte(unit), "etc/systemd/system/crypto-dashboard.socket": nil})
			folder, err := h.compose(release)
			if err == nil {
				err = h.install(folder, release.ID)
			}
			if err != nil {
				t.Fatal(err)
			}
			put(t, h.path(story.path), story.text)
			code := exitCode(h.checkDropIns(release, options{}), &said)
			if story.opens == "" && code != exitDone || story.opens != "" && (code != exitRefused || !strings.Contains(said.String(), h.path(story.path)+" opens the sandbox of ") || !strings.Contains(said.String(), ": "+story.opens+"\nhint: ")) {
				t.Errorf("code %d, said:\n%s", code, &said)
			}
			if told := strings.Contains(said.String(), "drop-in   "+h.path(story.path)+" stays"); told == strings.Contains(story.path, "/other") {
				t.Errorf("is it told? said:\n%s", &said)
			}
			if err := h.checkDropIns(release, options{allowWeakerSandbox: true}); err != nil {
				t.Errorf("allowed: %v", err)
			}
			if got := read(t, h.path(story.path)); got != story.text {
				t.Errorf("the drop-in is now %q", got)
			}
		})
	}
}

func TestAWholeUnitInPlaceOfAWorkersIsRefused(t *testing.T) {
	h := newHost(t)
	put(t, h.path("etc/systemd/system/crypto-dashboard@1.service"), "[Service]\nExecStart=/bin/true\n")
	if err := h.checkDropIns(unitRelease(t), options{allowWeakerSandbox: true}); exitCode(err, t.Output()) != exitRefused {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestDropInsAreThoseThatSystemdReads(t *testing.T) {
	const weak, workers = "[Service]\nUser=root\n", "crypto-dashboard@.service.d/a.conf"
	for name, story := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"a file in a higher folder hides the one below": {map[string]string{"usr/lib/systemd/system/" + workers: weak, "etc/systemd/system/" + workers: weak},
			[]string{"etc/systemd/system/" + workers}},
		"an empty file hides, and sets nothing": {map[string]string{"run/systemd/system/service.d/a.conf": weak, "etc/systemd/system/service.d/a.conf": ""}, nil},
		"a unit's own file hides that of its kind": {map[string]string{"etc/systemd/system/service.d/a.conf": weak, "usr/lib/systemd/system/" + workers: weak},
			[]string{"usr/lib/systemd/system/" + workers}},
		"one worker's file hides nothing from the others": {map[string]string{"etc/systemd/system/crypto-dashboard@2.service.d/a.conf": "", "etc/systemd/system/" + workers: weak},
			[]string{"etc/systemd/system/" + workers}},
		"the last name comes last": {map[string]string{"etc/systemd/system/crypto-dashboard@.service.d/b.conf": weak, "run/systemd/system/service.d/a.conf": weak},
			[]string{"run/systemd/system/service.d/a.conf", "etc/systemd/system/crypto-dashboard@.service.d/b.conf"}},
		"a beginning of its name": {map[string]string{"etc/systemd/system/crypto-@.service.d/a.conf": weak}, []string{"etc/systemd/system/crypto-@.service.d/a.conf"}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHost(t)
			for path, text := range story.files {
				put(t, h.path(path), text)
			}
			var want []string
			for _, path := range story.want {
				want = append(want, h.path(path))
			}
			if got := h.dropInsOf("crypto-dashboard@.service"); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
	if got := strings.Join(dropInNames("crypto-dashboard-loopback.service"), " "); got != "crypto-dashboard-loopback.service crypto-dashboard-.service crypto-.service" {
		t.Errorf("names %s", got)
	}
}

func TestTheDropInOfTheContainerItselfIsToldAndNotRefused(t *testing.T) {
	h, said := servingHost(t)
	release := upload(t, h, map[string][]byte{"etc/systemd/system/crypto-dashboard@.service": nil})
	folder, err := h.compose(release)
	if err == nil {
		err = h.install(folder, release.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	const lxc = "[Service]\nProcSubset=all\nProtectProc=default\nNoNewPrivileges=no\nLoadCredential=\n"
	put(t, h.path("run/systemd/system/service.d/zzz-lxc-service.conf"), lxc)
	if err := h.checkDropIns(release, options{}); err != nil || !strings.Contains(said.String(), "opens the sandbox of crypto-dashboard@.service: ProcSubset=all; ") {
		t.Errorf("%v, said:\n%s", err, said)
	}
	put(t, h.path("etc/systemd/system/service.d/zzz-lxc-service.conf"), "[Service]\nNoNewPrivileges=no\n")
	if code := exitCode(h.checkDropIns(release, options{}), said); code != exitRefused {
		t.Errorf("the operator's own of that name: code %d, want a refusal", code)
	}
}
