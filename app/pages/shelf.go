package pages

import "sync"

// shelf keeps the last thing made under each of a bounded number of keys. What is asked for again with the same stamp is not made
// again, and who asks while it is being made waits for it.
type shelf[V any] struct {
	mutex  sync.Mutex
	places map[string]place[V]
}

type place[V any] struct {
	stamp string
	value func() V
}

// room is the most keys of a shelf: a few for each page of each bot.
const room = 256

func newShelf[V any]() *shelf[V] { return &shelf[V]{places: map[string]place[V]{}} }

func (s *shelf[V]) get(key, stamp string, make func() V) V {
	s.mutex.Lock()
	found, known := s.places[key]
	if !known || found.stamp != stamp {
		if !known && len(s.places) >= room {
			s.dropOne()
		}
		found = place[V]{stamp, sync.OnceValue(make)}
		s.places[key] = found
	}
	s.mutex.Unlock()
	return found.value()
}

// dropOne makes room. Which one is left to chance: all of them can be made again.
func (s *shelf[V]) dropOne() {
	for key := range s.places {
		delete(s.places, key)
		return
	}
}
