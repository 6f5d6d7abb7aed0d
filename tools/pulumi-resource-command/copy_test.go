package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/archive"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/asset"
)

func (s *server) copy(source any, target string) map[string]any {
	return map[string]any{"connection": s.connection(nil), "source": source, "remotePath": target}
}

func text(t *testing.T, content string) *asset.Asset {
	t.Helper()
	source, err := asset.FromText(content)
	fatal(t, err)
	return source
}

func file(t *testing.T, path string) *asset.Asset {
	t.Helper()
	source, err := asset.FromPath(path)
	fatal(t, err)
	return source
}

func folder(t *testing.T, path string) *archive.Archive {
	t.Helper()
	source, err := archive.FromPath(path)
	fatal(t, err)
	return source
}

func write(t *testing.T, path, content string) {
	t.Helper()
	fatal(t, os.MkdirAll(filepath.Dir(path), 0o755))
	fatal(t, os.WriteFile(path, []byte(content), 0o644))
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil || string(content) != want {
		t.Errorf("%s has %q (%v), want %q", path, content, err, want)
	}
}

func TestTextIsCopiedAndFoldersOnTheWayAreMade(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	target := filepath.Join(t.TempDir(), "a/b/text")
	created := engine.create(copyToRemote, server.copy(text(t, "hello\n"), target))
	holds(t, target, "hello\n")
	if created.id == "" || !created.outputs["connection"].IsSecret() {
		t.Errorf("id %q, connection %v", created.id, created.outputs["connection"])
	}
	server.idle()
}

func TestAShorterTextReplacesALongerOne(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	target := filepath.Join(t.TempDir(), "text")
	write(t, target, "something much longer")
	engine.create(copyToRemote, server.copy(text(t, "short"), target))
	holds(t, target, "short")
}

func TestAFileGoesToItsNameOrIntoAFolder(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	source, target := filepath.Join(t.TempDir(), "binary"), t.TempDir()
	content := make([]byte, 3<<20)
	for i := range content {
		content[i] = byte(i * 7)
	}
	write(t, source, string(content))
	engine.create(copyToRemote, server.copy(file(t, source), filepath.Join(target, "renamed")))
	engine.create(copyToRemote, server.copy(file(t, source), target))
	holds(t, filepath.Join(target, "renamed"), string(content))
	holds(t, filepath.Join(target, "binary"), string(content))
}

func TestAFolderGoesIntoTheTarget(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	source, target := filepath.Join(t.TempDir(), "tree"), t.TempDir()
	write(t, filepath.Join(source, "one"), "1")
	write(t, filepath.Join(source, "deep/er/two"), "2")
	engine.create(copyToRemote, server.copy(folder(t, source), filepath.Join(target, "as-such")))
	holds(t, filepath.Join(target, "as-such/tree/one"), "1")
	holds(t, filepath.Join(target, "as-such/tree/deep/er/two"), "2")
	engine.create(copyToRemote, server.copy(folder(t, source+"/"), filepath.Join(target, "content")))
	holds(t, filepath.Join(target, "content/deep/er/two"), "2")
}

func TestTextOverAFolderIsAnError(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	_, err := engine.tryCreate(t.Context(), copyToRemote, server.copy(text(t, "x"), t.TempDir()), false)
	failure(t, err, "it is a folder")
}

func TestAFailedWriteIsAnError(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	_, err := engine.tryCreate(t.Context(), copyToRemote, server.copy(text(t, "x"), "/proc/version"), false)
	failure(t, err, `"/proc/version"`)
}

func TestOnlyChangedContentOrPathIsCopiedAgain(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	target := filepath.Join(t.TempDir(), "text")
	created := engine.create(copyToRemote, server.copy(text(t, "one"), target))

	write(t, target, "changed on the host")
	elsewhere := with(server.copy(text(t, "one"), target), map[string]any{
		"connection": server.connection(map[string]any{"perDialTimeout": 14.0}), "triggers": []any{"x"},
	})
	same := engine.update(created, elsewhere)
	holds(t, target, "changed on the host")

	changed := engine.update(same, server.copy(text(t, "two"), target))
	holds(t, target, "two")

	moved := filepath.Join(t.TempDir(), "moved")
	engine.update(changed, server.copy(text(t, "two"), moved))
	holds(t, moved, "two")
}

