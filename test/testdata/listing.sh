# Prints what a host is made of, one sorted line per fact. Left out is only what a running Debian changes by itself.
set -eu
cd /

skip() {
    find / -xdev \( \
        -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/tmp \
        -o -path /var/log/journal -o -path /var/log/wtmp -o -path /var/log/btmp -o -path /var/log/lastlog \
        -o -path /var/lib/systemd/random-seed -o -path /var/lib/systemd/timers \
    \) -prune -o "$@"
}

# type, mode, owner, path, and where a link leads
skip ! -type f -printf 'file %p %y %m %u:%g %l\n'
skip -type f -printf 'file %p %y %m %u:%g\n'
skip -type f -print0 | xargs -0 -r sha256sum | sed 's/^\(.\{64\}\)  \(.*\)/content \2 \1/'
sed 's/^/user /' /etc/passwd
sed 's/^/group /' /etc/group
systemctl list-unit-files --no-legend --no-pager | grep -v ' transient ' | sed 's/  */ /g; s/^/unit /'
systemctl list-units --no-legend --no-pager --plain --all --type=service,socket,timer |
    awk '{ print "running", $1, $3 }'
dpkg-query -W -f 'package ${Package} ${Version} ${db:Status-Abbrev}\n'
