package api_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"

	"crypto-dashboard/app/sample"
)

func asID(value any) string { return fmt.Sprint(value) }

// Any parameters give an answer or say what is wrong with them, in the described form.
func FuzzParameters(f *testing.F) {
	for _, seed := range []string{"", "limit=5&offset=3", "limit=0", "order_by_id=false&cursor=17.5", "cursor=-1.-1", "cursor=-5", "bot=alpha",
		"stake_currency=USDT", "pair=ETH/USDT", "timescale=3660", "timescale=-1", "a;b", "%", "%ff=%fe", "limit=5&limit=6", "=", "&&&",
		"limit=9999999999999999999", "limit=0x5", "limit=+5", "offset=1_0", "order_by_id=TRUE", "bot=", "cursor=9223372036854775807.1"} {
		f.Add(uint8(len(seed)), seed)
		f.Add(uint8(slices.Index(paths, "trades")), seed)
	}
	s := newSite(f, sample.Options{Closed: 20})
	f.Fuzz(func(t *testing.T, path uint8, parameters string) {
		target := "/api/v1/" + paths[int(path)%len(paths)]
		request := httptest.NewRequest(http.MethodGet, target, nil)
		request.URL = &url.URL{Path: target, RawQuery: parameters}
		recorder := httptest.NewRecorder()
		s.handler.ServeHTTP(recorder, request)
		got := reply{t, recorder.Code, recorder.Result().Header, recorder.Body.Bytes()}
		described.check(t, request, got)
		if got.status != 200 && got.status != 400 {
			t.Errorf("%s?%q gives %d", target, parameters, got.status)
		}
	})
}
