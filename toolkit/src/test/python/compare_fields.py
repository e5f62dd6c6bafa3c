"""Compares, field by field, what an exchange sent with what the toolkit made of it.

    python3 compare_fields.py DUMP

DUMP has a JSON object a line: `answer` (the kind), `place` (for messages), `body` (the text that was sent), and what the
toolkit made of it: `schema`, `records` (a list of objects of texts), `types` (the class of each of their components),
`table` (`types` and `rows`), `cursor`, `beside`, `tickers`.

The rules of units, names and times are written down here once more, from the exchange's documents: nothing is taken from
the toolkit but the names of its columns. A field without a column must be in `unknown`; a column without a field must be
missing. It ends with 1 when anything differs and with 2 when nothing was compared.
"""

import datetime
import json
import re
import sys
from collections import Counter
from decimal import Decimal

# -- what the exchange's documents say ---------------------------------------------------------------------------------


def names(**tables):
    return {table: set(words.split()) for table, words in tables.items()}


# Numbers under these names are cents; a text is dollars.
CENTS = names(
    markets="yes_bid yes_ask no_bid no_ask last_price previous_price previous_yes_bid previous_yes_ask liquidity"
    " notional_value settlement_value settlement_floor tick_size",
    trades="yes_price no_price",
    fills="yes_price no_price",
    orders="yes_price no_price taker_fill_cost maker_fill_cost taker_fees maker_fees",
    positions="market_exposure total_traded realized_pnl fees_paid",
    event_positions="total_cost event_exposure realized_pnl fees_paid",
    settlements="yes_total_cost no_total_cost revenue value",
    balance="balance portfolio_value",
    total_resting_order_value="total_resting_order_value total_value",
    quotes="yes_bid no_bid",
    candles=" ".join(
        [f"price.{name}" for name in "open high low close mean previous min max".split()]
        + [f"{side}.{name}" for side in ("yes_bid", "yes_ask") for name in "open high low close".split()]
    ),
)
# Numbers under these names are 1/10,000 dollar; a text is dollars.
CENTI_CENTS = names(incentive_programs="period_reward max_reward_per_account", subaccount_balances="balance")
# Dollars, whatever the type.
DOLLARS = names(fills="fee_cost", settlements="fee_cost")
COUNTS = names(
    series="volume",
    markets="volume volume_24h open_interest yes_bid_size yes_ask_size",
    trades="count",
    fills="count",
    orders="initial_count fill_count remaining_count",
    positions="position",
    event_positions="total_cost_shares",
    settlements="yes_count no_count",
    candles="volume open_interest",
    order_groups="contracts_limit",
    order_group="contracts_limit",
    queue_positions="queue_position",
    queue_position="queue_position",
    quotes="contracts yes_contracts no_contracts",
    rfqs="contracts",
    incentive_programs="target_size",
)
# What the exchange itself sends as floating point.
FLOATS = {
    "fee_multiplier",
    "fee_multiplier_override",
    "floor_strike",
    "cap_strike",
    "price",
    "raw_numerical_forecast",
    "numerical_forecast",
}
TIME = re.compile(r"(^|_)(ts|ts_ms|time|date|datetime)$")
CLOCK_FACES = {("trading_hours", "open_time"), ("trading_hours", "close_time")}  # HH:MM, no time
LISTS = {"categories", "tags", "additional_prohibitions", "orders", "scopes", "associated_event_tickers"}
TREES = {
    "settlement_sources",
    "product_metadata",
    "custom_strike",
    "price_ranges",
    "mve_selected_legs",
    "market_details",
    "associated_events",
    "balance_breakdown",
    "grants",
    "exchange_index_statuses",
    "resting_order_value_breakdown",
    "selected_markets",
    "market",
}
# Objects whose members are fields of the row.
OPEN = names(candles="price yes_bid yes_ask", account_limits="read write")
# Columns that are named otherwise than the field, after its suffix is gone.
COLUMNS = {
    "candles": {"end_period_ts": "end"},
    "account_limits": {
        f"{kind}.{what}": f"{kind}_{what}" for kind in ("read", "write") for what in ("refill_rate", "bucket_capacity")
    },
    "forecast": {
        f"percentile_points[].{name}": name
        for name in ("percentile", "raw_numerical_forecast", "numerical_forecast", "formatted_forecast")
    },
    "event_positions": {"resting_order_count": "resting_orders_count"},
    "total_resting_order_value": {"total_value": "total_resting_order_value"},
    "category_tags": {"{category}": "category", "{category}[]": "tag"},
    "sport_filters": {
        "{sport}": "sport",
        "sport_ordering[]": "position",
        "{competition}": "competition",
        "scopes[]": "scope",
    },
    "trading_hours": {"{day}": "day", "{day}[].open_time": "open_time", "{day}[].close_time": "close_time"},
}
for side in ("price", "yes_bid", "yes_ask"):
    for name in "open high low close mean previous min max".split():
        COLUMNS["candles"][f"{side}.{name}"] = name if side == "price" else f"{side}_{name}"
