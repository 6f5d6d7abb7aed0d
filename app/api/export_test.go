package api

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
