package api_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"crypto-dashboard/app/api"
	"crypto-dashboard/app/sample"
)

func TestUnknownPaths(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 5})
	for _, path := range []string{"/api/v1/", "/api/v1/nothing", "/api/v1/profit/", "/api/v1/trade", "/api/v1/trade/", "/api/v1/trade/1/x",
		"/api/v1/PROFIT", "/api/v1/balance", "/api/v1/forceexit", "/api/v1/%3Cscript%3E"} {
		got := s.ask(http.MethodGet, path)
		problem := got.object()
		if got.status != http.StatusNotFound || problem["instance"] != path || problem["type"] != "about:blank" {
			t.Errorf("%s gives %d %s", path, got.status, got.body)
		}
	}
}

func TestWrongMethods(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 5})
	for _, path := range []string{"profit", "trades", "trade/1", "openapi.json"} {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "INVENTED"} {
			if got := s.ask(method, "/api/v1/"+path); got.status != 405 || got.header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s gives %d, allows %q", method, path, got.status, got.header.Get("Allow"))
			}
		}
	}
}

// wantFaults asks for a path that must be refused for these parameters.
func (s *site) wantFaults(path string, want ...string) []any {
	s.t.Helper()
	problem := s.wantStatus(path, http.StatusBadRequest).object()
	var got []string
	for _, fault := range problem["errors"].([]any) {
		got = append(got, fault.(map[string]any)["parameter"].(string))
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("%s is refused for %q, want %q", path, got, want)
	}
	return problem["errors"].([]any)
}

func TestBadParameters(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 5})
	for path, want := range map[string][]string{
		"trades?limit=0": {"limit"}, "trades?limit=501": {"limit"}, "trades?limit=x": {"limit"}, "trades?offset=-1": {"offset"},
		"trades?limit=1&limit=2": {"limit"}, "trades?order_by_id=maybe": {"order_by_id"}, "trades?cursor=x": {"cursor"}, "trades?cursor=1.": {"cursor"}, "trades?cursor=.1": {"cursor"},
		"trades?cursor=5&offset=5": {"cursor"}, "trades?cursor=17.5&order_by_id=true": {"cursor"}, "daily?timescale=0": {"timescale"},
		"daily?timescale=7;": {""}, "profit?bot=other": {"bot"}, "profit?stake_currency=EUR": {"stake_currency"},
		"profit?Limit=5&limit=5": {"Limit", "limit"}, "status?limit=%00": {"limit"}, "trade/x": {"id"}, "trade/1e3": {"id"},
		"trade/9223372036854775808": {"id"}, "trade/1.0": {"id"}, "entries?pair=a&pair=b": {"pair"}, "health?x=%ff": {"x"},
		"trades?limit=0&offset=-1&order_by_id=2&cursor=!&zz=1&aa=1": {"limit", "offset", "order_by_id", "cursor", "aa", "zz"},
		"openapi.json?v=2": {"v"}, "locks?limit=1": {"limit"},
	} {
		s.wantFaults(path, want...)
	}
}

func TestAFaultNamesValueRuleAndExample(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 5})
	fault := object(s.wantFaults("trades?limit="+"x"+strings.Repeat("é", 2000), "limit")[0].(map[string]any))
	if value := fault["value"].(string); len(value) > 110 || !strings.HasPrefix(value, "xéé") || strings.ContainsRune(value, '�') {
		t.Errorf("the value is repeated as %q", value)
	}
	fault.want(t, "rule", "must be a whole number from 1 to 500")
	fault.want(t, "example", "500")
	s.get("trades?limit=" + fault["example"].(string))
	if name := s.wantFaults("trades?"+strings.Repeat("n", 5000)+"=1", strings.Repeat("n", 100)+"…"); len(name) != 1 {
		t.Error("a long name is not cut")
	}
}

func TestWaysToSayYesAndNo(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 5})
	yes, no := string(s.get("trades?order_by_id=true").body), string(s.get("trades?order_by_id=false").body)
	if yes == no {
		t.Fatal("both orders are the same: the test says nothing")
	}
	for _, value := range []string{"True", "1", "on", "yes", "t", "Y"} {
		if string(s.get("trades?order_by_id="+value).body) != yes {
			t.Errorf("%s is not yes", value)
		}
	}
	for _, value := range []string{"False", "0", "off", "no", "f", "N"} {
		if string(s.get("trades?order_by_id="+value).body) != no {
			t.Errorf("%s is not no", value)
		}
	}
}

func TestUnknownTrade(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 5})
	for _, id := range []string{"999", "0", "-1", "9223372036854775807"} {
		if problem := s.wantStatus("trade/"+id, http.StatusNotFound).object(); problem["title"] != "Unknown trade" || !strings.Contains(problem["detail"].(string), id) {
			t.Errorf("%v", problem)
		}
	}
}

// A problem's type leads to its description.
func TestTypesOfProblemsAreDescribed(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 5})
	for _, path := range []string{"trade/999", "trades?limit=0"} {
		address, err := url.Parse(s.ask(http.MethodGet, "/api/v1/"+path).object()["type"].(string))
		if err != nil || address.Path != "/api/v1/openapi.json" {
			t.Fatalf("%s: %v", address, err)
		}
		described.at(t, "#"+address.Fragment)
	}
}

// What was asked for is in no problem, parameters of other paths included: it may be a secret.
func TestProblemsDoNotRepeatTheQuery(t *testing.T) {
	s := newSite(t, sample.Options{Closed: 5})
	for _, path := range []string{"nothing?token=hidden", "trade/999?bot=alpha"} {
		if got := s.ask(http.MethodGet, "/api/v1/"+path); strings.Contains(string(got.body), "?") || strings.Contains(string(got.body), "hidden") {
			t.Errorf("%s gives %s", path, got.body)
		}
	}
}

func TestWhatTheServerSaysWhenItFailed(t *testing.T) {
	request, recorder := httptest.NewRequest(http.MethodGet, "/api/v1/profit", nil), httptest.NewRecorder()
	api.Failed(recorder, request)
	got := reply{t, recorder.Code, recorder.Result().Header, recorder.Body.Bytes()}
	body, err := jsonschema.UnmarshalJSON(recorder.Body)
	if err != nil || got.status != http.StatusInternalServerError || got.header.Get("Content-Type") != "application/problem+json" {
		t.Fatalf("%d %v, %v", got.status, got.header, err)
	}
	described.load(t)
	if err := described.schema(t, "#/components/responses/Failed/content/application~1problem+json/schema").Validate(body); err != nil {
		t.Error(err)
	}
}
