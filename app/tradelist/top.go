package tradelist

import "slices"

// top keeps the first entries of an order: it collects twice as many, sorts, and forgets half.
type top struct {
	most    int
	kept    []entry
	full    bool  // limit is known
	limit   entry // what is not before it can be forgotten
	offered int
}

func newTop(most int) *top { return &top{most: most} }

func (t *top) add(e entry) {
	t.offered++
	if t.full && e.compare(t.limit) >= 0 {
		return
	}
	t.kept = append(t.kept, e)
	if len(t.kept) == 2*t.most {
		t.shrink()
	}
}

func (t *top) shrink() {
	slices.SortFunc(t.kept, entry.compare)
	if len(t.kept) >= t.most {
		t.kept = t.kept[:t.most]
		t.full, t.limit = true, t.kept[t.most-1]
	}
}

func (t *top) sorted() []entry {
	t.shrink()
	return t.kept
}
