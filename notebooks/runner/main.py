"""The order of a run: options, installation, preflight, then the notebooks or JupyterLab."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from kalshi_setup import installation, kernelspec
from kalshi_setup.installation import Installed
from kalshi_setup.layout import KERNEL_NAME, Layout
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
    installed = installation.ensure(layout, chosen.libraries)
    env = {**os.environ, "KALSHI_ON": chosen.connection}
    preflight.require_usable(installed, env)
    with _kernels_of_this_run(installed) as kernels:
        if chosen.lab:
            return lab.serve(installed, kernels, chosen.port, env)
        return _execute(installed, kernels, chosen, env)


def _execute(installed: Installed, kernels: Path, chosen: Options, env: dict[str, str]) -> int:
    layout = installed.layout
    command = [layout.python, "-I", layout.notebooks / "execute.py"]
    command += [kernels / "kernels" / KERNEL_NAME, chosen.out, CELL_SECONDS, *chosen.notebooks]
    return run_tethered(command, env)


@contextmanager
def _kernels_of_this_run(installed: Installed) -> Iterator[Path]:
    """A Jupyter data directory with the kernelspec of this run.

    Runs with another JDK or with --jar may go on at the same time; each has its own and leaves the installed one alone.
    """
    with tempfile.TemporaryDirectory(prefix="run-", dir=installed.layout.build) as directory:
        kernelspec.write(Path(directory) / "kernels" / KERNEL_NAME, installed.kernelspec)
        yield Path(directory)


def _require_writable(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise Problem(
            f"--out {out}: cannot write there ({error.strerror}).\nGive a directory that can be made and written to."
        ) from error


def _require_ours(chosen: Options) -> None:
    """A notebook's directory for exports is made anew; one that is not from an earlier run is not ours to remove."""
    for notebook in chosen.notebooks:
        exports = chosen.out / notebook.stem
        if exports.exists() and not (chosen.out / notebook.name).exists():
            raise Problem(
                f"--out {chosen.out}: {exports.name} is there already and is not from an earlier run.\n"
                "Move it away or give another directory."
            )