func TestAPreviewCopiesNothing(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	target := filepath.Join(t.TempDir(), "text")
	_, err := engine.tryCreate(t.Context(), copyToRemote, server.copy(text(t, "x"), target), true)
	fatal(t, err)
	equal(t, "connections", server.connections.Load(), 0)
}

func TestSourcesThatCannotBeCopiedAreRefused(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	remote := &asset.Asset{Sig: resource.AssetSig, URI: "https://example.org/file", Hash: "known"}
	members, err := archive.FromAssets(map[string]any{"a": text(t, "x")})
	fatal(t, err)
	for want, source := range map[string]any{
		"asset must be a path-based file asset or a text asset": remote,
		"archive must be a path to a file or directory":         members,
	} {
		_, failures := engine.check(copyToRemote, server.copy(source, "/tmp/x"))
		if len(failures) != 1 || failures[0].Reason != want {
			t.Errorf("got %v, want %q", failures, want)
		}
	}
}

func TestASourceThatIsNotKnownYetPassesThePreview(t *testing.T) {
	engine, server := startEngine(t), startServer(t)
	unknown := resource.MakeComputed(resource.NewProperty(""))
	if _, failures := engine.check(copyToRemote, server.copy(unknown, "/tmp/x")); len(failures) > 0 {
		t.Errorf("refused: %v", failures)
	}
}

func TestAServerWithoutAUsableSFTP(t *testing.T) {
	const wanted = "hint: the SSH server needs SFTP"
	t.Run("an SSH server without SFTP is named, with the line it lacks (U14)", func(t *testing.T) {
		engine, server := startEngine(t), startServer(t)
		server.replaceSFTP("")
		_, err := engine.tryCreate(t.Context(), copyToRemote, server.copy(text(t, "x"), filepath.Join(t.TempDir(), "x")), false)
		failure(t, err, "open SFTP on "+server.address+": ")
		failure(t, err, wanted)
	})
	t.Run("a login shell that prints a banner into the upload is named, and ends the upload (U14)", func(t *testing.T) {
		engine, server := startEngine(t), startServer(t)
		server.replaceSFTP("Subsystem sftp echo hi, it is a nice day; /usr/lib/openssh/sftp-server")
		_, err := engine.tryCreate(t.Context(), copyToRemote, server.copy(text(t, "x"), filepath.Join(t.TempDir(), "x")), false)
		failure(t, err, "open SFTP on "+server.address+": ")
		failure(t, err, wanted)
	})
}

func TestADiskThatIsFull(t *testing.T) {
	for name, story := range map[string]struct{ options, want string }{
		"a program that the host's disk cannot hold is refused with both sizes before a byte of it is written (U6)": {"size=1M", ": 4 MiB are needed in "},
		"a host without a free inode is refused by that word before a byte is written (U7)":                         {"size=8M,nr_inodes=1", ": no inode is free in "},
	} {
		t.Run(name, func(t *testing.T) {
			engine, server := startEngine(t), startServer(t)
			source, folder := filepath.Join(t.TempDir(), "program"), t.TempDir()
			write(t, source, strings.Repeat("x", 3<<20+1))
			if output, err := exec.Command("mount", "-t", "tmpfs", "-o", story.options, "none", folder).CombinedOutput(); err != nil {
				t.Fatalf("make a small disk: %v: %s", err, output)
			}
			t.Cleanup(func() { _ = exec.Command("umount", folder).Run() })
			_, err := engine.tryCreate(t.Context(), copyToRemote, server.copy(file(t, source), filepath.Join(folder, "program")), false)
			failure(t, err, "on "+server.address+": copy to ")
			failure(t, err, story.want+folder)
			if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
				t.Errorf("written: %v, %v", left, err)
			}
			server.idle() // nobody uses the small disk any more
		})
	}
}
