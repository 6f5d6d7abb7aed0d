package pages

import (
	"net/url"
	"slices"
	"strconv"

	"crypto-dashboard/app/bots"
	"crypto-dashboard/app/tradelist"
)

// tradeForm is the filters with what was typed into them.
type tradeForm struct {
	State       string // kept as it is
	Main, More  []tradeField
	Without     []tradeCheck
	Order       []tradeField
	MoreIsInUse bool
}

// tradeField is an input, or a select when it has choices and no list.
type tradeField struct {
	Name, Label, Value string
	Kind               string // the type of an input
	Numeric            bool
	Unit               string
	Choices            []tradeChoice
	// Suggest makes the choices suggestions: there are too many to choose from. Unlisted is how many are not even among them.
	Suggest  bool
	Unlisted int
	Problem  string
}

type tradeChoice struct {
	Value, Name string
	Chosen      bool
}

// tradeCheck is a box for what a trade must not have.
type tradeCheck struct {
	Value, Label string
	Checked      bool
}

// mostOptions is the longest list to choose from; a longer one is for typing.
const mostOptions = 30

func (t *tradePages) formOf(view bots.View, typed url.Values, problems tradelist.Problems) tradeForm {
	var choices tradelist.Choices
	if view.State.Snapshot != nil {
		choices = t.lister.Choices(view.State.Snapshot)
	}
	form := tradeForm{State: typed.Get("state"), Main: mainFields(choices), More: moreFields(choices), Order: orderFields(typed)}
	for _, fields := range [][]tradeField{form.Main, form.More, form.Order} {
		for i := range fields {
			fields[i].fill(typed, problems)
		}
	}
	form.Without = withoutChecks(typed, choices)
	form.MoreIsInUse = slices.ContainsFunc(form.More, func(f tradeField) bool { return f.Value != "" }) || typed.Has("without")
	return form
}

func mainFields(choices tradelist.Choices) []tradeField {
	return []tradeField{
		{Name: "pair_part", Label: "Pair contains", Kind: "search"},
		textField("pair", "Pair", choices.Pairs),
		{Name: "side", Label: "Side", Choices: wordChoices("any", "long", "short")},
		{Name: "result", Label: "Result", Choices: wordChoices("any", "wins", "losses")},
		{Name: "closed_from", Label: "Closed from", Kind: "date", Unit: "UTC"},
		{Name: "closed_to", Label: "Closed to", Kind: "date", Unit: "UTC"},
	}
}

func moreFields(choices tradelist.Choices) []tradeField {
	return []tradeField{
		textField("enter_tag", "Entry tag", choices.EnterTags),
		textField("exit_reason", "Exit reason", choices.ExitReasons),
		textField("strategy", "Strategy", choices.Strategies),
		textField("stake_currency", "Stake currency", choices.Currencies),
		{Name: "opened_from", Label: "Opened from", Kind: "date", Unit: "UTC"},
		{Name: "opened_to", Label: "Opened to", Kind: "date", Unit: "UTC"},
		{Name: "percent_min", Numeric: true, Label: "Profit at least", Kind: "text", Unit: "%"},
		{Name: "percent_max", Numeric: true, Label: "Profit at most", Kind: "text", Unit: "%"},
		{Name: "profit_min", Numeric: true, Label: "Profit at least", Kind: "text", Unit: "in stake"},
		{Name: "profit_max", Numeric: true, Label: "Profit at most", Kind: "text", Unit: "in stake"},
	}
}

// orderFields are for screens without column headers.
func orderFields(typed url.Values) []tradeField {
	columns := []tradeChoice{{"", "default", false}}
	for _, column := range tradelist.Columns() {
		columns = append(columns, tradeChoice{column.String(), column.Title(), false})
	}
	lengths := []tradeChoice{}
	for _, length := range tradelist.PerPageChoices {
		text := strconv.Itoa(length)
		chosen := length == tradelist.DefaultPerPage && typed.Get("per_page") == ""
		lengths = append(lengths, tradeChoice{text, text, chosen})
	}
	return []tradeField{
		{Name: "sort", Label: "Sort by", Choices: columns},
		{Name: "order", Label: "Direction", Choices: []tradeChoice{{"", "default", false}, {"asc", "ascending", false}, {"desc", "descending", false}}},
		{Name: "per_page", Label: "Per page", Choices: lengths},
	}
}

// wordChoices are choices that are named as they are spelled; the first means none.
func wordChoices(none string, names ...string) []tradeChoice {
	choices := []tradeChoice{{"", none, false}}
	for _, name := range names {
		choices = append(choices, tradeChoice{name, name, false})
	}
	return choices
}

func textField(name, label string, choice tradelist.Choice) tradeField {
	field := tradeField{Name: name, Label: label, Kind: "text", Unlisted: choice.More, Suggest: len(choice.Texts) > mostOptions || choice.More > 0}
	if !field.Suggest {
		field.Choices = wordChoices("any")
	}
	for _, text := range choice.Texts {
		if !isPlain(text) {
			field.Unlisted++
			continue
		}
		field.Choices = append(field.Choices, tradeChoice{text, text, false})
	}
	return field
}

// fill puts what was typed into the field, also when it is no choice, or no date.
func (f *tradeField) fill(typed url.Values, problems tradelist.Problems) {
	f.Value = firstOf(typed[f.Name])
	if problem := problems.Of(f.Name); problem != (tradelist.Problem{}) {
		f.Problem = problem.Rule + ", for example " + problem.Example
		if f.Kind == "date" {
			f.Kind = "text" // a date input shows nothing but dates
		}
	}
	if f.Value == "" || len(f.Choices) == 0 || f.Suggest {
		return
	}
	i := slices.IndexFunc(f.Choices, func(c tradeChoice) bool { return c.Value == f.Value })
	if i < 0 {
		f.Choices = append(f.Choices, tradeChoice{f.Value, f.Value, false})
		i = len(f.Choices) - 1
	}
	f.Choices[i].Chosen = true
}

func firstOf(values []string) string {
	for _, value := range values {
		if value != "" {
			return value
		}
	}
	return ""
}

// withoutChecks offers what there is to choose, and what was chosen.
func withoutChecks(typed url.Values, choices tradelist.Choices) []tradeCheck {
	query, _ := tradelist.Parse(url.Values{"without": typed["without"]})
	var checks []tradeCheck
	for _, check := range []struct {
		tradeCheck
		absent int
	}{
		{tradeCheck{"enter_tag", "without entry tag", query.Without.EnterTag}, choices.EnterTags.Absent},
		{tradeCheck{"exit_reason", "without exit reason", query.Without.ExitReason}, choices.ExitReasons.Absent},
		{tradeCheck{"strategy", "without strategy", query.Without.Strategy}, choices.Strategies.Absent},
	} {
		if check.absent > 0 || check.Checked {
			checks = append(checks, check.tradeCheck)
		}
	}
	return checks
}
