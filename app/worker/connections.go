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

// count tells how many owe an answer (accepted, or in a request) and how many are idle between two requests.
func (c *connections) count() (busy, idle int) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	for _, state := range c.state {
		if state == http.StateIdle {
			idle++
		} else {
			busy++
		}
	}
	return busy, idle
}
