#!/bin/sh
# Keeps one throw-away host running until it is switched off or killed. It lies in the host's folder, and has a copy of
# the mount table for itself.
# Usage: supervise.sh CGROUP COMMAND [ARGUMENT…]
group=$1
shift
own=$(dirname "$0")
hosts=$(dirname "$own")

# Other hosts' disks would stay in use, even when they are removed, as long as this host runs.
cat /proc/self/mountinfo | while read -r _ _ _ _ mount _; do
    case $mount in
    "$own"/*) ;;
    "$hosts"/*) umount "$mount" ;;
    esac
done

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
