"""How Jupyter starts our kernel: the file kernel.json."""

import json
import os
from pathlib import Path

from .checks import Jdk
from .layout import KERNEL_DISPLAY_NAME, Layout
from .toolkit import Libraries

JVM_OPTIONS = (
    # must come first: older JDKs do not know the next two, newer ones print warnings without them
    "-XX:+IgnoreUnrecognizedVMOptions",
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
    "-Djava.awt.headless=true",
)
# the kernel reaches into JShell and dies at start without this
KERNEL_OPTIONS = ("--add-opens", "jdk.jshell/jdk.jshell=ALL-UNNAMED")


def content(layout: Layout, jdk: Jdk, libraries: Libraries) -> str:
    """All paths are absolute: a Jupyter elsewhere can be pointed at the result."""
    spec = {
        # the JVM itself instead of the package's launcher, which would start whatever java is on the PATH
        "argv": [str(jdk.java), *JVM_OPTIONS, *KERNEL_OPTIONS, "-jar", str(layout.kernel_jar), "{connection_file}"],
        "display_name": KERNEL_DISPLAY_NAME,
        "language": "java",
        "interrupt_mode": "message",
        "env": {
            "JJAVA_CLASSPATH": os.pathsep.join(_kernel_pattern(entry) for entry in libraries.entries),
            "JJAVA_STARTUP_SCRIPTS_PATH": layout.startup_script.as_posix(),
        },
        "metadata": {},
    }
    return json.dumps(spec, indent=1) + "\n"


def is_written(directory: Path, text: str) -> bool:
    file = directory / "kernel.json"
    return file.is_file() and file.read_text("utf-8") == text


def write(directory: Path, text: str) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    unfinished = directory / "kernel.json.new"
    unfinished.write_text(text, "utf-8")
    unfinished.replace(directory / "kernel.json")


def _kernel_pattern(entry: Path) -> str:
    """The kernel's patterns are written with slashes on every system, and `*` must not take in what is no jar."""
    return (entry.with_name("*.jar") if entry.name == "*" else entry).as_posix()
