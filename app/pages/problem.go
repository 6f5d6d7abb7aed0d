package pages

import (
	"net/http"
	"time"
)

// problems says what a status means for who reads the page.
var problems = map[int]string{
	http.StatusNotFound:            "There is nothing at this address. A trade may have been deleted by the bot, or a bot may have another name.",
	http.StatusMethodNotAllowed:    "This address can only be read.",
	http.StatusBadRequest:          "The address cannot be understood.",
	http.StatusInternalServerError: "The page could not be made. The reason is in the dashboard’s log.",
	http.StatusServiceUnavailable:  "The dashboard cannot answer right now. Try again in a moment.",
}

// Problem is the page for a status of 400 or more.
func (p *Pages) Problem(status int) []byte {
	sheet := Sheet{Name: "problem", Title: http.StatusText(status), Status: status, Style: "detail.css", Content: problems[status]}
	page, err := p.render(frame{Sheet: sheet, Options: p.options, Now: time.Now()})
	if err != nil {
		return []byte(http.StatusText(status))
	}
	return page
}
