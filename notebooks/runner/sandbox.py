"""The command line of notebooks/sandbox: builds the toolkit where it is not built, and serves the sandbox alone."""

from kalshi_setup.arguments import Parser
from kalshi_setup.problem import exit_status
from runner import program

PROGRAM = "dev.kalshilab.sandbox.Standalone"


def command_line(arguments: list[str]) -> int:
    return exit_status(lambda: run(arguments))


def run(arguments: list[str]) -> int:
    options, jar = parse(arguments)
    return program.run(PROGRAM, options, jar)


def parse(arguments: list[str]) -> tuple[list[str], str | None]:
    """What goes on to the program, which knows what is right, and the jar."""
    parser = Parser(
        prog="notebooks/sandbox",
        description="Serves the sandbox, an exchange with invented data, on 127.0.0.1 until it is stopped. Prints its"
        " addresses and a key.",
        allow_abbrev=False,
    )
    parser.add_argument("--port", metavar="N", help="the port to serve on (default: one that is free)")
    parser.add_argument("--seed", metavar="S", help="what all its data follows from (default: 1)")
    parser.add_argument("--generation", metavar="WIRE", help="today (default), or cents: the wire of autumn 2025")
    parser.add_argument(
        "--speed",
        metavar="X",
        help="so many seconds pass in each second; 0: none (default: 60 while a stream is subscribed to, else none)",
    )
    parser.add_argument(
        "--fault",
        action="append",
        metavar="NAME",
        help="what goes wrong, such as lost:3, stall:10s, latency:250ms/1 (each), 429:2/50; may be repeated",
    )
    parser.add_argument(
        "--limits", action="store_true", help="more requests than the exchange's basic tier allows are answered with 429"
    )
    parser.add_argument("--jar", metavar="FILE", help="use this toolkit jar and the lib/ beside it; build nothing")
    given = parser.parse_args(arguments)
    options = []
    for name in ("port", "seed", "generation", "speed"):
        value = getattr(given, name)
        if value is not None:
            options += [f"--{name}", value]
    for fault in given.fault or ():
        options += ["--fault", fault]
    if given.limits:
        options.append("--limits")
    return options, given.jar
