"""The toolkit's jars: built by Maven, laid out for the kernel in one directory."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping

from . import checks, directories, downloads
from .checks import Jdk, Maven
from .layout import Layout
from .problem import Problem
from .processes import run_logged

STAMP = "built-from"
# -q hides all but errors; `quick` leaves out formatting and the checks that `mvn verify` is for
MAVEN_ARGUMENTS = ("-B", "-q", "-pl", "toolkit", "-am", "package", "-DskipTests", "-Dquick")


@dataclass(frozen=True)
class Libraries:
    """The toolkit's jar and its dependencies, in the order of the class path. Each entry is a jar or `directory/*`."""

    entries: tuple[Path, ...]

    @staticmethod
    def installed(layout: Layout) -> "Libraries":
        return Libraries((layout.libraries / "*",))

    @staticmethod
    def beside(jar: Path) -> "Libraries":
        """A jar just packaged, and the dependencies that Maven has put into `lib` beside it."""
        if not jar.is_file():
            raise Problem(f"--jar {jar}: there is no such file.\nBuild it first: mvn package")
        directory = jar.parent / "lib"
        if not any(directory.glob("*.jar")):
            raise Problem(
                f"--jar {jar}: its dependencies are missing; they must lie as jars in {directory}.\n"
                "Build both: mvn package"
            )
        return Libraries((jar, directory / "*"))

    def stamp(self) -> str:
        """Changes whenever another build is put in place; empty for jars that are not ours to watch."""
        stamp = self.entries[0].parent / STAMP
        return stamp.read_text("utf-8") if stamp.is_file() else ""


def source_stamp(layout: Layout, jdk: Jdk) -> str:
    """Of all that the built jar depends on. Tests are left out: they are not in it."""
    digest = hashlib.sha256(jdk.version.encode())
    files = [layout.root / "pom.xml", layout.root / "toolkit" / "pom.xml"]
    for directory in (layout.root / ".mvn", layout.root / "toolkit" / "src" / "main"):
        files += sorted(path for path in directory.rglob("*") if path.is_file())
    for path in files:
        digest.update(layout.relative(path).encode() + b"\0")
        digest.update(path.read_bytes() if path.is_file() else b"missing")
        digest.update(b"\0")
    return digest.hexdigest()


def is_built(layout: Layout, jdk: Jdk) -> bool:
    stamp = layout.libraries / STAMP
    return stamp.is_file() and stamp.read_text("utf-8") == source_stamp(layout, jdk)


def build(layout: Layout, jdk: Jdk, maven: Maven, env: Mapping[str, str], lock: int) -> None:
    """Builds the toolkit and replaces the libraries as a whole. If it fails, the earlier ones stay."""
    # taken before the build: what is edited meanwhile must be built again
    stamp = source_stamp(layout, jdk)
    target = layout.root / "toolkit" / "target"
    _remove_earlier_jars(target)
    log = layout.logs / "maven.log"
    status = run_logged([maven.command, *MAVEN_ARGUMENTS], log, {**env, "JAVA_HOME": str(jdk.home)}, layout.root, lock)
    if status != 0:
        raise _failed(layout, log)
    _lay_out(layout, _the_jar(layout, target), stamp)


def _remove_earlier_jars(target: Path) -> None:
    """Maven leaves jars of earlier versions where they are; they would be taken for current ones."""
    for jar in [*target.glob("kalshi-toolkit-*.jar"), *target.glob("lib/*.jar")]:
        jar.unlink()


def _the_jar(layout: Layout, target: Path) -> Path:
    companions = ("-sources.jar", "-javadoc.jar", "-tests.jar")
    jars = [jar for jar in target.glob("kalshi-toolkit-*.jar") if not jar.name.endswith(companions)]
    if len(jars) != 1 or not any(target.glob("lib/*.jar")):
        raise Problem(
            f"Maven has built no kalshi-toolkit jar with its dependencies in {layout.relative(target)}.\n"
            f"See {layout.relative(layout.logs / 'maven.log')}."
        )
    return jars[0]


def _lay_out(layout: Layout, jar: Path, stamp: str) -> None:
    new = directories.new_of(layout.libraries)
    directories.remove(new)
    new.mkdir(parents=True)
    for file in [jar, *sorted(jar.parent.glob("lib/*.jar"))]:
        shutil.copyfile(file, new / file.name)
    (new / STAMP).write_text(stamp, "utf-8")
    directories.swap_in(layout.libraries)


def _failed(layout: Layout, log: Path) -> Problem:
    checks.require_space_left(layout, "Building the toolkit")
    lines = downloads.lines_of(log)
    errors = [line.removeprefix("[ERROR]").strip() for line in lines if line.startswith("[ERROR]")]
    errors = [line for line in errors if line and not line.startswith("COMPILATION ERROR")] or lines[-1:]
    where = f"The whole output is in {layout.relative(log)}."
    no_connection = downloads.reason(lines)
    if no_connection:
        return Problem(
            f"Building the toolkit failed: Maven could not download what it needs ({no_connection}).\n"
            f"Check the network (or the proxy in Maven's settings) and run this again. {where}"
        )
    error = (errors or ["no output"])[0].replace(f"{layout.root}{os.sep}", "")
    return Problem(f"Building the toolkit failed: {_shortened(error)}\n{where}")


def _shortened(text: str) -> str:
    return text if len(text) <= 300 else text[:297] + "..."
