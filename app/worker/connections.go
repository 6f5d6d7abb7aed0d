package worker

import (
	"net"
	"net/http"
	"sync"
)

// connections knows what every connection of a server is doing. It is the server's ConnState hook.
type connections struct {
	mutex sync.Mutex
	state map[net.Conn]http.ConnState
}

func newConnections() *connections { return &connections{state: map[net.Conn]http.ConnState{}} }

func (c *connections) track(connection net.Conn, state http.ConnState) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if state == http.StateClosed || state == http.StateHijacked {
		delete(c.state, connection)
		return
	}
	c.state[connection] = state
}

// count tells how many are in a request, how many were accepted and have sent nothing yet, and how many are idle between two
// requests.
func (c *connections) count() (active, fresh, idle int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, state := range c.state {
		switch state {
		case http.StateIdle:
			idle++
		case http.StateNew:
			fresh++
		default:
			active++
		}
	}
	return active, fresh, idle
}
