"""Points the exchange's official SDK at an exchange and calls every read operation that it has for what is typed here.

Arguments: the address, the id of a key, the file of its private key. Prints a line a call; ends with 1 when one fails.
The SDK's models validate every answer by themselves.
"""

import sys

import kalshi_python_sync as sdk

NOW = 1789495200  # the present of the sandbox, in seconds
DAY = 86_400
WEATHER, ELECTION, FERRY = "KXHIGHNY-26SEP15", "KXPRESALDERIA-26-AQ", "KXBRINDLE-27"


def client(address: str, key_id: str, key_file: str) -> sdk.KalshiClient:
    configuration = sdk.Configuration(host=address)
    configuration.api_key_id = key_id
    with open(key_file, encoding="ascii") as key:
        configuration.private_key_pem = key.read()
    return sdk.KalshiClient(configuration)


def calls(exchange: sdk.KalshiClient) -> dict[str, dict]:
    """The operations, each with what it is asked for."""
    combo = exchange.get_markets(mve_filter="only").markets[0].ticker
    old = exchange.get_historical_markets(limit=5).markets[0].ticker
    orders = exchange.get_orders(limit=1000).orders
    order = next(o for o in orders if getattr(o.status, "value", o.status) == "resting").order_id
    rfq = exchange.get_rfqs().rfqs[0]
    quote = exchange.get_quotes().quotes[0]
    collection = exchange.get_multivariate_event_collections().multivariate_contracts[0].collection_ticker
    hour = {"start_ts": NOW - DAY, "end_ts": NOW, "period_interval": 60}
    return {
        "get_account_api_limits": {},
        "get_account_endpoint_costs": {},
        "get_api_keys": {},
        "get_communications_id": {},
        "get_quotes": {},
        "get_quote": {"quote_id": quote.id},
        "get_rfq_quote": {"rfq_id": quote.rfq_id, "quote_id": quote.id},
        "get_rfqs": {},
        "get_rfq": {"rfq_id": rfq.id},
        "get_events": {"with_nested_markets": True, "with_milestones": True, "limit": 200},
        "get_event": {"event_ticker": WEATHER, "with_nested_markets": True},
        "get_event_metadata": {"event_ticker": WEATHER},
        "get_event_fee_changes": {},
        "get_event_forecast_percentiles_history": {
            "ticker": WEATHER,
            "series_ticker": "KXHIGHNY",
            "percentiles": [1000, 5000, 9000],
            **hour,
        },
        "get_market_candlesticks_by_event": {"ticker": WEATHER, "series_ticker": "KXHIGHNY", **hour},
        "get_multivariate_events": {"with_nested_markets": True},
        "get_exchange_schedule": {},
        "get_exchange_status": {},
        "get_user_data_timestamp": {},
        "get_series_fee_changes": {"show_historical": True},
        "get_historical_cutoff": {},
        "get_historical_markets": {"limit": 1000},
        "get_historical_market": {"ticker": old},
        "get_market_candlesticks_historical": {
            "ticker": old,
            "start_ts": NOW - 90 * DAY,
            "end_ts": NOW - 80 * DAY,
            "period_interval": 60,
        },
        "get_trades_historical": {"ticker": old},
        "get_fills_historical": {},
        "get_historical_orders": {},
        "get_historical_positions": {},
        "get_incentive_programs": {},
        "batch_get_market_candlesticks": {"market_tickers": f"{ELECTION},{FERRY}", **hour},
        "get_markets": {"limit": 1000},
        "get_market": {"ticker": combo},
        "get_market_candlesticks": {
            "ticker": ELECTION,
            "series_ticker": "KXPRESALDERIA",
            "start_ts": NOW - 30 * DAY,
            "end_ts": NOW,
            "period_interval": 1440,
        },
        "get_market_orderbook": {"ticker": ELECTION},
        "get_market_orderbooks": {"tickers": [ELECTION, FERRY]},
        "get_trades": {"limit": 1000},
        "get_series_list": {"include_volume": True},
        "get_series": {"series_ticker": "KXHIGHNY", "include_volume": True},
        "get_multivariate_event_collections": {},
        "get_multivariate_event_collection": {"collection_ticker": collection},
        "get_order_groups": {},
        "get_order_group": {"order_group_id": exchange.get_order_groups().order_groups[0].id},
        "get_orders": {},
        "get_order": {"order_id": order},
        "get_order_queue_positions": {},
        "get_order_queue_position": {"order_id": order},
        "get_balance": {},
        "get_fills": {"limit": 1000},
        "get_positions": {},
        "get_settlements": {"limit": 1000},
        "get_deposits": {},
        "get_withdrawals": {},
        "get_subaccount_balances": {},
        "get_filters_for_sports": {},
        "get_tags_for_series_categories": {},
        "get_milestones": {"limit": 500},
        "get_structured_targets": {},
    }


def main() -> int:
    exchange = client(*sys.argv[1:4])
    failed = 0
    for name, asked in calls(exchange).items():
        try:
            answer = getattr(exchange, name)(**asked)
            print("ok", name, type(answer).__name__)
        except Exception as error:
            failed += 1
            print("FAILED", name, type(error).__name__, str(error)[:500].replace("\n", " "))
    try:
        exchange.get_portfolio_resting_order_total_value()
        failed += 1
        print("FAILED get_portfolio_resting_order_total_value: it is for clearing members alone")
    except sdk.exceptions.ForbiddenException:
        print("ok get_portfolio_resting_order_total_value is refused to an ordinary user")
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
