"""All figures of a freqtrade database, straight from their definitions, to compare the Go code with.

Usage: figures.py DATABASE STARTING_BALANCE NOW

Each stake currency is taken to have begun with the balance.

The figures come as JSON on standard output, by the names of freqtrade's REST API where it has one. "inf" stands for infinity. Slow
and simple on purpose: every figure goes through all trades again, and sums are exact (fsum).
"""

import json
import math
import sqlite3
import statistics
import sys
from datetime import datetime, timedelta

RATIO_EDGES = [-0.2, -0.1, -0.05, -0.04, -0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.03, 0.04, 0.05, 0.1, 0.2]
DURATION_EDGES = [60, 300, 900, 1800, 3600, 7200, 14400, 28800, 43200, 86400, 172800, 345600, 604800, 1209600, 2419200]


def number(value):
    return float(value) if isinstance(value, (int, float)) and math.isfinite(value) else None


def moment(text):
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def micros(at):
    return None if at is None else (at - datetime(1970, 1, 1)) // timedelta(microseconds=1)


def stake_currency(row):
    if row["stake_currency"] is not None:
        return row["stake_currency"]
    quote = row["pair"].partition("/")[2]
    return quote.partition(":")[2] or quote


class Trade:
    def __init__(self, row, orders):
        self.id, self.pair, self.currency = row["id"], row["pair"], stake_currency(row)
        self.is_open, self.short = bool(row["is_open"]), bool(row["is_short"])
        self.tag, self.reason = row["enter_tag"], row["exit_reason"]
        self.opened, self.closed = moment(row["open_date"]), moment(row["close_date"])
        self.given_profit, self.given_ratio = number(row["close_profit_abs"]), number(row["close_profit"])
        self.profit, self.ratio = self.given_profit or 0.0, self.given_ratio or 0.0
        self.realized, self.stake_now = number(row["realized_profit"]), number(row["stake_amount"])
        self.funding = number(row["funding_fees"])
        self.amount = number(row["amount"]) or 0.0
        leverage = 1.0 if number(row["leverage"]) is None else number(row["leverage"])
        entry = "sell" if self.short else "buy"
        self.entered = math.fsum(
            number(o["filled"]) * first(o["average"], o["price"], o["ft_price"])
            for o in orders
            if o["ft_order_side"] == entry and (number(o["filled"]) or 0) > 0
        ) / leverage
        self.volume = math.fsum(
            number(o["cost"]) or 0 for o in orders if o["status"] == "closed" and o["order_filled_date"] is not None
        )

    def duration(self):
        return (self.closed - self.opened).total_seconds()


def first(*values):
    return next(number(v) for v in values if number(v) is not None)


def read(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    database.row_factory = sqlite3.Row
    orders = {}
    for order in database.execute("SELECT * FROM orders"):
        orders.setdefault(order["ft_trade_id"], []).append(order)
    return [Trade(row, orders.get(row["id"], [])) for row in database.execute("SELECT * FROM trades ORDER BY id")]


def deviation(values, over):
    if over <= 0:
        return math.nan
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((v - mean) ** 2 for v in values) / over)


def annual(per_day, divisor):
    return -100.0 if divisor == 0 or math.isnan(divisor) else per_day / divisor * math.sqrt(365)


def expectancy(profits):
    if not profits:
        return 0.0, 100.0
    wins, losses = [p for p in profits if p > 0], [-p for p in profits if p < 0]
    win = math.fsum(wins) / len(wins) if wins else 0
    loss = math.fsum(losses) / len(losses) if losses else 0
    rate = len(wins) / len(profits)
    return rate * win - len(losses) / len(profits) * loss, (1 + win / loss) * rate - 1 if loss > 0 else 100.0


def sums(closed):
    """The sum of the profits after each trade; from zero."""
    return [math.fsum(t.profit for t in closed[:i]) for i in range(len(closed) + 1)]


