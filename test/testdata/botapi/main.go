// Command botapi answers as the REST API of a running freqtrade does: a few paths, with the files of a folder, for one password.
package main

import (
	"log"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

func main() {
	folder, address, password := os.Args[1], os.Args[2], os.Args[3]
	http.HandleFunc("GET /api/v1/{name}", func(response http.ResponseWriter, request *http.Request) {
		if _, given, _ := request.BasicAuth(); given != password {
			http.Error(response, `{"detail":"Unauthorized"}`, http.StatusUnauthorized)
			return
		}
		content, err := os.ReadFile(filepath.Join(folder, filepath.Base(request.PathValue("name"))+".json"))
		if err != nil {
			http.NotFound(response, request)
			return
		}
		response.Header().Set("Content-Type", "application/json")
		response.Write(content)
	})
	server := http.Server{Addr: address, ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.ListenAndServe())
}
