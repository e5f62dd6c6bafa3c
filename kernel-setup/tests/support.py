"""What the tests share: a copy of the project in a path with a space, and programs that stand in for java and mvn."""

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

KERNEL_SETUP = Path(__file__).resolve().parents[1]
PROJECT = KERNEL_SETUP.parent
NOTEBOOKS = PROJECT / "notebooks"
sys.path[:0] = [str(path) for path in (KERNEL_SETUP, NOTEBOOKS) if str(path) not in sys.path]

from kalshi_setup.layout import Layout

# Maven as far as the installation sees it: one jar, one dependency, and a count of its runs.
BUILDING_MAVEN = """
[ "$1" = -v ] && { echo "Apache Maven 3.9.9 (stand-in)"; exit 0; }
echo run >> mvn-runs
mkdir -p toolkit/target/lib
cp pom.xml "toolkit/target/kalshi-toolkit-$(cat version).jar"
cp pom.xml toolkit/target/kalshi-toolkit-1-sources.jar
cp pom.xml "toolkit/target/lib/dependency-$(cat version).jar"
"""


@unittest.skipIf(os.name == "nt", "the stand-ins for java and mvn are shell scripts")
class ProjectCase(unittest.TestCase):
    """Each test has its own copy of the project, with nothing installed."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.root = Path(temporary.name).resolve() / "a project"
        self.bin = Path(temporary.name).resolve() / "bin"
        self.bin.mkdir()
        skipped = shutil.ignore_patterns("build", "tests", "__pycache__", "out", "*.ipynb", ".ipynb_checkpoints")
        for name in ("kernel-setup", "notebooks"):
            shutil.copytree(PROJECT / name, self.root / name, ignore=skipped)
        (self.root / "toolkit" / "src" / "main").mkdir(parents=True)
        for file in ("pom.xml", "toolkit/pom.xml", "toolkit/src/main/A.java"):
            (self.root / file).write_text("<a/>")
        (self.root / "notebooks" / "01-first.ipynb").write_text("{}")
        (self.root / "version").write_text("1")
        self.layout = Layout(self.root)

    def program(self, name: str, script: str, directory: Path | None = None) -> Path:
        """A shell script that stands in for a program, first on the PATH unless a directory is given."""
        file = (directory or self.bin) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return file

    def jdk(self, version: str, modules: str = "jdk.jshell jdk.compiler", javac: bool = True) -> Path:
        """A stand-in for a JDK; returns its home."""
        home = self.bin.parent / f"jdk-{version}"
        script = f'[ "$1" = --list-modules ] && {{ printf "%s@{version}\\n" {modules or "java.base"}; exit 0; }}\n'
        script += f'echo "    java.home = {home}" >&2; echo "    java.version = {version}" >&2'
        self.program("java", script, home / "bin")
        if javac:
            self.program("javac", "", home / "bin")
        return home

    def environ(self, **changes: str | None) -> dict[str, str]:
        """The environment with the stand-ins first on the PATH; None takes a variable away."""
        env = {**os.environ, "PATH": f"{self.bin}{os.pathsep}{os.environ['PATH']}", **changes}
        env = {name: value for name, value in env.items() if value is not None}
        return env

    def start(self, command: str, *arguments: str, env: dict[str, str] | None = None) -> subprocess.Popen:
        return subprocess.Popen(
            [str(self.root / command), *arguments],
            env={**(env or self.environ()), "PYTHON": sys.executable},
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def assert_problem(self, message: str, command: str, *arguments: str, env: dict[str, str] | None = None) -> None:
        """The command ends with status 2, and its message of at most two lines contains this one."""
        process = self.start(command, *arguments, env=env)
        _, said = process.communicate(timeout=60)
        self.assertIn(message, said)
        self.assertLessEqual(len(said.splitlines()), 2, said)
        self.assertEqual(process.returncode, 2)