def drawdown(closed, start):
    if not closed:
        return {}
    cumulative = sums(closed)
    high = [max(cumulative[: i + 1]) for i in range(len(cumulative))]
    depth = [h - c for h, c in zip(high, cumulative)]
    low = depth.index(max(depth))
    top, now_top = cumulative.index(high[low]), cumulative.index(high[-1])
    at = lambda i: micros(closed[max(i - 1, 0)].closed)
    return {
        "max_drawdown_abs": depth[low], "max_drawdown": depth[low] / (start + high[low]),
        "drawdown_high": high[low], "drawdown_low": cumulative[low],
        "start": at(top) if depth[low] else None, "end": at(low) if depth[low] else None,
        "current_drawdown_abs": depth[-1], "current_drawdown": depth[-1] / (start + high[-1]),
        "current_drawdown_high": high[-1], "current_start": at(now_top),
        # the last point of each moment
        "curve": list({t.closed: [micros(t.closed), c, h] for t, c, h in zip(closed, cumulative[1:], high[1:])}.values()),
    }


def performance(trades, key):
    groups = {}
    for t in trades:
        groups.setdefault("Other" if key(t) is None else key(t), []).append(t)
    lines = []
    for name, group in groups.items():
        profit, entered = math.fsum(t.profit for t in group), math.fsum(t.entered for t in group)
        length = mean([t.duration() for t in group if t.closed is not None])
        lines.append([name, len(group), profit, profit / entered if entered > 0 else None, *outcomes(group), length])
    return sorted(lines, key=lambda line: (-line[2], line[0].encode()))


def outcomes(trades):
    return sum(t.ratio > 0 for t in trades), sum(t.ratio == 0 for t in trades), sum(t.ratio < 0 for t in trades)


def mean(values):
    return math.fsum(values) / len(values) if values else None


def bins(values, edges):
    ends = [-math.inf] + edges + [math.inf]
    return [sum(low <= v < high for v in values) for low, high in zip(ends, ends[1:])]


def streaks(closed):
    now = wins = losses = 0
    for t in closed:
        if t.ratio > 0:
            now = now + 1 if now > 0 else 1
        elif t.ratio < 0:
            now = now - 1 if now < 0 else -1
        else:
            now = 0
        wins, losses = max(wins, now), max(losses, -now)
    return [now, wins, losses]


def days(closed):
    found = {}
    for t in closed:
        found.setdefault(t.closed.date(), []).append(t)
    return [[str(day), math.fsum(t.profit for t in ts), len(ts), sum(t.ratio >= 0 for t in ts)] for day, ts in sorted(found.items())]


def week(closed):
    table = [[[0, []] for _ in range(24)] for _ in range(7)]
    for t in closed:
        cell = table[t.closed.weekday()][t.closed.hour]
        cell[0] += 1
        cell[1].append(t.profit)
    return [[[count, math.fsum(profits)] for count, profits in row] for row in table]


def amounts(values):
    there = [v for v in values if v is not None]
    return [math.fsum(there), mean(there), len(values) - len(there)]


