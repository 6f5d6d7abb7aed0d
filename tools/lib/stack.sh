# shellcheck shell=sh
# Stacks: which set-up one needs, opening one, and what to say when it is up.

# setup_for STACK: a stack that names its hosts needs nothing of the throw-away host.
setup_for() {
    if grep -q '^ *crypto-dashboard:hosts:' "$root/Pulumi.$1.yaml" 2>/dev/null; then echo pulumi; else echo up; fi
}

# need_passphrase STACK: a stack with hosts holds the key that opens them. With an empty passphrase it would lie there in the open.
need_passphrase() {
    [ "$(setup_for "$1")" = pulumi ] && [ -n "${empty_passphrase-}" ] || return 0
    fail "the stack $1 holds secrets, and no passphrase protects them" \
        "put one into a file that only you can read, and: export PULUMI_CONFIG_PASSPHRASE_FILE=<that file>"
}

# open_stack STACK selects it, or creates it.
open_stack() {
    state_folder
    pulumi stack select --create "$1" >&2 </dev/null
}

has_stack() {
    state_folder
    pulumi stack select "$1" >/dev/null 2>&1 </dev/null
}

# state_folder makes the folder of a file backend in the project, which Pulumi wants to be there.
state_folder() {
    own_backend || return 0
    folder=$(sed -En 's|^ +url: *"?file://([^"?]*).*|\1|p' "$root/Pulumi.yaml")
    case $folder in /* | ~*) ;; *) mkdir -p "$root/$folder" ;; esac
}

# report STACK
report() {
    url=$(pulumi stack output url --stack "$1")
    echo
    echo "dashboard  $url"
    echo "health     $(health "$url")"
    echo "release    $(pulumi stack output release --stack "$1")"
    echo
    echo "next:"
    next "$1"
}

# health is the answer as it is; a production dashboard may well refuse this machine.
health() {
    curl --silent --show-error --max-time 10 "${1%/}/health" 2>&1 || true
}

next() {
    case $(setup_for "$1") in
    up) step "go run ./infra/lab ssh $1 dashctl status" "what the host runs" ;;
    *) step "tools/with pulumi preview --diff --stack $1" "what another run would change" ;;
    esac
    step "make test" "everything that is promised, on hosts of its own"
    step "make down$([ "$1" = dev ] || echo " STACK=$1")" "remove it all"
}

step() { printf '  %-44s %s\n' "$1" "$2"; }
