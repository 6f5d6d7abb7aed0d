package api

import (
	"net/http"
	"time"
)

// Paths are those of all endpoints.
func Paths() []string {
	var paths []string
	for _, endpoint := range endpoints {
		paths = append(paths, endpoint.path)
	}
	return append(paths, Description)
}

// NeverGiven are freqtrade's members that no source can give.
var NeverGiven = neverGiven

// Occupy takes all places at the gate of an API until release.
func Occupy(handler http.Handler) (release func()) {
	gate := handler.(*API).gate
	for range cap(gate) {
		gate <- struct{}{}
	}
	return func() {
		for range cap(gate) {
			<-gate
		}
	}
}

// Impatient lets requests wait only this long at the gate.
func Impatient(handler http.Handler, wait time.Duration) { handler.(*API).patience = wait }