# Fields that are another column's too, when that one was not sent: behind the others.
SECOND = {
    ("trades", "market_ticker"): "ticker",
    ("fills", "market_ticker"): "ticker",
    ("orders", "market_ticker"): "ticker",
    ("positions", "market_ticker"): "ticker",
    ("settlements", "market_ticker"): "ticker",
    ("trades", "ts"): "created_time",
    ("trades", "ts_ms"): "created_time",
    ("fills", "ts"): "created_time",
    ("fills", "trade_id"): "fill_id",
}
# These are only ever read as that other column.
ONLY_SECOND = {key for key in SECOND if key != ("fills", "trade_id")}

WHOLE = {
    "EVENT_METADATA",
    "COMBO_MARKET",
    "EXCHANGE_STATUS",
    "USER_DATA_TIMESTAMP",
    "HISTORICAL_CUTOFF",
    "ACCOUNT_LIMITS",
    "CREATED_KEY",
    "COMMUNICATIONS_ID",
    "CREATED_ID",
    "ORDER_GROUP",
    "QUEUE_POSITION",
    "BALANCE",
    "RESTING_VALUE",
    "FEED_TRADES",
}
MEMBERS = {
    "SERIES": "series",
    "EVENTS": "events",
    "MARKETS": "markets",
    "MARKET": "market",
    "TRADES": "trades",
    "CANDLES": "candlesticks",
    "SERIES_FEE_CHANGES": "series_fee_change_arr",
    "EVENT_FEE_CHANGES": "event_fee_changes",
    "INCENTIVES": "incentive_programs",
    "COLLECTIONS": "multivariate_contracts",
    "COLLECTION": "multivariate_contract",
    "LOOKUPS": "lookup_points",
    "ENDPOINT_COSTS": "endpoint_costs",
    "API_KEYS": "api_keys",
    "QUOTES": "quotes",
    "QUOTE": "quote",
    "RFQS": "rfqs",
    "RFQ": "rfq",
    "FILLS": "fills",
    "ORDERS": "orders",
    "ORDER": "order",
    "ORDER_GROUPS": "order_groups",
    "QUEUE_POSITIONS": "queue_positions",
    "POSITIONS": "market_positions",
    "EVENT_POSITIONS": "event_positions",
    "SETTLEMENTS": "settlements",
    "DEPOSITS": "deposits",
    "WITHDRAWALS": "withdrawals",
    "SUBACCOUNT_BALANCES": "subaccount_balances",
}
# Members beside the rows that another answer, the question or the rows themselves tell.
TOLD = {
    "CANDLES": {"ticker"},
    "POSITIONS": {"event_positions"},
    "EVENT_POSITIONS": {"market_positions"},
    "EVENT": {"event", "markets"},
    "BATCH_CANDLES": {"markets"},
    "EVENT_CANDLES": {"market_tickers", "market_candlesticks"},
    "BOOK": {"orderbook", "orderbook_fp"},
    "BOOKS": {"orderbooks"},
    "FORECAST": {"forecast_history"},
    "TAGS": {"tags_by_categories"},
    "SPORTS": {"filters_by_sports", "sport_ordering"},
    "TRADING_HOURS": {"schedule"},
    "MAINTENANCE_WINDOWS": {"schedule"},
}
# Members of the body that every row has too.
SHARED = {"ENDPOINT_COSTS": "default_cost", "API_KEYS": "api_key_region_expiration_ts"}
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
SECRET = "private_key"

