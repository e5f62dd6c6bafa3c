"""--lab: JupyterLab with our kernels alone, serving the notebooks' directory."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator

from kalshi_setup import kernelspec
from kalshi_setup.environment import jupyter_variables
from kalshi_setup.installation import Installed
from kalshi_setup.problem import say

QUIET = {"@jupyterlab/apputils-extension:notification": {"fetchNews": "false"}}


def serve(installed: Installed, port: int | None, env: dict[str, str]) -> int:
    layout = installed.layout
    command = [
        str(layout.python),
        "-I",
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={layout.notebooks}",
        # the packages bring a Python kernel and the Java kernel's own entry, which knows no toolkit
        *(f"--KernelSpecManager.allowed_kernelspecs={kernel.name}" for kernel in installed.kernelspecs),
        "--KernelSpecManager.ensure_native_kernel=False",
        f"--MultiKernelManager.default_kernel_name={installed.kernel.name}",
        # ask nobody outside for news or updates
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    if port is not None:
        command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not _has_display(env):
        command += ["--no-browser"]
        say("No display: open the address below in a browser.")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # it serves 127.0.0.1 only, and whoever is root here has asked for it
        command += ["--allow-root"]
    with _kernels_of_this_run(installed) as kernels:
        paths = {"JUPYTER_PATH": kernels, "JUPYTER_CONFIG_PATH": kernels}
        return _in_the_foreground(command, {**env, **jupyter_variables(layout), **paths})


@contextmanager
def _kernels_of_this_run(installed: Installed) -> Iterator[str]:
    """A Jupyter directory with the kernelspecs of this run: with --jar they are others than the installed ones.

    Its settings keep JupyterLab from asking whether it may fetch news.
    """
    with tempfile.TemporaryDirectory(prefix="lab-", dir=installed.layout.build) as directory:
        for kernel, text in installed.kernelspecs.items():
            kernelspec.write(Path(directory) / "kernels" / kernel.name, text)
        settings = Path(directory) / "labconfig" / "default_setting_overrides.json"
        settings.parent.mkdir()
        settings.write_text(json.dumps(QUIET), encoding="utf-8")
        yield directory


def _has_display(env: dict[str, str]) -> bool:
    return sys.platform in ("win32", "darwin") or bool(env.get("DISPLAY") or env.get("WAYLAND_DISPLAY"))


def _in_the_foreground(command: list[str], env: dict[str, str]) -> int:
    """JupyterLab hears Ctrl-C itself and asks back; what is sent to us alone is handed on."""
    process = subprocess.Popen(command, env=env)
    signal.signal(signal.SIGINT, lambda number, frame: None)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, frame: process.terminate())
    return process.wait()
