# shellcheck shell=sh
# The Pulumi CLI and its Go language host, built from the modules that tools/go.mod and tools/pulumi-language-go/go.mod pin.

install_pulumi() {
    if own_pulumi || { [ -x "$bin/pulumi" ] && [ -x "$bin/pulumi-language-go" ]; }; then return 0; fi
    say "pulumi: $pulumi_version is built once from source, which takes about five minutes on two cores"
    build_language_host
    build_cli
}

# The last version of the language host that is part of the SDK's module; newer ones cannot be had from the Go proxy.
build_language_host() {
    [ -x "$bin/pulumi-language-go" ] || build "pulumi-language-go" "$root/tools/pulumi-language-go" "$bin/pulumi-language-go" \
        -trimpath -ldflags="-s -w" github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go
}

# Without the version in it, the CLI fails the version checks of plugins and projects.
build_cli() {
    [ -x "$bin/pulumi" ] || build "pulumi" "$root/tools" "$bin/pulumi" \
        -trimpath -ldflags="-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$pulumi_version" \
        github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
}
