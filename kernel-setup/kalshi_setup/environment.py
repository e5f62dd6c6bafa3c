"""The private Python environment: Jupyter and the Java kernel, at the locked versions, in kernel-setup/build/venv."""

import hashlib
import sys
import zipfile
from pathlib import Path
from typing import Mapping

from . import checks, directories, downloads
from .kernels import JJAVA
from .layout import Layout
from .problem import Problem
from .processes import output_of, run_logged

STAMP = "installed-from"
KERNEL_VERSION = "1.0-a8"
KERNEL_PROPERTIES = "META-INF/maven/org.dflib.jjava/jjava-distro/pom.properties"
# settings of the user's pip that would install somewhere else, or not at all
FOREIGN_PIP_SETTINGS = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PIP_PYTHON")


def jupyter_variables(layout: Layout) -> dict[str, str]:
    """Keeps all that Jupyter reads and writes inside the project."""
    jupyter = layout.jupyter
    return {
        "JUPYTER_CONFIG_DIR": str(jupyter / "config"),
        "JUPYTER_DATA_DIR": str(jupyter / "data"),
        "JUPYTER_RUNTIME_DIR": str(jupyter / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(jupyter / "lab" / "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(jupyter / "lab" / "workspaces"),
        "IPYTHONDIR": str(jupyter / "ipython"),
        # further directories of the user's own Jupyter
        "JUPYTER_PATH": "",
        "JUPYTER_CONFIG_PATH": "",
    }


def stamp_now(layout: Layout) -> str:
    """Of the locked versions, the Python, and the place: an environment does not survive being moved."""
    digest = hashlib.sha256(layout.requirements.read_bytes())
    for part in (sys.version, sys.base_prefix, str(layout.environment)):
        digest.update(b"\0" + part.encode())
    return digest.hexdigest()


def is_installed(layout: Layout, env: Mapping[str, str]) -> bool:
    return _is_finished(layout, stamp_now(layout)) and _works(layout, env)


def install(layout: Layout, env: Mapping[str, str], lock: int) -> None:
    """Makes the environment anew. If it fails, the earlier one is put back."""
    log = layout.logs / "python.log"
    pip_env = {name: value for name, value in env.items() if name not in FOREIGN_PIP_SETTINGS}
    pip_env |= {
        "PIP_CACHE_DIR": str(layout.build / "pip-cache"),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
    }
    directories.set_aside(layout.environment)
    try:
        # -I: no PYTHONPATH, no packages of the user's own
        _run([sys.executable, "-I", "-m", "venv", layout.environment], log, pip_env, layout, lock)
        _run(
            # only ready-built packages: nothing is compiled here, and the hashes cover all that runs
            [layout.python, "-I", "-m", "pip", "install", "--quiet", "--only-binary", ":all:", "--require-hashes"]
            + ["-r", layout.requirements],
            log,
            pip_env,
            layout,
            lock,
        )
        _require_kernel_version(layout.kernel_jar(JJAVA))
        # last, so that its presence says "finished"
        (layout.environment / STAMP).write_text(stamp_now(layout), "utf-8")
    except BaseException:
        directories.restore(layout.environment)
        raise
    directories.settle(layout.environment, finished=True)


def settle(layout: Layout) -> None:
    """Clears up after an installation that was killed."""
    directories.settle(layout.environment, finished=(layout.environment / STAMP).is_file())


def _is_finished(layout: Layout, stamp: str) -> bool:
    file = layout.environment / STAMP
    return file.is_file() and file.read_text("utf-8") == stamp and layout.kernel_jar(JJAVA).is_file()


def _works(layout: Layout, env: Mapping[str, str]) -> bool:
    """The environment borrows the Python it was made with; that one may be gone."""
    status, _ = output_of([layout.python, "-I", "-c", "pass"], env)
    return status == 0


def _run(command: list, log: Path, env: Mapping[str, str], layout: Layout, lock: int) -> None:
    if run_logged(command, log, env, layout.root, lock) == 0:
        return
    checks.require_space_left(layout, "Installing Jupyter")
    lines = downloads.lines_of(log)
    errors = [line for line in lines if line.startswith(("ERROR:", "Error:", "OSError"))] or lines
    last = (errors or ["no output"])[-1].removeprefix("ERROR:").strip()[:300]
    where = f"The whole output is in {layout.relative(log)}."
    no_connection = downloads.reason(lines)
    if no_connection:
        # pip's own last words, that there is no such package, mislead here
        raise Problem(
            f"Installing Jupyter failed: pip could not reach its package index ({no_connection}).\n"
            f"Check the network (or pip's proxy and index settings) and run this again. {where}"
        )
    raise Problem(f"Installing Jupyter failed: {last}\n{where}")


def _require_kernel_version(jar: Path) -> None:
    """The package's number says little: other builds of the kernel were once published under similar ones."""
    with zipfile.ZipFile(jar) as archive:
        properties = archive.read(KERNEL_PROPERTIES).decode("utf-8")
    if f"version={KERNEL_VERSION}" not in properties.split():
        found = " ".join(properties.split())
        raise Problem(
            f"The installed Java kernel is not version {KERNEL_VERSION}; its jar says {found}.\n"
            "kernel-setup/requirements.txt must name the package of that version."
        )
