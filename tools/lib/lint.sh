# shellcheck shell=sh
# The linters, at the versions that tools/go.mod pins.

linters=$cache/linters

# Go's build cache makes this quick when nothing has changed.
install_linters() {
    mkdir -p "$linters"
    for tool in honnef.co/go/tools/cmd/staticcheck github.com/rhysd/actionlint/cmd/actionlint golang.org/x/vuln/cmd/govulncheck; do
        (cd "$root/tools" && go build -o "$linters/" "$tool") || fail "build $tool" "the lines above say why"
    done
}
