"""The command line of notebooks/run. What is wrong in it is found before anything is installed."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from kalshi_setup.arguments import Parser, kernel_of
from kalshi_setup.kernels import JavaKernel
from kalshi_setup.layout import Layout
from kalshi_setup.problem import Problem
from kalshi_setup.toolkit import Libraries

NAMED_CONNECTIONS = ("sandbox", "demo", "prod")


@dataclass(frozen=True)
class Options:
    kernel: JavaKernel
    connection: str
    notebooks: tuple[Path, ...]
    out: Path
    lab: bool
    port: int | None
    libraries: Libraries | None


def parse(arguments: list[str], layout: Layout) -> Options:
    parser = Parser(
        prog="notebooks/run",
        description="Executes the notebooks headless; installs what is missing first (see kernel-setup/README.md).",
        epilog="Exit status: 0 all passed, 1 a notebook failed, 2 something to put right first, 130 stopped by Ctrl-C.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--on",
        default="sandbox",
        metavar="WHERE",
        help="the exchange: sandbox (built in, invented data; default), demo, prod, tape:FILE (a recording) or a URL",
    )
    parser.add_argument("--only", action="append", metavar="NAME", help="only this notebook; may be repeated")
    parser.add_argument("--out", metavar="DIR", help="where results go (default: notebooks/out)")
    parser.add_kernel()
    parser.add_argument("--lab", action="store_true", help="open JupyterLab instead of executing")
    parser.add_argument("--port", metavar="N", help="with --lab: the port to serve on")
    parser.add_argument("--jar", metavar="FILE", help="use this toolkit jar and the lib/ beside it; build nothing")
    given = parser.parse_args(arguments)
    if given.lab and (given.only or given.out):
        parser.error("--lab opens JupyterLab and executes nothing, so it takes no --only and no --out")
    if given.port and not given.lab:
        parser.error("--port is for --lab alone")
    return Options(
        kernel=kernel_of(given.kernel),
        connection=_connection(given.on),
        notebooks=() if given.lab else _notebooks(layout, given.only),
        out=_out(layout, given.out),
        lab=given.lab,
        port=_port(given.port),
        libraries=Libraries.beside(Path(given.jar).absolute()) if given.jar is not None else None,
    )


def _connection(on: str) -> str:
    """As the toolkit reads it from KALSHI_ON. A tape's path is made absolute: kernels run in other directories."""
    if on in NAMED_CONNECTIONS:
        return on
    if on.startswith("tape:"):
        tape = Path(on.removeprefix("tape:")).absolute()
        if not tape.is_file():
            raise Problem(f"--on {on}: there is no such file.\nGive a recording, with its path as seen from here.")
        return f"tape:{tape}"
    if _is_url(on):
        return on
    raise Problem(f"--on {on}: unknown.\nIt is one of {', '.join(NAMED_CONNECTIONS)}, tape:FILE or an http(s) URL.")


def _is_url(text: str) -> bool:
    try:
        url = urlsplit(text)
        return url.scheme in ("http", "https") and bool(url.hostname) and (url.port is None or url.port > 0)
    except ValueError:
        return False


def _notebooks(layout: Layout, only: list[str] | None) -> tuple[Path, ...]:
    known = {path.stem: path for path in sorted(layout.notebooks.glob("*.ipynb"))}
    if not known:
        raise Problem(
            f"There is no notebook in {layout.relative(layout.notebooks)}.\nNotebooks are *.ipynb files there."
        )
    names = {name.removesuffix(".ipynb") for name in only} if only else known.keys()
    unknown = sorted(names - known.keys())
    if unknown:
        raise Problem(f"--only {unknown[0]}: there is no such notebook.\nThere are: {', '.join(known)}.")
    return tuple(path for name, path in known.items() if name in names)


def _out(layout: Layout, out: str | None) -> Path:
    if out is not None and not out.strip():
        raise Problem("--out was given no directory.\nName one, or leave --out away to write to notebooks/out.")
    directory = Path(out).resolve() if out is not None else layout.notebooks / "out"
    if directory == layout.notebooks.resolve():
        raise Problem(
            f"--out {out}: results cannot go where the notebooks themselves are; they would be overwritten.\n"
            "Give another directory."
        )
    return directory


def _port(port: str | None) -> int | None:
    if port is None:
        return None
    if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise Problem(f"--port {port}: not a port.\nA port is a number from 1 to 65535.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            # without this, a port that another program has only just left would count as taken; on Windows, with it,
            # one that another program serves would count as free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            raise Problem(
                f"--port {port}: cannot be used ({error.strerror}).\n"
                "Give another one, or leave it out to take a free one."
            ) from error
    return int(port)
