package charts

import (
	"fmt"
	"os"
	"testing"

	"crypto-dashboard/app/browsertest"

	"github.com/chromedp/chromedp"
)

// Pictures for the eye, when CHARTS_PICTURES names a folder.
func TestPictures(t *testing.T) {
	folder := os.Getenv("CHARTS_PICTURES")
	if folder == "" {
		t.Skip("CHARTS_PICTURES names no folder")
	}
	address := site(t, everything()...)
	for _, theme := range []string{"dark", "light"} {
		for _, width := range []int{360, 720, 1440} {
			ctx := browsertest.Start(t, browsertest.Options{Width: width, Theme: theme})
			browsertest.Do(t, ctx, chromedp.Navigate(address), browsertest.Screenshot(fmt.Sprintf("%s/%s-%d.png", folder, theme, width)))
			browsertest.NoSideScroll(t, ctx)
		}
	}
}
