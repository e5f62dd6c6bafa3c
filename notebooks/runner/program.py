"""Runs one of the toolkit's programs: builds the toolkit where it is not built, and needs no Jupyter."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Sequence

from kalshi_setup import installation
from kalshi_setup.kernelspec import JVM_OPTIONS
from kalshi_setup.layout import Layout
from kalshi_setup.toolkit import Libraries


def run(main_class: str, options: list[str], jar: str | None, jvm_options: Sequence[str] = ()) -> int:
    """With the jar that is named and the lib/ beside it, else with the project's own."""
    libraries = Libraries.beside(Path(jar).absolute()) if jar is not None else None
    jdk, libraries = installation.ensure_libraries(Layout.of_this_project(), libraries)
    class_path = os.pathsep.join(str(entry) for entry in libraries.entries)
    return _serve([str(jdk.java), *JVM_OPTIONS, *jvm_options, "-cp", class_path, main_class, *options])


def _serve(command: list[str]) -> int:
    """The program hears Ctrl-C itself, where there is a terminal; what is sent to us alone is handed on."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    stopped = []

    def stop(number, frame):
        stopped.append(number)
        process.terminate()

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
    status = process.wait()
    return 0 if stopped else status
