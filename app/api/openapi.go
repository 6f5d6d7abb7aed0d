package api

import (
	_ "embed"
	"net/http"
)

// Description is the path of the OpenAPI document.
const Description = "/api/v1/openapi.json"

//go:embed openapi.json
var document []byte

var description = tagged(document)

func describe(response http.ResponseWriter, request *http.Request) {
	if faults := parametersOf(request.URL.RawQuery).done(); len(faults) > 0 {
		badParameters(faults).write(response, request)
		return
	}
	description.write(response, request)
}
