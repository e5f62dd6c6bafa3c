"""The command line of notebooks/record: builds the toolkit where it is not built, and records streams onto a tape."""

from kalshi_setup.arguments import Parser
from kalshi_setup.problem import exit_status
from runner import program

PROGRAM = "dev.kalshilab.RecordProgram"


def command_line(arguments: list[str]) -> int:
    return exit_status(lambda: run(arguments))


def run(arguments: list[str]) -> int:
    options, jar = parse(arguments)
    return program.run(PROGRAM, options, jar)


def parse(arguments: list[str]) -> tuple[list[str], str | None]:
    """What goes on to the program, which knows what is right, and the jar."""
    parser = Parser(
        prog="notebooks/record",
        description="Records markets and their books as they are, then trades, tickers, order books and lifecycles as"
        " they happen onto a tape. KALSHI_ON says of which exchange (unset: production), whose streams need a key.",
        allow_abbrev=False,
    )
    parser.add_argument("tickers", nargs="+", metavar="TICKER", help="the markets")
    parser.add_argument("--for", dest="length", metavar="TIME", help="30s, 15m, 4h or 2d (default: until it is stopped)")
    parser.add_argument("--to", metavar="FILE", help="the new tape (default: kalshi-TIME.tape.jsonl here)")
    parser.add_argument("--account", action="store_true", help="record also what belongs to the account")
    parser.add_argument("--jar", metavar="FILE", help="use this toolkit jar and the lib/ beside it; build nothing")
    given = parser.parse_args(arguments)
    options = [*given.tickers]
    if given.length is not None:
        options += ["--for", given.length]
    if given.to is not None:
        options += ["--to", given.to]
    if given.account:
        options.append("--account")
    return options, given.jar
