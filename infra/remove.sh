# Runs on the host, as root: sh -c THIS remove STACK URN
set -eu
owner=$(cat /opt/crypto-dashboard/owner 2>/dev/null || true)
if [ "${owner:-$1}" != "$1" ]; then
	echo "error: this host belongs to the stack $owner, not to $1: nothing is removed" >&2
	echo "hint: to forget it in this stack: pulumi state delete '$2'" >&2
	exit 12
fi
# The dashctl of the last kept release, or the uploaded one if none ever was; it must start, since an upload can be cut off.
for dashctl in /opt/crypto-dashboard/recovery/bin/dashctl /opt/crypto-dashboard/dashctl /opt/crypto-dashboard/incoming/bin/dashctl; do
	[ ! -f "$dashctl" ] || chmod 0755 "$dashctl"
	if "$dashctl" help >/dev/null 2>&1; then
		# What it keeps is for the operator to read; the output of this resource is the machine-id.
		exec "$dashctl" remove >&2
	fi
done
if [ -e /opt/crypto-dashboard/current ] || [ -e /var/lib/dashctl/lock ]; then
	echo "error: no dashctl on this host can be started, and without it the dashboard can't be removed" >&2
	echo "hint: pulumi up, which uploads it again; then pulumi destroy" >&2
	exit 12
fi
# None ever ran: the folder for uploads is all there is.
rm -rf /opt/crypto-dashboard/incoming /opt/crypto-dashboard/owner /opt/crypto-dashboard/.new-owner
[ ! -d /opt/crypto-dashboard ] || rmdir --ignore-fail-on-non-empty /opt/crypto-dashboard
