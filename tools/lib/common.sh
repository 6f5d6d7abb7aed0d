# shellcheck shell=sh
# Names, places and words that all the scripts here share. Sourced, with $root set to the project's folder.

pulumi_version=v3.251.0
provider_version=1.2.1

cache=${XDG_CACHE_HOME:-$HOME/.cache}/crypto-dashboard
bin=$cache/pulumi/$pulumi_version/bin

say() { printf '%s\n' "$*" >&2; }

# fail WHAT [WAY_OUT]
fail() {
    printf 'error: %s\n' "$1" >&2
    if [ $# -gt 1 ]; then printf 'hint: %s\n' "$2" >&2; fi
    exit 1
}

# own_pulumi: the operator's own CLI is on PATH, new enough, and has its Go language host.
own_pulumi() {
    found=$(command -v pulumi) || return 1
    [ "$found" != "$bin/pulumi" ] || return 1
    [ -x "$(dirname "$found")/pulumi-language-go" ] || command -v pulumi-language-go >/dev/null || return 1
    found=$("$found" version 2>/dev/null) || return 1
    printf '%s\n%s\n' "$pulumi_version" "$found" | sort -V -C
}

# Ours comes first on PATH only where the operator's own does not do.
own_pulumi || PATH=$bin:$PATH
export PATH

export PULUMI_SKIP_UPDATE_CHECK=true

# Pulumi goes by the password file where HOME says otherwise; its plugins are to be where these scripts look for them.
export PULUMI_HOME="${PULUMI_HOME:-$HOME/.pulumi}"

# The state in the project's own folder has no passphrase unless the operator gives it one.
own_backend() { [ -z "${PULUMI_BACKEND_URL-}" ] && grep -Eq '^ +url: *"?file://' "$root/Pulumi.yaml"; }
if [ -z "${PULUMI_CONFIG_PASSPHRASE+set}" ] && [ -z "${PULUMI_CONFIG_PASSPHRASE_FILE-}" ] && own_backend; then
    export PULUMI_CONFIG_PASSPHRASE=
    empty_passphrase=yes
fi