def side(trades, start):
    undated = [t for t in trades if not t.is_open and t.closed is None]
    closed = sorted((t for t in trades if not t.is_open and t.closed is not None), key=lambda t: (t.closed, t.id))
    waiting = [t for t in trades if t.is_open]
    all_closed = closed + undated
    given = [t.given_profit for t in closed if t.given_profit is not None]
    losses = [p for p in given if p < 0]
    profit = math.fsum(t.profit for t in closed)
    won = math.fsum(t.profit for t in closed if t.ratio >= 0)
    lost = math.fsum(t.profit for t in closed if t.ratio < 0)
    by_id = sorted(closed + waiting, key=lambda t: t.id)
    first_open, last_open = (by_id[0].opened, by_id[-1].opened) if by_id else (None, None)
    between = max(1, (last_open - first_open).days) if by_id else 1
    nothing = not closed or first_open == last_open
    fall = drawdown(closed, start)
    gain, gain_ratio = expectancy([t.profit for t in closed])
    sample = deviation(given, len(given) - 1)
    by_outcome = lambda test: mean([t.duration() for t in closed if test(t.ratio)])
    extreme = lambda pick: pick(closed, key=lambda t: t.profit).id if closed else 0
    return fall | {
        "trade_count": len(closed) + len(waiting), "closed_trade_count": len(closed), "undated": len(undated),
        "missing": sum(t.given_profit is None or t.given_ratio is None for t in closed),
        "winning_trades": sum(t.ratio >= 0 for t in closed), "losing_trades": sum(t.ratio < 0 for t in closed),
        "winrate": sum(t.ratio >= 0 for t in closed) / len(closed) if closed else 0.0,
        "profit_closed_coin": round(profit, 8), "profit_closed_ratio": round(profit, 8) / start,
        "profit_mean": mean([t.profit for t in closed]),
        "profit_closed_ratio_mean": mean([t.ratio for t in closed]), "profit_closed_ratio_sum": math.fsum(t.ratio for t in closed),
        "ratio_median": statistics.median([t.ratio for t in closed]) if closed else None,
        "profit_factor": won / abs(lost) if lost else math.inf,
        "expectancy": gain, "expectancy_ratio": gain_ratio,
        "sharpe": 0.0 if nothing else annual(profit / start / between, deviation([p / start for p in given], len(given))),
        "sortino": 0.0 if nothing else annual(profit / start / between, deviation([p / start for p in losses], len(losses))),
        "calmar": 0.0 if nothing else annual(profit / start / between * 100, fall["max_drawdown"]),
        "sqn": 0.0 if not closed else round(math.sqrt(len(closed)) * (mean(given) / sample), 4) if sample > 0 else -100.0,
        "days": between, "first_trade": micros(first_open), "latest_trade": micros(last_open),
        "first_closed": micros(closed[0].closed) if closed else None, "last_closed": micros(closed[-1].closed) if closed else None,
        "avg_duration": mean([t.duration() for t in closed]),
        "duration_median": statistics.median([t.duration() for t in closed]) if closed else None,
        "trading_volume": math.fsum(t.volume for t in trades),
        "funding": amounts([t.funding for t in closed]),
        "performance": performance(all_closed, lambda t: t.pair),
        "entries": performance(all_closed, lambda t: t.tag),
        "exits": performance(all_closed, lambda t: t.reason),
        "outcomes": list(outcomes(all_closed)),
        "durations": [by_outcome(lambda r: r > 0), by_outcome(lambda r: r == 0), by_outcome(lambda r: r < 0)],
        "best": extreme(max), "worst": extreme(min), "streaks": streaks(closed),
        "open": [len(waiting), math.fsum(t.stake_now or 0 for t in waiting), math.fsum(t.realized or 0 for t in waiting)],
        "ratios": bins([t.ratio for t in closed], RATIO_EDGES), "lengths": bins([t.duration() for t in closed], DURATION_EDGES),
        "calendar": days(closed), "week": week(closed),
    }


def units(closed, balance, now, begin, longest):
    """The 40 units until now's, the newest first. Longest is the number of days that is enough to be in the next unit."""
    unit = begin(now.date())
    end, lines = begin(unit + timedelta(days=longest)), []
    while len(lines) < 40:
        inside = [t for t in closed if unit <= t.closed.date() < end]
        profit = math.fsum(t.profit for t in inside)
        balance -= profit
        lines.append([str(unit), profit, len(inside), balance, profit / balance if balance > 0 else 0.0])
        unit, end = begin(unit - timedelta(days=1)), unit
    return lines


def currency(trades, start, now):
    figures = {"all": side(trades, start), "long": side([t for t in trades if not t.short], start),
               "short": side([t for t in trades if t.short], start)}
    closed = [t for t in trades if not t.is_open and t.closed is not None]
    profit = math.fsum(t.profit for t in trades if not t.is_open) + math.fsum(t.realized or 0 for t in trades if t.is_open)
    balance = start + profit
    figures["balance"] = balance
    figures["all"]["cagr"] = 0.0 if balance < 0 else (balance / start) ** (365 / figures["all"]["days"]) - 1
    figures["daily"] = units(closed, balance, now, lambda day: day, 1)
    figures["weekly"] = units(closed, balance, now, lambda day: day - timedelta(days=day.weekday()), 7)
    figures["monthly"] = units(closed, balance, now, lambda day: day.replace(day=1), 31)
    return figures


def readable(value):
    if isinstance(value, float) and math.isinf(value):
        return "inf"
    if isinstance(value, dict):
        return {k: readable(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [readable(v) for v in value]
    return value


def main(path, start, now):
    trades = read(path)
    found = {}
    for t in trades:
        found.setdefault(t.currency, []).append(t)
    json.dump(readable({name: currency(ts, float(start), datetime.fromisoformat(now)) for name, ts in found.items()}), sys.stdout)


main(*sys.argv[1:])
