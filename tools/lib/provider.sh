# shellcheck shell=sh
# The command provider: Pulumi's own where it can be downloaded, else the one in tools/pulumi-resource-command.

plugin=$PULUMI_HOME/plugins/resource-command-v$provider_version
refused=$cache/pulumi/provider-$provider_version-refused
sources=$root/tools/pulumi-resource-command

install_provider() {
    if provider_installed; then return 0; fi
    if [ ! -e "$plugin/SOURCES" ] && download_provider; then return 0; fi
    build_provider
}

# provider_installed: Pulumi's own, or ours made from the sources as they are now.
provider_installed() {
    [ -x "$plugin/pulumi-resource-command" ] || return 1
    [ ! -e "$plugin/SOURCES" ] || [ "$(cat "$plugin/SOURCES")" = "$(provider_sources)" ]
}

provider_sources() {
    cat "$sources"/go.* "$sources"/*.go "$sources"/*/*.go | sha256sum | cut -d ' ' -f 1
}

# download_provider remembers a refusal for a week: it takes ten seconds.
download_provider() {
    [ -z "$(find "$refused" -mtime -7 2>/dev/null)" ] || return 1
    say "command provider: trying to download $provider_version"
    if timeout 15 pulumi plugin install resource command "v$provider_version" >/dev/null 2>&1 </dev/null && provider_installed; then
        say "command provider: downloaded"
        return 0
    fi
    mkdir -p "$(dirname "$refused")" && touch "$refused"
    return 1
}

build_provider() {
    say "command provider: $provider_version cannot be downloaded; this project's own stands in for it"
    stage=$(mktemp -d)
    build "command provider" "$sources" "$stage/pulumi-resource-command" -trimpath -buildvcs=false -ldflags="-s -w" .
    provider_sources >"$stage/SOURCES"
    tar -C "$stage" -czf "$stage/plugin.tar.gz" pulumi-resource-command SOURCES
    pulumi plugin install resource command "v$provider_version" --reinstall --file "$stage/plugin.tar.gz" >&2 </dev/null ||
        fail "install the command provider" "the lines above say why; it was built in $stage"
    rm -rf "$stage"
}
