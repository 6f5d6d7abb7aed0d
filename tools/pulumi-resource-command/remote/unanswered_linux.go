package remote

import "golang.org/x/sys/unix"

// giveUp ends the connection when what was sent is not acknowledged for that long. The kernel alone would try for a quarter of an hour.
func giveUp(socket uintptr) error {
	return unix.SetsockoptInt(int(socket), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(unanswered.Milliseconds()))
}
