"""Real kernels in the real environment; skipped where kernel-setup/install has not been run."""

import json
import os
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from support import NOTEBOOKS

from kalshi_setup import checks, environment, kernelspec, release, toolkit
from kalshi_setup.kernels import IJAVA, JJAVA
from kalshi_setup.layout import Layout
from kalshi_setup.toolkit import Libraries

LAYOUT = Layout.of_this_project()


@unittest.skipUnless(environment.is_installed(LAYOUT, os.environ), "kernel-setup/install has not been run")
class ExecutionTest(unittest.TestCase):
    kernel = JJAVA

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.directory = Path(temporary.name)
        self.out = self.directory / "out put"
        self.out.mkdir()
        LAYOUT.logs.mkdir(exist_ok=True)

    def notebook(self, name: str, *cells: str) -> Path:
        content = {
            "cells": [
                {
                    "cell_type": "code",
                    "execution_count": None,
                    "id": f"c{i}",
                    "metadata": {},
                    "outputs": [],
                    "source": cell,
                }
                for i, cell in enumerate(cells)
            ],
            "metadata": {"kernelspec": {"name": "python3", "display_name": "another", "language": "python"}},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
        file = self.directory / f"{name}.ipynb"
        file.write_text(json.dumps(content))
        return file

    def start(self, *notebooks: Path, cell_seconds: int = 60, with_toolkit: bool = False) -> subprocess.Popen:
        libraries = Libraries.installed(LAYOUT) if with_toolkit else Libraries(())
        spec = json.loads(kernelspec.content(self.kernel, LAYOUT, checks.find_jdk(os.environ), libraries))
        if not with_toolkit:
            # nothing to import from libraries: most of these notebooks need none
            startup = self.directory / "startup.jshell"
            startup.write_text("import java.util.*;\n")
            spec["env"][f"{self.kernel.variables}_STARTUP_SCRIPTS_PATH"] = startup.as_posix()
        command = [LAYOUT.python, "-I", NOTEBOOKS / "execute.py", self.kernel.option, json.dumps(spec)]
        command += [self.out, str(cell_seconds), *notebooks]
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "KALSHI_ON": "sandbox"},
            text=True,
        )

    def executed(self, name: str) -> list[list[dict]]:
        content = json.loads((self.out / f"{name}.ipynb").read_text("utf-8"))
        return [cell["outputs"] for cell in content["cells"]]

    def test_results_exports_and_failures_of_several_notebooks(self):
        good = self.notebook(
            "good",
            "new java.awt.image.BufferedImage(30, 20, 1)",
            'display("<table class=\\"kalshi-table\\"></table>", "text/html");',
            'System.out.printf("%s %d%n", System.getenv("KALSHI_ON"), 2);',
            'java.nio.file.Files.writeString(java.nio.file.Path.of("export.csv"), "a");',
            'System.getenv().keySet().stream().filter(name -> name.startsWith("JUPYTER")).count()',
        )
        before = good.read_bytes()
        failing = self.notebook("failing", "int a = 1;", 'throw new IllegalStateException("told");', "a")
        dying = self.notebook("dying", "System.exit(3);")
        endless = self.notebook("endless", "while (true) Thread.onSpinWait();")
        broken = self.directory / "broken.ipynb"
        broken.write_text("no JSON")

        # its standard input stays open until it has ended by itself
        with self.start(good, failing, dying, endless, broken, cell_seconds=8) as process:
            said = process.stdout.read()
            self.assertEqual(process.wait(timeout=60), 1, said)

        lines = {line.split()[0]: line.split() for line in said.splitlines() if line and not line.startswith(" ")}
        self.assertEqual([lines["good"][i] for i in (1, 3, 4, 5)], ["5", "1", "1", "1"], said)
        self.assertEqual(self.executed("good")[2][0]["text"], ["sandbox 2\n"])
        self.assertEqual(self.executed("good")[4][0]["data"]["text/plain"], ["0"])
        self.assertEqual((self.out / "good" / "export.csv").read_text(), "a")
        self.assertEqual(good.read_bytes(), before)
        self.assertNotRegex((self.out / "good.html").read_text("utf-8"), r"<script[^>]* src=")

        self.assertIn('FAILED in cell [2]\n    cell [2]:\n    | throw new IllegalStateException("told");', said)
        self.assertIn("java.lang.IllegalStateException: told", said)
        self.assertEqual(self.executed("failing")[1][0]["output_type"], "error")
        self.assertEqual(self.executed("failing")[2], [])
        self.assertIn("The kernel died while it ran this cell.", said)
        self.assertIn("The cell did not end within 8 seconds.", said)
        self.assertEqual(self.executed("endless")[0][0]["ename"], "CellTimeout")
        self.assertIn("This is not a notebook that can be read", said)
        self.assertEqual(self.kernels_of(process), [])

    def test_progress_is_one_output_of_the_cell_it_was_begun_in(self):
        if not toolkit.is_built(LAYOUT, checks.find_jdk(os.environ)):
            self.skipTest("the toolkit's sources are newer than what kernel-setup/install has built")
        # shown in its own cell, replaced and ended in others
        progress = self.notebook(
            "progress",
            'var kept = Display.progress(); kept.update("page 1"); Thread.sleep(1000);',
            'kept.update("page 2"); Thread.sleep(1000); kept.end("2 pages");',
            'try (var gone = Display.progress()) { gone.update("page 1"); Thread.sleep(1000); gone.update("page 2"); }',
            'try (var soon = Display.progress()) { soon.update("page 1"); }',
        )
        with self.start(progress, with_toolkit=True) as process:
            said = process.stdout.read()
            self.assertEqual(process.wait(timeout=60), 0, said)

        outputs = [[output["data"] for output in cell] for cell in self.executed("progress")]
        self.assertEqual(outputs, [[{"text/plain": ["2 pages"]}], [], [{"text/html": [], "text/plain": []}], []])

    def test_end_of_input_stops_kernels_at_once(self):
        with self.start(
            self.notebook("endless", "while (true) Thread.onSpinWait();"), self.notebook("next", "1")
        ) as process:
            process.stdout.readline()  # the heading: a kernel is there
            self.assertNotEqual(self.kernels_of(process), [])
            start = time.monotonic()
            process.send_signal(signal.SIGINT)  # as a terminal does; the end of input is what counts
            process.stdin.close()
            process.stdout.read()
            self.assertEqual(process.wait(timeout=30), 130)
        self.assertLess(time.monotonic() - start, 5)
        self.assertEqual(self.kernels_of(process), [])

    @staticmethod
    def kernels_of(process: subprocess.Popen) -> list[str]:
        """Command lines of JVMs that this process started; /proc is enough, other systems are not looked into."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(stat.read_text().rpartition(")")[2].split()[1])
                if parent == process.pid:
                    found.append((stat.parent / "cmdline").read_text())
            except (OSError, ValueError):
                pass
        return found


@unittest.skipUnless(release.is_unpacked(LAYOUT), "needs the real IJava: kernel-setup/install --kernel ijava --from ZIP")
class IJavaExecutionTest(ExecutionTest):
    """The same on the other kernel."""

    kernel = IJAVA


if __name__ == "__main__":
    unittest.main()
