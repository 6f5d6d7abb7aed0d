# shellcheck shell=sh
# Go builds that take minutes, with a line of progress every ten seconds.

# need_go fails where Go is missing or too old for the modules here.
need_go() {
    command -v go >/dev/null || fail "go is not on PATH" "install Go 1.26 or newer from https://go.dev/dl"
    (cd "$root/tools" && go list -m >/dev/null 2>&1) ||
        fail "Go 1.26 or newer is needed, this is $(go env GOVERSION)" "install it from https://go.dev/dl"
}

# build WHAT FOLDER OUTPUT ARGUMENT... : go build, to a temporary name first, so that OUTPUT is complete or not there.
build() {
    what=$1 folder=$2 output=$3
    shift 3
    mkdir -p "$(dirname "$output")"
    log=$(mktemp) temporary=$output.$$
    say "$what: building"
    (cd "$folder" && exec go build -v -o "$temporary" "$@") >"$log" 2>&1 </dev/null &
    compiler=$!
    trap 'kill "$compiler" 2>/dev/null; rm -f "$temporary" "$log"; exit 130' INT TERM HUP
    watch_build
    if wait "$compiler"; then mv "$temporary" "$output"; else build_failed; fi
    trap - INT TERM HUP
    say "$what: built in $(elapsed)"
    rm -f "$log"
}

watch_build() {
    started=$(date +%s) told=0
    while kill -0 "$compiler" 2>/dev/null; do
        sleep 1
        now=$(($(date +%s) - started))
        [ $((now - told)) -ge 10 ] || continue
        told=$now
        say "$what: $(elapsed), $(grep -vc downloading "$log" || true) packages compiled, last: $(last_line)"
    done
}

# last_line is a package's name or a download; the linker says nothing.
last_line() { tail -n 1 "$log" | grep . || echo "none"; }

elapsed() {
    seconds=$(($(date +%s) - started))
    if [ "$seconds" -lt 60 ]; then echo "$seconds s"; else echo "$((seconds / 60)) min $((seconds % 60)) s"; fi
}

build_failed() {
    grep -v '^go: downloading' "$log" | tail -n 30 >&2
    rm -f "$temporary" "$log"
    fail "build $what in $folder" "the compiler's last lines are above"
}
