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
    compile "$what" "$folder" "$output.$$" "$@"
    mv "$output.$$" "$output"
}

# compile WHAT FOLDER OUTPUT ARGUMENT... : go build, which leaves an OUTPUT alone that is up to date.
compile() {
    what=$1 folder=$2 target=$3
    shift 3
    log=$(mktemp) started=$(date +%s) told=-10
    (cd "$folder" && exec go build -v -o "$target" "$@") >"$log" 2>&1 </dev/null &
    compiler=$!
    trap 'kill "$compiler" 2>/dev/null; rm -f "$log"; exit 130' INT TERM HUP
    watch_compiler
    wait "$compiler" || compile_failed
    trap - INT TERM HUP
    [ "$told" -lt 0 ] || say "$what: built in $(elapsed)"
    rm -f "$log"
}

# watch_compiler says nothing about what takes less than a second.
watch_compiler() {
    while sleep 0.2 && kill -0 "$compiler" 2>/dev/null; do
        now=$(($(date +%s) - started))
        [ "$now" -ge 1 ] && [ $((now - told)) -ge 10 ] || continue
        told=$now
        say "$what: building, $(elapsed), $(grep -vc downloading "$log" || true) packages compiled, last: $(last_line)"
    done
}

# last_line is a package's name or a download; the linker says nothing.
last_line() { tail -n 1 "$log" | grep . || echo "none"; }

elapsed() {
    seconds=$(($(date +%s) - started))
    if [ "$seconds" -lt 60 ]; then echo "$seconds s"; else echo "$((seconds / 60)) min $((seconds % 60)) s"; fi
}

compile_failed() {
    grep -v '^go: downloading' "$log" | tail -n 30 >&2
    rm -f "$log"
    fail "build $what in $folder" "the compiler's last lines are above"
}
