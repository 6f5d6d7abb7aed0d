package bots

import "sync"

// signal wakes everybody who waits for the next change.
type signal struct {
	mutex sync.Mutex
	next  chan struct{}
}

// wait gives a channel that is closed by the next fire. Take it before looking at what may change.
func (s *signal) wait() <-chan struct{} {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.next == nil {
		s.next = make(chan struct{})
	}
	return s.next
}

// fire wakes all who wait. On nil it does nothing.
func (s *signal) fire() {
	if s == nil {
		return
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.next != nil {
		close(s.next)
		s.next = nil
	}
}