# A field that is sent and has no column may be one of these: of a recorder's, or made up by a test.
MAY_BE_UNKNOWN = re.compile(r"(^|\.)(_.*|new_\d+)$")

# -- values ------------------------------------------------------------------------------------------------------------


class Misfit(Exception):
    """A value that its column cannot hold: it must be among what is unknown."""


def is_number(value):
    return isinstance(value, (int, Decimal)) and not isinstance(value, bool)


def decimal_of(value, decimals):
    try:
        number = Decimal(value)
    except ArithmeticError:
        raise Misfit(value) from None
    if not number.is_finite() or number != round(number, decimals):
        raise Misfit(value)
    return number


def text_of(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def micros(value):
    """Microseconds since 1970 UTC of a time as the exchange writes it; None for never."""
    if isinstance(value, bool):
        raise Misfit(value)
    text = str(value)
    if re.fullmatch(r"-?\d+", text):
        number = int(text)
        size = abs(number)
        return number * 10**6 if size < 10**11 else number * 1000 if size < 10**14 else number
    match = re.fullmatch(
        r"(\d{4})-(\d\d)-(\d\d)(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:\d\d))?", text
    )
    if not match:
        raise Misfit(value)
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        moment = datetime.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0))
    except ValueError:
        raise Misfit(value) from None
    past = moment - datetime.datetime(1970, 1, 1)
    result = (past.days * 86400 + past.seconds) * 10**6 + int(((fraction or "") + "000000")[:6])
    if zone and zone not in "Zz":
        offset = int(zone[1:3]) * 60 + int(zone[4:6])
        result -= (offset if zone[0] == "+" else -offset) * 60 * 10**6
    never = datetime.datetime(1, 1, 1) - datetime.datetime(1970, 1, 1)
    return None if result == never.days * 86400 * 10**6 else result


class Money(Decimal):
    pass


class Count(Decimal):
    pass


class Time(int):
    pass


class Float(Decimal):
    pass


class Tree:
    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return repr(self.value)


def meaning(schema, path, value):
    """The column of a field and its value there: None when that is missing. Raises Misfit."""
    last = path.split(".")[-1]
    unit = None
    base = path
    for suffix, factor in (
        ("_dollars", 1),
        ("_fixed", 1),
        ("_centi_cents", Decimal("0.0001")),
        ("_cents", Decimal("0.01")),
    ):
        if path.endswith(suffix):
            base = path[: -len(suffix)]
            unit = factor
            break
    count = path.endswith("_fp") or path in COUNTS.get(schema, ())
    if path.endswith("_fp"):
        base = path[:-3]
    column = COLUMNS.get(schema, {}).get(base, base)
    if unit is None:
        if path in CENTS.get(schema, ()):
            unit = Decimal("0.01") if is_number(value) else 1
        elif path in CENTI_CENTS.get(schema, ()):
            unit = Decimal("0.0001") if is_number(value) else 1
        elif path in DOLLARS.get(schema, ()):
            unit = 1
    if value is None:
        return column, None
    if last in TREES and base == path:
        return column, Tree(value)
    if last in LISTS:
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return column, value
        if isinstance(value, str):
            return column, [value] if value else None
        raise Misfit(value)
    if value == "":
        return column, None
    if isinstance(value, (dict, list)):
        raise Misfit(value)
    if unit is not None:
        return column, Money(decimal_of(decimal_of(text_of(value), 10) * unit, 6))
    if count:
        return column, Count(decimal_of(text_of(value), 2))
    if TIME.search(last) and (schema, column) not in CLOCK_FACES:
        moment = micros(value)
        return column, None if moment is None else Time(moment)
    if column in FLOATS and (is_number(value) or re.fullmatch(r"-?[\d.]+", value)):
        return column, Float(value)
    return column, value


RANKS = ("_dollars", "_fp", "_fixed")


def rank(schema, path):
    """Which of a column's fields wins: the lowest."""
    if (schema, path) in SECOND:
        return 12 if path == "ts" else 11
    for position, suffix in enumerate(RANKS):
        if path.endswith(suffix):
            return position
    return 10


