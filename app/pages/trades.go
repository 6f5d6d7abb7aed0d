package pages

// tradeRoutes are the list of trades, its exports and a trade's own page.
func (p *Pages) tradeRoutes() []Route { return nil }
