"""What is counted in an executed notebook, and what is said about it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Iterator, Mapping, Sequence

TABLE_MARK = re.compile(r"""class\s*=\s*["'][^"']*\bkalshi-table\b""")
ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# frames of the kernel, of JShell and of reflection: of no use to who wrote the cell
MACHINERY = re.compile(
    r"^\s+at (?:[\w.]+/)?"
    r"(?:org\.dflib\.jjava|io\.github\.spencerpark|REPL\.|jdk\.jshell|jdk\.internal|java\.lang\.reflect)"
)
SOURCE_LINES = 40
ERROR_LINES = 30
COLUMNS = ("cells", "seconds", "charts", "tables", "files")


@dataclass(frozen=True)
class Failure:
    """Why a notebook stopped. `cell` counts code cells from 1, as Jupyter numbers them; None: before the first."""

    cell: int | None
    source: str
    error: Sequence[str]


@dataclass(frozen=True)
class Result:
    name: str
    cells: int = 0
    seconds: float = 0
    charts: int = 0
    tables: int = 0
    files: int = 0
    failure: Failure | None = field(default=None)


def outputs_of(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for cell in notebook["cells"]:
        yield from cell.get("outputs", ())


def cells_in(notebook: Mapping[str, Any]) -> int:
    """Those that were executed."""
    return sum(cell["cell_type"] == "code" and cell["execution_count"] is not None for cell in notebook["cells"])


def charts_in(notebook: Mapping[str, Any]) -> int:
    return sum("image/png" in output.get("data", {}) for output in outputs_of(notebook))


def tables_in(notebook: Mapping[str, Any]) -> int:
    return sum(bool(TABLE_MARK.search(_text(output, "text/html"))) for output in outputs_of(notebook))


def files_in(directory: Path) -> int:
    return sum(path.is_file() for path in directory.rglob("*"))


def heading(names: Sequence[str]) -> str:
    return "  ".join(["notebook".ljust(_width(names)), *(column.rjust(7) for column in COLUMNS)])


def line(result: Result, names: Sequence[str]) -> str:
    counts = (result.cells, f"{result.seconds:.1f}", result.charts, result.tables, result.files)
    text = "  ".join([result.name.ljust(_width(names)), *(str(count).rjust(7) for count in counts)])
    if result.failure is None:
        return text
    return f"{text}  FAILED" + (f" in cell [{result.failure.cell}]" if result.failure.cell else "")


def explanation(failure: Failure) -> list[str]:
    """The failing cell and its error, indented under the notebook's line."""
    shown = []
    if failure.cell is not None:
        shown += [f"    cell [{failure.cell}]:"]
        shown += [f"    | {text}" for text in _head(failure.source.splitlines(), SOURCE_LINES)]
    shown += [f"    {text}" for text in _head(list(failure.error), ERROR_LINES)]
    return shown


def error_lines(name: str, value: str, traceback: Sequence[str]) -> list[str]:
    """The kernel's error as plain lines: the message, the causes and the user's own frames."""
    lines = [text.rstrip() for part in traceback for text in ANSI.sub("", part).splitlines()]
    useful = [text for text in lines if text and not MACHINERY.match(text) and set(text) != {"-"}]
    return useful or [f"{name}: {ANSI.sub('', value)}"]


def _text(output: Mapping[str, Any], mime: str) -> str:
    text = output.get("data", {}).get(mime, "")
    return text if isinstance(text, str) else "".join(text)


def _width(names: Sequence[str]) -> int:
    return max(len("notebook"), *(len(name) for name in names))


def _head(lines: list[str], limit: int) -> list[str]:
    return lines if len(lines) <= limit else [*lines[:limit], f"... ({len(lines) - limit} more lines)"]
