"""How Jupyter starts a kernel of ours: the file kernel.json."""

import json
import os
from pathlib import Path

from .checks import UTF_8, Jdk
from .kernels import JavaKernel
from .layout import Layout
from .toolkit import Libraries

JVM_OPTIONS = (
    # must come first: older JDKs do not know the next two, newer ones print warnings without them
    "-XX:+IgnoreUnrecognizedVMOptions",
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
    "-Djava.awt.headless=true",
    # texts in files and logs are the same everywhere: JDK 17 goes by the system, which on Windows, or where no locale
    # is set, is not this; newer ones still do for what is printed
    *UTF_8,
)


def content(kernel: JavaKernel, layout: Layout, jdk: Jdk, libraries: Libraries) -> str:
    """All paths are absolute: a Jupyter elsewhere can be pointed at the result."""
    jar = layout.kernel_jar(kernel)
    spec = {
        # the JVM itself instead of the package's launcher, which would start whatever java is on the PATH
        "argv": [str(jdk.java), *JVM_OPTIONS, *kernel.jvm_options, "-jar", str(jar), "{connection_file}"],
        "display_name": kernel.display_name,
        "language": "java",
        "interrupt_mode": "message",
        "env": {
            f"{kernel.variables}_CLASSPATH": os.pathsep.join(_kernel_pattern(entry) for entry in libraries.entries),
            f"{kernel.variables}_STARTUP_SCRIPTS_PATH": layout.startup_script.as_posix(),
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
    """The kernels' patterns are written with slashes on every system, and `*` must not take in what is no jar."""
    return (entry.with_name("*.jar") if entry.name == "*" else entry).as_posix()
