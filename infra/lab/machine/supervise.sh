#!/bin/sh
# Keeps one throw-away host running until it is switched off or killed.
# Usage: supervise.sh CGROUP COMMAND [ARGUMENT…]
group=$1
shift

# A cgroup of its own: hosts that were started from the same one would see each other's services in it.
for tree in /sys/fs/cgroup /sys/fs/cgroup/unified /sys/fs/cgroup/systemd; do
    [ -e "$tree/cgroup.procs" ] || continue
    mkdir -p "$tree/$group"
    echo $$ >"$tree/$group/cgroup.procs"
done

# systemd-nspawn ends with 133 when the host wants to reboot.
while :; do
    "$@"
    [ $? -eq 133 ] || exit
done