# -- rows --------------------------------------------------------------------------------------------------------------


def members(row, opened):
    """The fields of a row by path, those of opened objects among them."""
    fields = {}
    for name, value in row.items():
        if name == SECRET:
            continue
        if name in opened and (value is None or isinstance(value, dict)):
            for inner, each in (value or {}).items():
                if inner != SECRET:
                    fields[f"{name}.{inner}"] = each
        else:
            fields[name] = value
    return fields


def or_none(elements):
    return elements if elements else [None]


def inner_fields(prefix, value):
    """The fields of an element of a list that became a row."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return {f"{prefix}.{name}": each for name, each in value.items()}
    return {prefix: value}


def forecast(body):
    for point in body.get("forecast_history") or []:
        own = {name: value for name, value in point.items() if name != "percentile_points"}
        for index, percentile in enumerate(or_none(point.get("percentile_points"))):
            row = own if index == 0 else {
                name: own[name] for name in ("event_ticker", "end_period_ts", "period_interval") if name in own
            }
            yield {**row, **inner_fields("percentile_points[]", percentile)}


def tags(body):
    for category, each in (body.get("tags_by_categories") or {}).items():
        for tag in or_none(each):
            yield {"{category}": category, "{category}[]": tag}


def scopes(own, details):
    for index, scope in enumerate(or_none(details.get("scopes"))):
        others = {name: value for name, value in details.items() if name != "scopes"} if index == 0 else {}
        yield {**own, **others, "scopes[]": scope}


def sports(body):
    listed = body.get("filters_by_sports") or {}
    ordering = body.get("sport_ordering") or []
    for sport in list(listed) + [name for name in ordering if name not in listed]:
        own = {"{sport}": sport}
        if sport in ordering:
            own["sport_ordering[]"] = ordering.index(sport) + 1
        details = dict(listed.get(sport) or {})
        competitions = details.pop("competitions", None)
        yield from scopes(own, details)
        for competition, inner in (competitions or {}).items():
            yield from scopes({**own, "{competition}": competition}, inner or {})


def hours(body):
    for week in (body.get("schedule") or {}).get("standard_hours") or []:
        others = {name: value for name, value in week.items() if name not in DAYS}
        own = {name: others[name] for name in ("start_time", "end_time") if name in others}
        days = [name for name in week if name in DAYS]
        first = True
        if not days:
            yield others
        for day in days:
            for session in or_none(week[day]):
                yield {**(others if first else own), "{day}": day, **inner_fields("{day}[]", session)}
                first = False


def book(body, ticker):
    """The levels of a book, best first; each is the finished row."""
    for side in ("yes", "no"):
        for name, factor in (
            (f"orderbook_fp.{side}_dollars", 1),
            (f"orderbook_fp.{side}", Decimal("0.01")),
            (f"orderbook.{side}_dollars", 1),
            (f"orderbook.{side}", Decimal("0.01")),
        ):
            outer, inner = name.split(".")
            levels = (body.get(outer) or {}).get(inner)
            if levels is not None:
                break
        priced = [
            (Decimal(price) * (1 if isinstance(price, str) else factor), Decimal(count)) for price, count in levels or []
        ]
        priced.sort(key=lambda level: -level[0])
        for position, (price, count) in enumerate(priced, 1):
            yield {
                "ticker": ticker,
                "side": side,
                "level": position,
                "price": Money(price),
                "yes_price": Money(price if side == "yes" else 1 - price),
                "count": Count(count),
            }


def rows_of(answer, schema, body):
    """The rows that an answer must have: pairs of fields as they were sent, and columns that are told elsewhere."""
    opened = OPEN.get(schema, ())
    if answer == "BOOK":
        return [({}, row) for row in book(body, None)]
    if answer == "BOOKS":
        return [({}, row) for each in body.get("orderbooks") or [] for row in book(each, each["ticker"])]
    if answer == "BATCH_CANDLES":
        return [
            (members(candle, opened), {"ticker": market["market_ticker"]})
            for market in body.get("markets") or []
            for candle in market.get("candlesticks") or []
        ]
    if answer == "EVENT_CANDLES":
        tickers = body.get("market_tickers") or []
        return [
            (members(candle, opened), {"ticker": tickers[index]})
            for index, candles in enumerate(body.get("market_candlesticks") or [])
            for candle in candles or []
        ]
    unfolded = {"FORECAST": forecast, "TAGS": tags, "SPORTS": sports, "TRADING_HOURS": hours}
    if answer in unfolded:
        return [(members(row, ()), {}) for row in unfolded[answer](body)]
    if answer == "MAINTENANCE_WINDOWS":
        return [(members(row, ()), {}) for row in (body.get("schedule") or {}).get("maintenance_windows") or []]
    if answer == "EVENT":
        event = dict(body["event"])
        if event.get("markets") is None and body.get("markets") is not None:
            event["markets"] = body["markets"]
        return [(members(event, ()), {})]
    if answer in WHOLE:
        return [(members(body, opened), {})]
    rows = body.get(MEMBERS[answer])
    rows = [rows] if isinstance(rows, dict) else rows or []
    shared = SHARED.get(answer)
    if shared and shared in body:
        rows = [{shared: body[shared], **row} for row in rows]
    return [(members(row, opened), {}) for row in rows]


def beside(answer, body):
    """What stands in an answer and in no row, by path."""
    if answer in WHOLE:
        return {}
    told = TOLD.get(answer, set()) | {MEMBERS.get(answer, ""), SECRET}
    told.add("next_cursor" if answer == "INCENTIVES" else "cursor")
    found = {name: value for name, value in body.items() if name not in told}
    if answer in ("TRADING_HOURS", "MAINTENANCE_WINDOWS"):
        for name, value in (body.get("schedule") or {}).items():
            if name not in ("standard_hours", "maintenance_windows"):
                found[f"schedule.{name}"] = value
    if answer == "BATCH_CANDLES":
        for index, market in enumerate(body.get("markets") or []):
            for name, value in market.items():
                if name not in ("market_ticker", "candlesticks", SECRET):
                    found[f"markets[{index}].{name}"] = value
    books = [("", body)] if answer == "BOOK" else []
    if answer == "BOOKS":
        for index, each in enumerate(body.get("orderbooks") or []):
            books.append((f"orderbooks[{index}].", each))
            for name, value in each.items():
                if name not in ("ticker", "orderbook", "orderbook_fp", SECRET):
                    found[f"orderbooks[{index}].{name}"] = value
    for place, each in books:
        for outer in ("orderbook", "orderbook_fp"):
            for name, value in (each.get(outer) or {}).items():
                if name not in ("yes", "no", "yes_dollars", "no_dollars", SECRET):
                    found[f"{place}{outer}.{name}"] = value
    return found


def tickers_of(answer, body):
    if answer == "BATCH_CANDLES":
        return [market["market_ticker"] for market in body.get("markets") or []]
    if answer == "EVENT_CANDLES":
        return body.get("market_tickers") or []
    if answer == "BOOKS":
        return [each["ticker"] for each in body.get("orderbooks") or []]
    return []


# -- comparing ---------------------------------------------------------------------------------------------------------


def parsed(text):
    return json.loads(text, parse_float=Decimal)


class Comparison:
    def __init__(self):
        self.values = Counter()
        self.missing = 0
        self.unknown = Counter()
        self.twins = Counter()
        self.wrong = []
        self.answers = 0

    def differs(self, place, what, expected, found):
        self.wrong.append(f"{place}: {what}: sent {expected!r}, made {found!r}")

    def same(self, place, what, expected, found):
        if expected != found:
            self.differs(place, what, expected, found)

    def answer(self, line):
        self.answers += 1
        answer = line["answer"]
        place = f"{answer} at {line['place']}"
        body = parsed(line["body"])
        if answer == "RAW":
            self.raw(place, body, line["table"])
            return
        schema = line["schema"]
        rows = rows_of(answer, schema, body)
        self.rows(answer, place, schema, rows, line["records"], line["types"], line["table"])
        if answer == "FEED_TRADES":
            return
        if answer not in WHOLE:
            cursor = body.get("next_cursor" if answer == "INCENTIVES" else "cursor")
            self.same(place, "cursor", "" if cursor is None else text_of(cursor), line["cursor"])
        expected = beside(answer, body)
        found = {path: parsed(value) for path, value in line["beside"].items()}
        self.same(place, "beside the rows", expected, found)
        self.values[answer] += len(expected)
        self.same(place, "tickers", tickers_of(answer, body), line["tickers"])

    def rows(self, answer, place, schema, rows, records, types, table):
        self.same(place, "number of records", len(rows), len(records))
        if table is not None:
            self.same(place, "number of table rows", len(rows), len(table["rows"]))
        for index, ((fields, columns), record) in enumerate(zip(rows, records)):
            cells = None if table is None else table["rows"][index]
            self.row(answer, f"{place} row {index}", schema, fields, columns, record, types, table, cells)

    def row(self, answer, place, schema, fields, columns, record, types, table, cells):
        expected = dict(columns)
        ranks = {}
        unknown = {}
        for path, value in fields.items():
            if schema == "events" and path == "markets":
                self.nested(answer, place, value, record, types, cells, expected, unknown)
                continue
            targets = []
            try:
                column, made = meaning(schema, path, value)
                if (schema, path) not in ONLY_SECOND:
                    targets.append(column)
                if (schema, path) in SECOND:
                    targets.append(SECOND[(schema, path)])
                if answer == "FEED_TRADES" and path == "created_time":
                    targets = []  # its messages have ts and ts_ms
            except Misfit:
                unknown[path] = value
                continue
            targets = [each for each in targets if each in types]
            if not targets:
                unknown[path] = value
                self.unknown[f"{schema}.{path}"] += 1
                if not MAY_BE_UNKNOWN.search(path):
                    self.differs(place, "a field that has no column", path, "unknown")
            for target in targets:
                if made is None:
                    continue
                behind = rank(schema, path)
                if path == "trade_id" and target == "trade_id":
                    behind = 0
                if target not in ranks or behind < ranks[target]:
                    if target in ranks:
                        self.twin(schema, target, expected[target], made)
                    ranks[target] = behind
                    expected[target] = made
                else:
                    self.twin(schema, target, made, expected[target])
        if unknown:
            expected["unknown"] = Tree(unknown)
        for column in record:
            if schema == "events" and column == "markets":
                continue
            self.cell(answer, place, column, expected.pop(column, None), record[column], types[column], table, cells)
        for column, value in expected.items():
            if value is not None and not (schema == "events" and column == "markets"):
                self.differs(place, column, value, "no such column")

    def twin(self, schema, column, one, other):
        if one != other:
            self.twins[f"{schema}.{column}"] += 1

    def nested(self, answer, place, markets, record, types, cells, expected, unknown):
        if markets is None:
            self.same(place, "markets", None, record["markets"])
            return
        if not isinstance(markets, list):
            unknown["markets"] = markets
            return
        rows = [(members(market, ()), {}) for market in markets]
        inner = record["markets"]
        if inner is None:
            self.differs(place, "markets", len(markets), None)
            return
        self.rows(answer, f"{place} markets", "markets", rows, inner, types["markets"], None)
        if cells is not None:
            self.same(place, "number of markets", str(len(markets)), cells["markets"])

    def cell(self, answer, place, column, expected, found, kind, table, cells):
        what = f"record's {column} ({kind})"
        if expected is None:
            self.missing += 1
            if found is not None:
                self.differs(place, what, None, found)
        else:
            self.values[answer] += 1
            if found is None or not self.equal(expected, found, kind):
                self.differs(place, what, expected, found)
        if cells is None:
            return
        column_type = table["types"][column]
        cell = cells[column]
        what = f"table's {column} ({column_type})"
        if expected is None:
            if cell is not None or cells.get(f"{column}_us") is not None:
                self.differs(place, what, None, cell)
        elif cell is None or not self.equal_cell(expected, cell, column_type):
            self.differs(place, what, expected, cell)
        if isinstance(expected, Time):
            exact = cells.get(f"{column}_us")
            if exact is None and expected % 1000:
                self.differs(place, f"{column} has digits that no column of the table holds", expected, cell)
            if exact is not None and int(exact) != expected:
                self.differs(place, f"table's {column}_us", expected, exact)

    @staticmethod
    def equal(expected, found, kind):
        """Whether a component of a record, of that class, is the value."""
        if isinstance(expected, Money):
            return kind in ("Price", "Money") and Decimal(found) == expected
        if isinstance(expected, Count):
            return kind == "Contracts" and Decimal(found) == expected
        if isinstance(expected, Time):
            return kind == "Instant" and micros(found) == expected
        if isinstance(expected, Float):
            return kind == "Double" and float(found) == float(expected)
        if isinstance(expected, Tree):
            return kind == "String" and parsed(found) == expected.value
        if isinstance(expected, list):
            return kind == "List" and found == expected
        if isinstance(expected, bool):
            return kind == "Boolean" and found == text_of(expected)
        if is_number(expected):
            return kind in ("Long", "long", "Integer", "int") and Decimal(found) == expected
        return kind in ("String", "Long", "Boolean") and found == expected

    @staticmethod
    def equal_cell(expected, cell, column_type):
        """Whether a cell of a table is the value, as near as its column can hold it."""
        if isinstance(expected, (Money, Count, Float)):
            return column_type == "DOUBLE" and float(cell) == float(expected)
        if isinstance(expected, Time):
            return column_type == "INSTANT" and micros(cell) == expected // 1000 * 1000
        if isinstance(expected, Tree):
            return column_type == "STRING" and parsed(cell) == expected.value
        if isinstance(expected, list):
            return column_type == "STRING" and parsed(cell) == expected
        if isinstance(expected, bool):
            return column_type == "BOOLEAN" and cell == text_of(expected)
        if is_number(expected):
            return column_type == "LONG" and Decimal(cell) == expected
        return column_type in ("STRING", "LONG", "BOOLEAN") and cell == expected

    def raw(self, place, body, table):
        """An answer without a schema: the rows of its first list, or of its one object, or itself."""
        rows = [body]
        if isinstance(body, list):
            rows = body
        else:
            lists = [value for value in body.values() if isinstance(value, list)]
            if lists:
                rows = lists[0]
            elif len(body) == 1 and isinstance(next(iter(body.values())), dict):
                rows = [next(iter(body.values()))]
        self.same(place, "number of rows", len(rows), len(table["rows"]))
        for index, (row, cells) in enumerate(zip(rows, table["rows"])):
            row = row if isinstance(row, dict) else {"value": row}
            self.same(f"{place} row {index}", "columns without a field", set(), {
                name for name, cell in cells.items() if cell is not None and name not in row
            })
            for name, value in row.items():
                cell = cells.get(name)
                if value is None or value == "":
                    self.missing += 1
                    if cell is not None:
                        self.differs(f"{place} row {index}", name, value, cell)
                    continue
                self.values["RAW"] += 1
                if cell is None or not self.equal_raw(value, cell, table["types"][name]):
                    self.differs(f"{place} row {index}", f"{name} ({table['types'][name]})", value, cell)

    @staticmethod
    def equal_raw(value, cell, column_type):
        if isinstance(value, str):
            return column_type == "STRING" and cell == value
        if isinstance(value, bool):
            return column_type in ("BOOLEAN", "STRING") and cell == text_of(value)
        if is_number(value):
            return column_type in ("LONG", "DOUBLE", "STRING") and float(cell) == float(value)
        return column_type == "STRING" and parsed(cell) == value


def main(path):
    comparison = Comparison()
    with open(path, encoding="utf-8") as dump:
        for line in dump:
            comparison.answer(json.loads(line))
    compared = sum(comparison.values.values())
    by_answer = ", ".join(f"{name} {count}" for name, count in sorted(comparison.values.items()))
    print(f"{compared} values and {comparison.missing} missing ones of {comparison.answers} answers compared: {by_answer}")
    if comparison.unknown:
        print(f"kept as unknown: {sum(comparison.unknown.values())} values of {len(comparison.unknown)} fields")
    for column, count in sorted(comparison.twins.items()):
        print(f"twins that differ: {column}, {count} times")
    if comparison.wrong:
        print(f"{len(comparison.wrong)} DIFFERENCES, the first:")
        for difference in comparison.wrong[:40]:
            print("  " + difference[:600])
        return 1
    if compared == 0:
        print("NOTHING WAS COMPARED")
        return 2
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    sys.exit(main(sys.argv[1]))
