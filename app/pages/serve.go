package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"crypto-dashboard/app/bots"
)

// kind is a page that is kept: made once for a state of the data and what was asked for.
type kind struct {
	name, here, title, style string
	// asks gives the part of the query that matters, in one form only. Nil: nothing matters.
	asks func(url.Values, bots.View) url.Values
	// content is computed once for a state of the data, a day and a query as asks gave it.
	content func(view bots.View, now time.Time, asked url.Values) any
	// aged content depends on the moment, and is computed with each page.
	aged bool
}

// answer is a page, or why there is none.
type answer struct {
	page []byte
	err  error
}

func (p *Pages) serve(kind kind) func(http.ResponseWriter, *http.Request, *bots.Bot) {
	return func(response http.ResponseWriter, request *http.Request, bot *bots.Bot) {
		page, err := p.kept(kind, bot.Name, bot.View(), request.URL.Query(), time.Now())
		write(response, 0, page, err)
	}
}

// kept makes the page, or takes it from the shelf: within a second it is the same.
func (p *Pages) kept(kind kind, bot string, view bots.View, query url.Values, now time.Time) ([]byte, error) {
	asked := url.Values{}
	if kind.asks != nil {
		asked = kind.asks(query, view)
	}
	key := bot + "/" + kind.name + "?" + asked.Encode()
	second, day := strconv.FormatInt(now.Unix(), 10), now.UTC().Format(time.DateOnly)
	made := p.rendered.get(key, view.Version+"@"+second, func() answer {
		until := day
		if kind.aged {
			until = second
		}
		content := p.contents.get(key, view.Version+"@"+until, func() any { return kind.content(view, now, asked) })
		page, err := p.render(p.frameOf(bot, view, Sheet{Name: kind.name, Here: kind.here, Title: kind.title, Style: kind.style, Content: content}, now))
		return answer{page, err}
	})
	return made.page, made.err
}

// Answer renders a page about a bot in the layout, for pages that are not kept.
func (p *Pages) Answer(response http.ResponseWriter, request *http.Request, bot *bots.Bot, sheet Sheet) {
	view := bot.View()
	if sheet.View != nil {
		view = *sheet.View
	}
	page, err := p.render(p.frameOf(bot.Name, view, sheet, time.Now()))
	write(response, sheet.Status, page, err)
}

func write(response http.ResponseWriter, status int, page []byte, err error) {
	if err != nil {
		panic(err) // a page that does not fit its template: web logs it and answers 500
	}
	response.Header().Set("Content-Type", "text/html; charset=utf-8")
	if status != 0 {
		response.WriteHeader(status)
	}
	response.Write(page)
}

// Check renders, or has kept, the overview of every bot and the list of several, to know that pages can be made.
func (p *Pages) Check(now time.Time) error {
	for _, bot := range p.options.Bots.Bots {
		if _, err := p.kept(overviewPage, bot.Name, bot.View(), nil, now); err != nil {
			return err
		}
	}
	if !p.several() {
		return nil
	}
	_, err := p.list(now)
	return err
}
