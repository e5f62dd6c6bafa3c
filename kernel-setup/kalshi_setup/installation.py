"""The order of the installation, and what can be skipped.

`kernel-setup/install` is this alone, and `notebooks/run` begins with it.
"""

import hashlib
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Mapping

from . import checks, directories, environment, kernelspec, release, toolkit
from .arguments import Parser, kernel_of
from .checks import Jdk
from .kernels import IJAVA, JJAVA, KERNELS, JavaKernel
from .layout import Layout
from .lock import installation_lock
from .problem import OK, Problem, exit_status, say
from .processes import run_tethered
from .release import Release
from .toolkit import Libraries


@dataclass(frozen=True)
class Installed:
    """What a run needs to know: the kernel it uses, and how each one that is installed is started."""

    layout: Layout
    jdk: Jdk
    libraries: Libraries
    kernel: JavaKernel
    kernelspecs: Mapping[JavaKernel, str]


def command_line(arguments: list[str]) -> int:
    return exit_status(lambda: _install(arguments))


def _install(arguments: list[str]) -> int:
    parser = Parser(
        prog="kernel-setup/install",
        description="Builds the toolkit, and installs Jupyter with a Java kernel inside this project.",
        allow_abbrev=False,
    )
    parser.add_kernel()
    parser.add_argument(
        "--from", dest="archive", metavar="ZIP", help="with --kernel ijava, the first time: the kernel's release zip"
    )
    given = parser.parse_args(arguments)
    kernel = kernel_of(given.kernel)
    if given.archive is not None and kernel != IJAVA:
        parser.error("--from is for --kernel ijava alone; jjava comes from the package index")
    layout = Layout.of_this_project()
    ensure(layout, None, kernel, None if given.archive is None else release.read(Path(given.archive)))
    option = "" if kernel == JJAVA else f" --kernel {kernel.option}"
    where = layout.relative(layout.build)
    say(f'The kernel "{kernel.display_name}" is installed in {where}. Next: ./notebooks/run{option}')
    return OK


def ensure(
    layout: Layout, given: Libraries | None, kernel: JavaKernel = JJAVA, unpacked: Release | None = None
) -> Installed:
    """Installs what is missing or out of date. With `given` libraries the toolkit is not built.

    IJava is taken from the release, or was from one before.
    """
    if kernel == IJAVA and unpacked is None:
        release.require_unpacked(layout)
    env = dict(os.environ)
    checks.require_plain_path(layout)
    jdk = checks.find_jdk(env)
    libraries = given or Libraries.installed(layout)
    kernels = [one for one in KERNELS if one in (JJAVA, kernel) or release.is_unpacked(layout)]
    specs = {one: kernelspec.content(one, layout, jdk, Libraries.installed(layout)) for one in kernels}
    todo = _Installation(layout, jdk, kernel, specs, given, unpacked, env)
    if not todo.is_current():
        todo.install_missing()
    return Installed(
        layout, jdk, libraries, kernel, {one: kernelspec.content(one, layout, jdk, libraries) for one in kernels}
    )


def ensure_libraries(layout: Layout, given: Libraries | None) -> tuple[Jdk, Libraries]:
    """The toolkit alone, built where it is not: for what needs neither Jupyter nor a kernel."""
    env = dict(os.environ)
    checks.require_plain_path(layout)
    jdk = checks.find_jdk(env)
    if given is None and not toolkit.is_built(layout, jdk):
        maven = checks.find_maven(env)
        checks.require_writable(layout)
        with installation_lock(layout) as lock:
            directories.settle(layout.libraries, finished=(layout.libraries / toolkit.STAMP).is_file())
            if not toolkit.is_built(layout, jdk):
                with _step(f"Building the toolkit (Maven {maven.version}, JDK {jdk.version})"):
                    toolkit.build(layout, jdk, maven, env, lock)
    return jdk, given or Libraries.installed(layout)


@dataclass(frozen=True)
class _Installation:
    """`specs` are those of the installed libraries, and are what is registered: those given are for one run."""

    layout: Layout
    jdk: Jdk
    kernel: JavaKernel
    specs: Mapping[JavaKernel, str]
    given: Libraries | None
    unpacked: Release | None
    env: dict[str, str]

    def is_current(self) -> bool:
        """Libraries that were given are tried by the notebooks themselves."""
        if self._is_to_unpack() or not environment.is_installed(self.layout, self.env):
            return False
        return self.given is not None or (toolkit.is_built(self.layout, self.jdk) and self._is_tried())

    def install_missing(self) -> None:
        layout, jdk, env = self.layout, self.jdk, self.env
        maven = None if self.given or toolkit.is_built(layout, jdk) else checks.find_maven(env)
        checks.require_shell_modules(jdk, env)
        if not environment.is_installed(layout, env):
            checks.require_venv_module()
            checks.require_space(layout)
        checks.require_writable(layout)
        with installation_lock(layout) as lock:
            environment.settle(layout)
            release.settle(layout)
            directories.settle(layout.libraries, finished=(layout.libraries / toolkit.STAMP).is_file())
            # asked again: another installation may have done it while we waited
            if maven and not toolkit.is_built(layout, jdk):
                with _step(f"Building the toolkit (Maven {maven.version}, JDK {jdk.version})"):
                    toolkit.build(layout, jdk, maven, env, lock)
            if not environment.is_installed(layout, env):
                with _step("Installing Jupyter and the Java kernel"):
                    environment.install(layout, env, lock)
            if self.unpacked and self._is_to_unpack():
                with _step(f"Unpacking {self.unpacked.name}"):
                    release.unpack(layout, self.unpacked)
            if self.given is None and not self._is_tried():
                for one, spec in self.specs.items():
                    kernelspec.write(layout.kernelspec(one), spec)
                with _step(f"Starting the kernel {self.kernel.option} once"):
                    self._try_kernel()
                self._trial_file().write_text(self._trial_stamp(), "utf-8")

    def _is_to_unpack(self) -> bool:
        return self.unpacked is not None and self.unpacked.stamp() != release.stamp(self.layout)

    def _is_tried(self) -> bool:
        file = self._trial_file()
        return (
            all(kernelspec.is_written(self.layout.kernelspec(one), spec) for one, spec in self.specs.items())
            and file.is_file()
            and file.read_text("utf-8") == self._trial_stamp()
        )

    def _trial_file(self) -> Path:
        return self.layout.environment / f"tried-{self.kernel.option}-with"

    def _trial_stamp(self) -> str:
        """Of all that decides whether the kernel starts."""
        startup = self.layout.startup_script.read_text("utf-8")
        libraries = Libraries.installed(self.layout).stamp()
        parts = [self.specs[self.kernel], startup, libraries]
        if self.kernel == IJAVA:
            parts.append(release.stamp(self.layout))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _try_kernel(self) -> None:
        layout = self.layout
        smoke = layout.kernel_setup / "kalshi_setup" / "smoke.py"
        log = layout.logs / "kernel.log"
        with open(log, "wb") as output:
            command = [layout.python, "-I", smoke, self.kernel.option, self.specs[self.kernel]]
            status = run_tethered(command, self.env, output)
        if status != 0:
            raise Problem(
                f"The kernel {self.kernel.option} is installed but does not run a cell; above is what it said.\n"
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
