"""The order of a run: options, installation, preflight, then the notebooks or JupyterLab."""

import os
import tempfile
from pathlib import Path

from kalshi_setup import installation
from kalshi_setup.installation import Installed
from kalshi_setup.layout import Layout
from kalshi_setup.problem import Problem, exit_status
from kalshi_setup.processes import run_tethered

from . import lab, options, preflight
from .options import Options

# Only for the tests of this command: ten minutes are too long to wait for.
CELL_SECONDS = os.environ.get("KALSHI_TEST_CELL_SECONDS", "600")


def command_line(arguments: list[str]) -> int:
    return exit_status(lambda: run(arguments))


def run(arguments: list[str]) -> int:
    layout = Layout.of_this_project()
    chosen = options.parse(arguments, layout)
    if not chosen.lab:
        _require_writable(chosen.out)
        _require_ours(chosen)
    installed = installation.ensure(layout, chosen.libraries, chosen.kernel)
    env = {**os.environ, "KALSHI_ON": chosen.connection}
    preflight.require_usable(installed, env)
    if chosen.lab:
        return lab.serve(installed, chosen.port, env)
    return _execute(installed, chosen, env)


def _execute(installed: Installed, chosen: Options, env: dict[str, str]) -> int:
    layout = installed.layout
    command = [layout.python, "-I", layout.notebooks / "execute.py"]
    command += [installed.kernel.option, installed.kernelspecs[installed.kernel]]
    command += [chosen.out, CELL_SECONDS, *chosen.notebooks]
    return run_tethered(command, env)


def _require_writable(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise Problem(
            f"Results cannot be written to {out}: {error.strerror}.\n"
            "Give a directory that can be made and written to: --out DIR"
        ) from error


def _require_ours(chosen: Options) -> None:
    """A notebook's directory for exports is made anew; one that is not from an earlier run is not ours to remove."""
    for notebook in chosen.notebooks:
        exports = chosen.out / notebook.stem
        if exports.exists() and not (chosen.out / notebook.name).exists():
            raise Problem(
                f"{exports} is there already and is not from an earlier run; exports would replace it.\n"
                "Move it away or give another directory: --out DIR"
            )
