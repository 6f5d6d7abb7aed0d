package remote

import "golang.org/x/sys/unix"

// giveUp ends the connection when what was sent is not acknowledged for that long.
func giveUp(socket uintptr) error {
	return unix.SetsockoptInt(int(socket), unix.IPPROTO_TCP, unix.TCP_RXT_CONNDROPTIME, int(unanswered.Seconds()))
}
