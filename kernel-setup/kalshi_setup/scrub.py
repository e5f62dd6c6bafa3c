"""A tape without the traces of the account that recorded it, as a new file.

Whole lines go: answers about the account, what was written to the exchange, and messages of private channels. In the
lines that stay, fields that name a user or an order of the account are replaced. Everything else is kept to the letter.
"""

import argparse
import gzip
import json
import os
import re
import tempfile
import zlib
from pathlib import Path
from typing import Sequence
from urllib.parse import unquote

from kalshi_setup import problem
from kalshi_setup.problem import Problem, say

REDACTED = "(redacted)"

# Paths within the API whose answers are about an account.
PRIVATE_PATHS = re.compile(
    r"/(portfolio|account|api_keys|communications|fcm)(/|$)|/historical/(fills|orders|positions)(/|$)"
)
# Channels that tell of an account, by the type of their messages.
PRIVATE_TYPES = frozenset(
    "fill market_position market_positions user_order user_orders order_group_updates rfq_created rfq_deleted"
    " quote_created quote_accepted quote_executed".split()
)
PRIVATE_WORD = re.compile('"(?:' + "|".join(sorted(PRIVATE_TYPES)) + ')"')
# Fields that say who, wherever they stand. Public messages carry a client_order_id only for the account's own orders.
TRACES = frozenset(
    "user_id member_id client_order_id creator_user_id rfq_creator_user_id creator_order_id rfq_creator_order_id"
    " communications_id subaccount subaccount_number order_group_id private_key api_key_id public_key".split()
)
HEADERS = re.compile(r"kalshi-access|cookie|authorization|request-id|trace|cf-ray|forwarded|client-ip", re.I)


def command_line(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="kernel-setup/scrub",
        description="Writes a copy of a tape without the traces of the account that recorded it.",
    )
    parser.add_argument("tape", type=Path, help="a .tape.jsonl file; it is left as it is")
    parser.add_argument("--to", type=Path, help="the new file (NAME.scrubbed.tape.jsonl beside it unless given)")
    options = parser.parse_args(arguments)
    return problem.exit_status(lambda: scrub(options.tape, options.to))


def scrub(tape: Path, to: Path | None) -> int:
    target = to or tape.with_name(tape.name.removesuffix(".gz").removesuffix(".tape.jsonl") + ".scrubbed.tape.jsonl")
    if not tape.is_file():
        raise Problem(f"There is no tape {tape}.\nName a .tape.jsonl file.")
    if target.exists():
        raise Problem(f"{target} is there already and is not written over.\nDelete it, or name another with --to.")
    kept, dropped, changed = 0, 0, 0
    handle, unfinished = tempfile.mkstemp(dir=target.absolute().parent, prefix=".scrub-", suffix=".part")
    try:
        opened = gzip.open if tape.name.endswith(".gz") else open
        with opened(tape, "rb") as lines, open(handle, "wb") as out:
            for number, raw in enumerate(lines, 1):
                if number > 1 and not raw.strip():
                    continue
                line = _line(tape, number, raw)
                if line is None:
                    break
                if _is_private(line):
                    dropped += 1
                    continue
                clean = _clean(line)
                kept += 1
                if clean == line:
                    out.write(raw if raw.endswith(b"\n") else raw + b"\n")
                else:
                    changed += 1
                    out.write((json.dumps(clean, separators=(",", ":")) + "\n").encode())
            out.flush()
            os.fsync(out.fileno())
        os.chmod(unfinished, 0o644)
        os.replace(unfinished, target)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise Problem(f"{tape} is no whole gzip file.\nUnpack what is left of it, and name that file.") from None
    finally:
        Path(unfinished).unlink(missing_ok=True)
    say(
        f"{target}: {kept} lines kept, {changed} of them with fields replaced; {dropped} lines about the account left"
        " out.\nLook through it before you share it: titles and comments of your own are not known to this program."
    )
    return problem.OK


def _line(tape: Path, number: int, raw: bytes) -> dict | None:
    """The line; None for a last one that a crash cut off."""
    try:
        line = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
        if not isinstance(line, dict):
            raise ValueError
        if number == 1 and str(line.get("tape")) != "1":
            raise Problem(f"{tape} line 1 is no header of a tape of format 1.\nName a .tape.jsonl file.")
    except (ValueError, UnicodeDecodeError):
        if number > 1 and not raw.endswith(b"\n"):
            return None
        raise Problem(f"{tape} line {number} is not JSON.\nDelete that line, or name another tape.") from None
    for member in ("method", "path", "request", "body", "frame"):
        if not isinstance(line.get(member, ""), str):
            raise Problem(f"{tape} line {number} is broken: its {member} is no text.\nDelete that line.")
    return line


def _is_private(line: dict) -> bool:
    if "ws" in line:
        return _is_private_frame(line.get("frame", ""))
    if "method" not in line:
        return False
    return line["method"] != "GET" or bool(PRIVATE_PATHS.search(unquote(line.get("path", ""))))


def _is_private_frame(frame: str) -> bool:
    try:
        message = json.loads(frame)
    except ValueError:
        return PRIVATE_WORD.search(frame) is not None  # no message, but perhaps what is left of one
    return isinstance(message, dict) and str(message.get("type")) in PRIVATE_TYPES


def _clean(line: dict) -> dict:
    clean = dict(line)
    if isinstance(line.get("headers"), dict):
        clean["headers"] = {name: value for name, value in line["headers"].items() if not HEADERS.search(name)}
    for member in ("body", "frame", "request"):
        if isinstance(line.get(member), str):
            clean[member] = _without_traces(line[member])
    return clean


_FIELD = re.compile(
    r'("(?:' + "|".join(sorted(TRACES)) + r')"\s*:\s*)("(?:[^"\\]|\\.)*"?|-?[0-9.eE+-]+|true|false|\[[^\]]*\])'
)


def _without_traces(text: str) -> str:
    """Replaces the values of the fields that say who, and not a character besides."""
    return _FIELD.sub(lambda found: found.group(1) + (f'"{REDACTED}"' if found.group(2)[0] == '"' else "null"), text)
