package api

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// problem is an error as RFC 9457 wants it.
type problem struct {
	// Type is where the problem is described: a place in the OpenAPI document, or about:blank when the status says it all.
	Type     string `json:"type"`
	Title    string `json:"title"`
	Status   int    `json:"status"`
	Detail   string `json:"detail"`
	Instance string `json:"instance"`
	// Errors is every parameter that is wrong.
	Errors []fault `json:"errors,omitempty"`
	// retry is after how many seconds another try makes sense; 0 for never.
	retry int
	allow string
}

func (p *problem) Error() string { return p.Detail }

// described is the address of a problem's description in the OpenAPI document.
func described(name string) string { return "/api/v1/openapi.json#/components/responses/" + name }

func blank(status int, detail string) *problem {
	return &problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail}
}

func noSuchPath() *problem {
	return blank(http.StatusNotFound, "there is nothing at this path; what there is: /api/v1/openapi.json")
}

func noSuchMethod() *problem {
	p := blank(http.StatusMethodNotAllowed, "this API only reads: GET and HEAD")
	p.allow = "GET, HEAD"
	return p
}

func noSuchTrade(id string) *problem {
	return &problem{Type: described("UnknownTrade"), Title: "Unknown trade", Status: http.StatusNotFound,
		Detail: "there is no trade with the id " + id}
}

func badParameters(faults []fault) *problem {
	detail := "1 parameter is wrong"
	if len(faults) > 1 {
		detail = strconv.Itoa(len(faults)) + " parameters are wrong"
	}
	return &problem{Type: described("BadParameter"), Title: "Bad parameter", Status: http.StatusBadRequest, Detail: detail,
		Errors: faults}
}

func unreadable(reason string) *problem {
	return &problem{Type: described("Unreadable"), Title: "No data", Status: http.StatusServiceUnavailable, Detail: reason, retry: 5}
}

func busy() *problem {
	return &problem{Type: described("Busy"), Title: "Busy", Status: http.StatusServiceUnavailable, retry: 1,
		Detail: "too many requests read the bot's database at the same time"}
}

// Failed answers a request under /api/ that the server could not answer: its handler panicked.
func Failed(response http.ResponseWriter, request *http.Request) {
	blank(http.StatusInternalServerError, "the answer could not be made; the log says why").write(response, request)
}

// write answers with the problem. It names the path that was asked for, but not its parameters: they may be secret.
func (p *problem) write(response http.ResponseWriter, request *http.Request) {
	answer := *p
	answer.Instance = request.URL.EscapedPath()
	content, err := json.Marshal(answer)
	if err != nil {
		panic(err) // there is nothing in it that cannot be written
	}
	header := response.Header()
	header.Set("Content-Type", "application/problem+json")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Length", strconv.Itoa(len(content)+1))
	if p.retry > 0 {
		header.Set("Retry-After", strconv.Itoa(p.retry))
	}
	if p.allow != "" {
		header.Set("Allow", p.allow)
	}
	response.WriteHeader(p.Status)
	response.Write(append(content, '\n'))
}
