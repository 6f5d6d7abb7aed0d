package ledger

import (
	"strings"
	"sync"
	"sync/atomic"
)

// Text is a text that many trades share: four bytes in each of them. The zero Text is NULL. Texts can be compared; sort and
// search by String. A text that was once seen stays in memory until the process ends.
type Text uint32

// texts are all texts that were seen. Readers never wait: they see a list that only grows.
var texts struct {
	sync.Mutex
	list   atomic.Pointer[[]entry]
	number map[string]Text
}

type entry struct {
	text  string
	print print
}

func init() {
	texts.list.Store(&[]entry{{}})
	texts.number = map[string]Text{}
}

// Intern gives the Text of a string, of which it keeps a copy.
func Intern(text string) Text {
	texts.Lock()
	defer texts.Unlock()
	if number, known := texts.number[text]; known {
		return number
	}
	text = strings.Clone(text)
	list := append(*texts.list.Load(), entry{text, print(1).withText(text)})
	texts.list.Store(&list)
	texts.number[text] = Text(len(list) - 1)
	return Text(len(list) - 1)
}

// String is the text; empty for NULL.
func (t Text) String() string { return (*texts.list.Load())[t].text }

// Valid is false for NULL.
func (t Text) Valid() bool { return t != 0 }

func (t Text) print() print { return (*texts.list.Load())[t].print }

// textCache gives Texts without waiting for other readers.
type textCache struct {
	known    map[string]Text
	last     Text
	lastText string
}

// cacheLimit keeps a column in which every row has its own text from being held twice.
const cacheLimit = 4096

func (c *textCache) intern(text string) Text {
	if text != c.lastText || c.last == 0 {
		c.last = c.find(text)
		c.lastText = c.last.String()
	}
	return c.last
}

func (c *textCache) find(text string) Text {
	if known, ok := c.known[text]; ok {
		return known
	}
	added := Intern(text)
	if len(c.known) < cacheLimit {
		c.known[added.String()] = added
	}
	return added
}
