#!/bin/sh
# Finishes the base image. mmdebstrap runs it with the image's root folder as the only argument.
set -eu
root=$1
here=$(dirname "$0")

# With recommended packages, as apt-get on the host will ask for them.
apt() {
    APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-get --quiet --yes -o APT::Install-Recommends=true "$@"
}

# What a deployment installs on a host lies in apt's cache, so that installing it is real but needs no network.
apt clean
apt install --download-only nginx-light logrotate
apt install --download-only gunicorn python3-flask
apt install --download-only nginx-light logrotate gunicorn python3-flask

cp -R "$here/etc" "$root/"
systemctl --root="$root" enable systemd-networkd.service
# Every host has one fixed address: nothing to wait for.
systemctl --root="$root" mask systemd-networkd-wait-online.service
# They would hold apt's lock at a random moment, for a network that is not there.
systemctl --root="$root" mask apt-daily.timer apt-daily-upgrade.timer

# Each host gets its own.
rm -f "$root"/etc/ssh/ssh_host_*
# mmdebstrap's copy of the outer machine's; hosts have no name server.
rm -f "$root/etc/resolv.conf"
