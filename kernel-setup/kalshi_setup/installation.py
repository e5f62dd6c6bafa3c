"""The order of the installation, and what can be skipped.

`kernel-setup/install` is this alone, and `notebooks/run` begins with it.
"""

import argparse
import hashlib
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Iterator

from . import checks, directories, environment, kernelspec, toolkit
from .checks import Jdk
from .layout import KERNEL_DISPLAY_NAME, Layout
from .lock import installation_lock
from .problem import OK, Problem, exit_status, say
from .processes import run_tethered
from .toolkit import Libraries

TRIED = "tried-with"


@dataclass(frozen=True)
class Installed:
    """What a run needs to know."""

    layout: Layout
    jdk: Jdk
    libraries: Libraries
    kernelspec: str


def command_line(arguments: list[str]) -> int:
    argparse.ArgumentParser(
        prog="kernel-setup/install",
        description="Builds the toolkit, and installs Jupyter with the Java kernel inside this project. No options.",
        allow_abbrev=False,
    ).parse_args(arguments)
    return exit_status(_install)


def _install() -> int:
    layout = Layout.of_this_project()
    ensure(layout, None)
    say(f'The kernel "{KERNEL_DISPLAY_NAME}" is installed in {layout.relative(layout.build)}. Next: ./notebooks/run')
    return OK


def ensure(layout: Layout, given: Libraries | None) -> Installed:
    """Installs what is missing or out of date. With `given` libraries the toolkit is not built."""
    env = dict(os.environ)
    checks.require_plain_path(layout)
    jdk = checks.find_jdk(env)
    libraries = given or Libraries.installed(layout)
    spec = kernelspec.content(layout, jdk, Libraries.installed(layout))
    installed = Installed(layout, jdk, libraries, kernelspec.content(layout, jdk, libraries))
    if not _is_current(layout, jdk, spec, env, given):
        _install_missing(layout, jdk, spec, env, given)
    return installed


def _is_current(layout: Layout, jdk: Jdk, spec: str, env: dict[str, str], given: Libraries | None) -> bool:
    """Libraries that were given are tried by the notebooks themselves."""
    if not environment.is_installed(layout, env):
        return False
    return given is not None or (toolkit.is_built(layout, jdk) and _is_tried(layout, spec))


def _install_missing(layout: Layout, jdk: Jdk, spec: str, env: dict[str, str], given: Libraries | None) -> None:
    maven = None if given or toolkit.is_built(layout, jdk) else checks.find_maven(env)
    checks.require_shell_modules(jdk, env)
    if not environment.is_installed(layout, env):
        checks.require_venv_module()
        checks.require_space(layout)
    checks.require_writable(layout)
    with installation_lock(layout) as lock:
        environment.settle(layout)
        directories.settle(layout.libraries, finished=(layout.libraries / toolkit.STAMP).is_file())
        # asked again: another installation may have done it while we waited
        if maven and not toolkit.is_built(layout, jdk):
            with _step(f"Building the toolkit (Maven {maven.version}, JDK {jdk.version})"):
                toolkit.build(layout, jdk, maven, env, lock)
        if not environment.is_installed(layout, env):
            with _step("Installing Jupyter and the Java kernel"):
                environment.install(layout, env, lock)
        if given is None and not _is_tried(layout, spec):
            kernelspec.write(layout.kernelspec, spec)
            with _step("Starting the kernel once"):
                _try_kernel(layout, spec, env)
            (layout.environment / TRIED).write_text(_trial_stamp(layout, spec), "utf-8")


def _is_tried(layout: Layout, spec: str) -> bool:
    file = layout.environment / TRIED
    return (
        kernelspec.is_written(layout.kernelspec, spec)
        and file.is_file()
        and file.read_text("utf-8") == _trial_stamp(layout, spec)
    )


def _trial_stamp(layout: Layout, spec: str) -> str:
    """Of all that decides whether the kernel starts."""
    startup = layout.startup_script.read_text("utf-8")
    libraries = Libraries.installed(layout).stamp()
    return hashlib.sha256("\0".join((spec, startup, libraries)).encode()).hexdigest()


def _try_kernel(layout: Layout, spec: str, env: dict[str, str]) -> None:
    smoke = layout.kernel_setup / "kalshi_setup" / "smoke.py"
    log = layout.logs / "kernel.log"
    with open(log, "wb") as output:
        status = run_tethered([layout.python, "-I", smoke, spec], env, output)
    if status != 0:
        raise Problem(
            "The Java kernel is installed but does not run a cell; above is what it said.\n"
            f"Look at {layout.relative(layout.startup_script)} and at the toolkit, put it right, and run this again.",
            details=log.read_text("utf-8", "replace").strip().splitlines()[-25:],
        )


@contextmanager
def _step(what: str) -> Iterator[None]:
    """One line of progress: what happens now, and how long it took."""
    start = time.monotonic()
    say(f"{what} ... ", end="")
    try:
        yield
    except BaseException:
        say("")
        raise
    say(f"{time.monotonic() - start:.0f} s")
