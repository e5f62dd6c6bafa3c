"""What the machine must have. Each check is one message that names the value found, the rule and the way out."""

import importlib.util
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping

from .layout import Layout
from .problem import Problem
from .processes import output_of

# what Java prints, so that it can be read whatever the system's own encoding is
UTF_8 = ("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8", "-Dstderr.encoding=UTF-8")
OLDEST_JDK = 17
OLDEST_MAVEN = (3, 8)
INSTALL_JDK = "Install a JDK 17 or newer (Debian: apt-get install openjdk-17-jdk-headless), or set JAVA_HOME to one."
INSTALL_MAVEN = "Install Maven 3.8 or newer (Debian: apt-get install maven)."
ENVIRONMENT_MEGABYTES = 600


@dataclass(frozen=True)
class Jdk:
    home: Path
    version: str

    @property
    def java(self) -> Path:
        return _program(self.home, "java")


@dataclass(frozen=True)
class Maven:
    command: str
    version: str


def find_jdk(env: Mapping[str, str]) -> Jdk:
    """The JDK of JAVA_HOME if that is set, else the one on the PATH."""
    java = _java_of_home(env["JAVA_HOME"]) if env.get("JAVA_HOME") else _java_on_path(env)
    status, output = output_of([java, *UTF_8, "-XshowSettings:properties", "-version"], env)
    properties = dict(re.findall(r"^\s+(java\.\S+) = (.*?)\s*$", output, re.MULTILINE))
    if status != 0 or not {"java.home", "java.version"} <= properties.keys():
        last = output.strip().splitlines()[-1:] or ["no output"]
        raise Problem(f"{java} does not work as Java: {last[0].strip()}\n{INSTALL_JDK}")
    jdk = Jdk(Path(properties["java.home"]), properties["java.version"])
    _require_compiler_of_today(jdk)
    return jdk


def _java_of_home(home: str) -> Path:
    java = _program(Path(home), "java")
    if not java.is_file():
        raise Problem(
            f"JAVA_HOME is {home}, but there is no {java.parent.name}/{java.name} in it.\n"
            "Set JAVA_HOME to a JDK 17 or newer, or unset it to use the java on the PATH."
        )
    return java


def _java_on_path(env: Mapping[str, str]) -> Path:
    java = shutil.which("java", path=env.get("PATH"))
    if java is None:
        raise Problem(f"There is no Java: JAVA_HOME is not set and no java is on the PATH.\n{INSTALL_JDK}")
    return Path(java)


def _require_compiler_of_today(jdk: Jdk) -> None:
    if _major(jdk.version) < OLDEST_JDK:
        raise Problem(
            f"Java {jdk.version} at {jdk.home} is too old: the toolkit needs a JDK 17 or newer.\n{INSTALL_JDK}"
        )
    if not _program(jdk.home, "javac").is_file():
        raise Problem(
            f"Java {jdk.version} at {jdk.home} is a runtime without a compiler (no bin/javac); cells are compiled."
            f"\n{INSTALL_JDK}"
        )


def require_shell_modules(jdk: Jdk, env: Mapping[str, str]) -> None:
    """A JDK cut down with jlink may lack the modules that the kernel is made of."""
    _, output = output_of([jdk.java, "--list-modules"], env)
    present = {line.partition("@")[0].strip() for line in output.splitlines()}
    missing = [module for module in ("jdk.compiler", "jdk.jshell") if module not in present]
    if missing:
        raise Problem(
            f"Java {jdk.version} at {jdk.home} has no module {' and no '.join(missing)}; the kernel needs a full JDK."
            f"\n{INSTALL_JDK}"
        )


def find_maven(env: Mapping[str, str]) -> Maven:
    command = shutil.which("mvn", path=env.get("PATH"))
    if command is None:
        raise Problem(f"There is no Maven: no mvn is on the PATH, and the toolkit is built with it.\n{INSTALL_MAVEN}")
    status, output = output_of([command, "-v"], env)
    found = re.search(r"Apache Maven (\d+)\.(\d+)\S*", output)
    if status != 0 or found is None:
        last = output.strip().splitlines()[-1:] or ["no output"]
        raise Problem(f"{command} does not work as Maven: {last[0].strip()}\n{INSTALL_MAVEN}")
    version = re.sub(r"\x1b\[[0-9;]*m", "", found.group()).removeprefix("Apache Maven ")
    if (int(found.group(1)), int(found.group(2))) < OLDEST_MAVEN:
        raise Problem(f"Maven {version} at {command} is too old: the build needs 3.8 or newer.\n{INSTALL_MAVEN}")
    return Maven(command, version)


def require_venv_module() -> None:
    """Debian ships Python without ensurepip: `venv` is there, but fails half-way."""
    missing = [name for name in ("venv", "ensurepip") if not _has_module(name)]
    if missing:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise Problem(
            f"Python {version} at {sys.executable} cannot make a private environment: it has no module {missing[0]}.\n"
            f"Install it (Debian: apt-get install python3-venv, or python{version}-venv), or set PYTHON to another one."
        )


def require_plain_path(layout: Layout) -> None:
    """These characters separate or expand paths in the kernel's class path, and cannot be escaped there."""
    bad = [character for character in (os.pathsep, "*", "?") if character in str(layout.root)]
    if bad:
        raise Problem(
            f"The project lies in {layout.root}, whose path has a '{bad[0]}'; Java class paths cannot hold that.\n"
            "Move the project to a path without it."
        )


def require_writable(layout: Layout) -> None:
    """Makes the directory for what is generated, and tries to write in it."""
    try:
        layout.logs.mkdir(parents=True, exist_ok=True)
        probe = layout.build / "write.probe"
        probe.write_bytes(b"\0" * 4096)
        probe.unlink()
    except OSError as error:
        raise Problem(
            f"Cannot write to {layout.relative(layout.build)}: {error.strerror}. All that is installed goes there.\n"
            "Make room or change the directory's owner or permissions, and run this again."
        ) from error


def require_space(layout: Layout) -> None:
    free = _free_megabytes(layout)
    if free < ENVIRONMENT_MEGABYTES:
        raise Problem(
            f"Only {free} MB are free where the project lies; installing Jupyter needs {ENVIRONMENT_MEGABYTES} MB.\n"
            "Make room and run this again."
        )


def require_space_left(layout: Layout, what: str) -> None:
    """Asked when something failed: a full disk shows in many ways, or not at all when the log is on it too."""
    free = _free_megabytes(layout)
    if free < 10:
        raise Problem(f"{what} failed: only {free} MB are left where the project lies.\nMake room and run this again.")


def _free_megabytes(layout: Layout) -> int:
    place = layout.build if layout.build.is_dir() else layout.kernel_setup
    return shutil.disk_usage(place).free // 1_000_000


def _has_module(name: str) -> bool:
    spec = importlib.util.find_spec(name)
    # an empty directory of that name counts as a module without an origin
    return spec is not None and spec.origin is not None


def _program(home: Path, name: str) -> Path:
    return home / "bin" / (name + ".exe" if os.name == "nt" else name)


def _major(version: str) -> int:
    numbers = re.findall(r"\d+", version)
    if not numbers:
        return 0
    # before Java 9: "1.8.0_302"
    return int(numbers[1]) if numbers[0] == "1" and len(numbers) > 1 else int(numbers[0])
