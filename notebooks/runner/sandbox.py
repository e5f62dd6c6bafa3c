"""The command line of notebooks/sandbox: builds the toolkit where it is not built, and serves the sandbox alone."""

import os
import re
from typing import Mapping, Sequence

from kalshi_setup.arguments import Parser
from kalshi_setup.problem import exit_status
from runner import program

PROGRAM = "dev.kalshilab.sandbox.Standalone"

SMALL = (
    # what is kept of the usual market is some 65 MB, the answers on their way are short-lived: the heap follows what is
    # kept
    "-XX:+UseSerialGC",
    "-Xms32m",
    "-Xmn16m",
    "-XX:MinHeapFreeRatio=15",
    "-XX:MaxHeapFreeRatio=30",
    "-Xmx512m",
    # the other compiler takes more memory than its code is worth here
    "-XX:TieredStopAtLevel=1",
    "-XX:ReservedCodeCacheSize=32m",
)
# what would contradict the above: a JVM that is told of two collectors does not start
_OF_MEMORY = re.compile(r"-Xm[nsx]|-XX:[+-]?\w*(?:GC|Heap|RAM|NewSize|CodeCache|Tiered)")


def command_line(arguments: list[str]) -> int:
    return exit_status(lambda: run(arguments))


def run(arguments: list[str]) -> int:
    options, jar = parse(arguments)
    return program.run(PROGRAM, options, jar, memory(os.environ))


def memory(env: Mapping[str, str]) -> Sequence[str]:
    """Under 200 MB, unless the user's own settings of the JVM are about memory: then those alone."""
    given = " ".join(env.get(name, "") for name in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"))
    return () if _OF_MEMORY.search(given) else SMALL


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
