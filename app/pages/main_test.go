package pages

import (
	"os"
	"testing"

	"crypto-dashboard/app/browsertest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }
