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
	list   atomic.Pointer[[]string]
	number map[string]Text
}

func init() {
	texts.list.Store(&[]string{""})
	texts.number = map[string]Text{}
}

// Intern gives the Text of a string.
func Intern(text string) Text {
	texts.Lock()
	defer texts.Unlock()
	if number, known := texts.number[text]; known {
		return number
	}
	list := append(*texts.list.Load(), strings.Clone(text))
	texts.list.Store(&list)
	texts.number[list[len(list)-1]] = Text(len(list) - 1)
	return Text(len(list) - 1)
}

// String is the text; empty for NULL.
func (t Text) String() string { return (*texts.list.Load())[t] }

// Valid is false for NULL.
func (t Text) Valid() bool { return t != 0 }
