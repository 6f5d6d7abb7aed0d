package browser

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"crypto-dashboard/app/browsertest"
	"crypto-dashboard/app/sample"
)

// folder is where pictures of the pages are kept, if somebody wants them: see tools/screenshots.
var folder = os.Getenv("SCREENSHOTS")

// keep writes a picture of the whole page.
func keep(t *testing.T, ctx context.Context, name string) {
	t.Helper()
	if folder != "" {
		browsertest.Do(t, ctx, browsertest.Screenshot(filepath.Join(folder, name)))
	}
}

// The README's pictures: as much as belongs together, and no more.
func TestPicturesOfTheReadme(t *testing.T) {
	if folder == "" {
		t.Skip("SCREENSHOTS does not name a folder to put them in")
	}
	dashboard := start(t, ledgerOf(t, sample.Options{}))
	for _, picture := range []struct {
		name, path, theme string
		height            int
	}{{"dashboard.png", "/", "light", 1160}, {"dashboard-dark.png", "/performance", "dark", 1610}} {
		ctx := visit(t, dashboard, picture.path, browsertest.Options{Theme: picture.theme, Height: picture.height})
		content := browsertest.Get(t, ctx, chromedp.CaptureScreenshot())
		if err := os.WriteFile(filepath.Join(folder, picture.name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
