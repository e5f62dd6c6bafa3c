"""Tells a failed download from other failures, by what pip and Maven wrote."""

import re
from pathlib import Path
from typing import Sequence

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# the system's own words first: they say most
REASONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"Connection (refused|reset|timed out|aborted)",
        r"Temporary failure in name resolution|Name or service not known|nodename nor servname|getaddrinfo failed",
        r"Network is unreachable|No route to host",
        r"(Read|connect(ion)?) timed out",
        r"CERTIFICATE_VERIFY_FAILED|PKIX path building failed",
        r"Unknown host|ProxyError|NewConnectionError|SSLError",
        # Maven, of a download that failed a while ago and that it does not try again yet
        r"Could not transfer|was not found in .* during a previous attempt",
    )
)


def lines_of(log: Path) -> list[str]:
    """What was said, without colours and empty lines."""
    text = ANSI.sub("", log.read_text("utf-8", "replace"))
    return [line.strip() for line in text.splitlines() if line.strip()]


def reason(lines: Sequence[str]) -> str | None:
    """Why the network could not be reached, in a few words; None if that was not it."""
    for pattern in REASONS:
        for line in lines:
            found = pattern.search(line)
            if found:
                return found.group()
    return None
