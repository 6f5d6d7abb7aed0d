# Runs on the host, as root: sh -s -- ARCHITECTURE USER STACK
# Refuses a host that can't run the dashboard or belongs to another stack, makes the folder for uploads and prints the host's
# machine-id and nothing else.
set -eu

refuse() {
	printf 'error: %s\nhint: %s\n' "$1" "$2" >&2
	exit 12
}

check_system() {
	. /etc/os-release
	# Testing and unstable have no version.
	case "${ID:-}" in
	debian) dpkg --compare-versions "${VERSION_ID:-12}" ge 12 || refuse "this host runs $PRETTY_NAME" "want Debian 12 or Ubuntu 22.04, or newer" ;;
	ubuntu) dpkg --compare-versions "${VERSION_ID:-0}" ge 22.04 || refuse "this host runs $PRETTY_NAME" "want Debian 12 or Ubuntu 22.04, or newer" ;;
	*) refuse "this host runs ${PRETTY_NAME:-an unknown system}" "want Debian 12 or Ubuntu 22.04, or newer" ;;
	esac
}

check_systemd() {
	[ -d /run/systemd/system ] && [ "$(cat /proc/1/comm)" = systemd ] ||
		refuse "systemd is not PID 1 of this host, $(cat /proc/1/comm) is" "a container without an init can't be used"
	version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
	[ "${version:-0}" -ge 249 ] || refuse "this host has systemd ${version:-unknown}" "want systemd 249 or newer"
}

check_architecture() {
	found=$(dpkg --print-architecture)
	[ "$found" = "$1" ] ||
		refuse "this host is $found, the release would be built for $1" "pulumi config set crypto-dashboard:architecture $found"
}

# Once for the uploads and once for the release that is made of them.
check_space() {
	free=$(df -Pk /opt | awk 'NR == 2 { print int($4 / 1024) }')
	[ "$free" -ge 96 ] || refuse "a release needs 96 MiB in /opt, $free MiB are free" "free some space, then deploy again"
	# A file system without a fixed number of inodes says 0 or -.
	inodes=$(df -Pi /opt | awk 'NR == 2 && $2 > 0 { print $4 }')
	[ "${inodes:-200}" -ge 200 ] || refuse "a release needs 200 inodes in /opt, $inodes are free" "remove some files, then deploy again"
}

# Uploads are programs, and those go by SFTP.
check_sftp() {
	configuration=$(/usr/sbin/sshd -T 2>/dev/null) || return 0 # another SSH server
	echo "$configuration" | grep -q '^subsystem sftp ' ||
		refuse "the SSH server of this host has no SFTP, and programs are sent by it" "add the line 'Subsystem sftp internal-sftp' to /etc/ssh/sshd_config, then systemctl reload ssh"
}

# The name appears in one step, with its content, and stays after a power cut: of two stacks at once, one is the first. An empty file
# is what a power cut left of one that was not synced; it names nobody.
take_host() {
	owner=/opt/crypto-dashboard/owner
	exec 9</opt/crypto-dashboard
	flock 9
	if [ ! -s "$owner" ]; then
		printf '%s\n' "$1" >/opt/crypto-dashboard/.new-owner
		sync /opt/crypto-dashboard/.new-owner
		mv -f /opt/crypto-dashboard/.new-owner "$owner"
		sync /opt/crypto-dashboard
	fi
	exec 9<&-
	[ "$(cat $owner)" = "$1" ] || refuse "this host belongs to the stack $(cat $owner), not to $1" "two stacks would undo each other's releases; to take the host over, as root on it: rm $owner"
}

make_incoming() {
	for folder in '' /bin /etc /etc/crypto-dashboard /etc/logrotate.d /etc/nginx /etc/nginx/sites-available /etc/systemd /etc/systemd/system; do
		install -d -m 0700 -o "$1" "/opt/crypto-dashboard/incoming$folder"
	done
}

main() {
	[ "$(id -u)" = 0 ] || refuse "not root" "set the user of this host to root, or let it use sudo without a password"
	check_system
	check_systemd
	check_architecture "$1"
	check_space
	check_sftp
	install -d -m 0755 /opt/crypto-dashboard
	take_host "$3"
	make_incoming "$2"
	[ -s /etc/machine-id ] || refuse "this host has no /etc/machine-id" "systemd-machine-id-setup"
	cat /etc/machine-id
}

# Read to the end before anything runs, and no command may read the rest of this text.
main "$@" </dev/null
