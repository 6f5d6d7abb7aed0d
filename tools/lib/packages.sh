# shellcheck shell=sh
# Debian packages: only the missing ones, by the list in tools/packages.

policy=/usr/sbin/policy-rc.d

# install_packages VERB
install_packages() {
    command -v dpkg-query >/dev/null || {
        say "packages: this is not Debian or Ubuntu, so nothing is installed; $root/tools/packages lists what is needed"
        return 0
    }
    missing=$(missing_packages "$1")
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086 # a list of words
    set -- $missing
    [ "$(id -u)" = 0 ] || fail "missing Debian packages, and only root can install them: $*" \
        "sudo apt-get install --no-install-recommends $*"
    say "packages: installing $*"
    without_services apt_install "$@"
}

# wanted_packages VERB prints the names from the list.
wanted_packages() {
    awk -v verb="$1" '!/^#/ && NF && index(","$2",", ","verb",") { print $1 }' "$root/tools/packages"
}

missing_packages() {
    for package in $(wanted_packages "$1"); do
        case $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) in
        installed) ;;
        *) printf '%s ' "$package" ;;
        esac
    done
}

# apt_install PACKAGE... : the lists are fetched only where the packages cannot be had without.
apt_install() {
    if ! apt_get --quiet --quiet --simulate "$@" >/dev/null 2>&1 || ! apt_get "$@"; then
        say "packages: updating the lists"
        apt-get --quiet --quiet update >&2 || fail "update the package lists" "look at the lines above, and at /etc/apt/sources.list"
        apt_get "$@" || fail "install $*" "apt-get install $*"
    fi
}

apt_get() {
    DEBIAN_FRONTEND=noninteractive apt-get --quiet --quiet --yes --no-install-recommends \
        -o Dpkg::Use-Pty=0 install "$@" >&2 </dev/null
}

# without_services COMMAND... : what is installed here is for tests and must not listen on this machine, now or after a reboot.
without_services() {
    forbid_services
    trap 'allow_services' EXIT
    trap 'exit 130' INT TERM HUP
    "$@"
    allow_services
    trap - EXIT INT TERM HUP
    disable_services
}

# An administrator's own policy stays as it is.
forbid_services() {
    [ -e "$policy" ] || {
        printf '#!/bin/sh\n# set-up of crypto-dashboard: start nothing\nexit 101\n' >"$policy"
        chmod 755 "$policy"
    }
}

allow_services() {
    if grep -q 'set-up of crypto-dashboard' "$policy" 2>/dev/null; then rm -f "$policy"; fi
}

disable_services() {
    command -v systemctl >/dev/null || return 0
    for package in $missing; do
        service=$(awk -v package="$package" '$1 == package && $3 != "-" { print $3 }' "$root/tools/packages")
        [ -z "$service" ] || systemctl --quiet disable "$service" >/dev/null 2>&1 || true
    done
}
