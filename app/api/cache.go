package api

import (
	"container/list"
	"context"
	"fmt"
	"runtime/debug"
	"sync"
)

// cache keeps the bodies that were asked for last, so that each is made once as long as the data is the same. Who asks for one that
// is being made waits for it.
type cache struct {
	mutex   sync.Mutex
	entries map[string]*list.Element // of *entry
	recent  *list.List               // the one that was used last in front
	bytes   int
}

type entry struct {
	key  string
	made chan struct{} // closed when body or err is there
	body body
	err  error
	// panic is what making it died of.
	panic any
	size  int
}

const (
	mostEntries = 256
	mostBytes   = 16 << 20
)

func newCache() *cache { return &cache{entries: map[string]*list.Element{}, recent: list.New()} }

// get gives the body for a key and makes it when it is not there. What failed is not kept. A body goes on being made when the one
// who asked leaves: others may wait for it.
func (c *cache) get(ctx context.Context, key string, make func(context.Context) (body, error)) (body, error) {
	found, fresh := c.find(key)
	if fresh {
		go c.fill(context.WithoutCancel(ctx), found, make)
	}
	select {
	case <-found.made:
		if found.panic != nil {
			panic(found.panic)
		}
		return found.body, found.err
	case <-ctx.Done():
		return body{}, ctx.Err()
	}
}

// fill makes the body. A panic reaches everybody who waits: the server knows what to do with it, and the process lives.
func (c *cache) fill(ctx context.Context, entry *entry, make func(context.Context) (body, error)) {
	defer close(entry.made)
	defer c.settle(entry)
	defer func() {
		if cause := recover(); cause != nil {
			entry.panic = fmt.Sprintf("%v\n%s", cause, debug.Stack())
		}
	}()
	entry.body, entry.err = make(ctx)
}

// find gives the entry for a key, and whether it has to be made.
func (c *cache) find(key string) (found *entry, fresh bool) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if element, ok := c.entries[key]; ok {
		c.recent.MoveToFront(element)
		return element.Value.(*entry), false
	}
	found = &entry{key: key, made: make(chan struct{})}
	c.entries[key] = c.recent.PushFront(found)
	c.shrink()
	return found, true
}

// settle counts what was made, and drops what failed.
func (c *cache) settle(made *entry) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	element := c.entries[made.key]
	if element == nil || element.Value != made {
		return // it was dropped while it was made
	}
	made.size = len(made.body.content)
	c.bytes += made.size
	if made.err != nil || made.panic != nil || made.size > mostBytes/4 {
		c.drop(element)
		return
	}
	c.shrink()
}

// shrink drops what was not used for longest.
func (c *cache) shrink() {
	for c.recent.Len() > mostEntries || c.bytes > mostBytes {
		c.drop(c.recent.Back())
	}
}

func (c *cache) drop(element *list.Element) {
	dropped := c.recent.Remove(element).(*entry)
	delete(c.entries, dropped.key)
	c.bytes -= dropped.size
}
