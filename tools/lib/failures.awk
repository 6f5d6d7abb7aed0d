# Reads what `go test` prints, with or without -v, and ends with every test that failed and its last messages: in a long run of tests side by side they
# stand far apart.
function trimmed(text) { gsub(/^[ \t]+/, "", text); return substr(text, 1, 400) }

{ print; fflush() }

/^=== (RUN|NAME|CONT)/ { test = $3 }

# What helpers log is no message of a failure.
/_test\.go:[0-9]+: / && !/: (on the host|evidence|traffic|kept|fault): / {
    said[test] = said[test] "    " trimmed($0) "\n"
    if (++lines[test] > 5) { sub(/^[^\n]*\n/, "", said[test]); lines[test]-- }
}

/^panic: |^FAIL\t/ { other = other trimmed($0) "\n" }

/^ *--- FAIL: / {
    failed[++count] = test = $3
    parent = $3
    while (sub(/\/[^\/]*$/, "", parent)) has_child[parent] = 1
}

END {
    if (count || other) print "\nfailed:"
    for (i = 1; i <= count; i++)
        if (!(failed[i] in has_child)) printf "%s\n%s", failed[i], said[failed[i]]
    printf "%s", other
}
