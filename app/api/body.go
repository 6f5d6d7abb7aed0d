package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// body is an answer as it is sent, with its entity tag.
type body struct {
	content []byte
	tag     string
	next    url.Values // the page after this one, if there is one
}

// bodyOf writes an answer as JSON. The tag is made of what is written: two bodies have the same one only if they are the same.
func bodyOf(reply reply) body {
	var buffer bytes.Buffer
	if err := json.NewEncoder(&buffer).Encode(reply.answer); err != nil {
		panic(err) // all answers are made to be written
	}
	made := tagged(buffer.Bytes())
	made.next = reply.next
	return made
}

func tagged(content []byte) body {
	sum := sha256.Sum256(content)
	return body{content: content, tag: `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`}
}

// write answers, or says that the client has it already.
func (b body) write(response http.ResponseWriter, request *http.Request) {
	header := response.Header()
	header.Set("Cache-Control", "no-cache")
	header.Set("ETag", b.tag)
	if b.next != nil {
		header.Set("Link", "<"+request.URL.EscapedPath()+"?"+b.next.Encode()+`>; rel="next"`)
	}
	if b.isKnown(request.Header.Values("If-None-Match")) {
		response.WriteHeader(http.StatusNotModified)
		return
	}
	header.Set("Content-Type", "application/json")
	header.Set("Content-Length", strconv.Itoa(len(b.content)))
	response.Write(b.content)
}

// isKnown looks for the tag in If-None-Match. A proxy that compresses makes a weak tag of it: those count too.
func (b body) isKnown(headers []string) bool {
	for tag := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		tag = strings.TrimSpace(tag)
		if tag == "*" || strings.TrimPrefix(tag, "W/") == b.tag {
			return true
		}
	}
	return false
}
