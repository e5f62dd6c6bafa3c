"""The command line of notebooks/run, and what it says about notebooks. Nothing here needs Jupyter."""

import socket
import unittest
from pathlib import Path

from support import ProjectCase

from kalshi_setup.problem import Problem
from runner import options, results, sandbox
from runner.results import Failure, Result


class SandboxOptionsTest(ProjectCase):
    def test_what_is_given_goes_on_to_the_program(self):
        given = ["--port", "8080", "--fault", "lost:3", "--speed", "2", "--fault", "429:2/50"]
        options, jar = sandbox.parse(given)
        self.assertEqual(options, ["--port", "8080", "--speed", "2", "--fault", "lost:3", "--fault", "429:2/50"])
        self.assertIsNone(jar)
        self.assertEqual(sandbox.parse(["--limits"]), (["--limits"], None))

    def test_unknown_option_points_to_the_help(self):
        self.assert_problem("See: notebooks/sandbox --help", "notebooks/sandbox", "--nope")


class OptionsTest(ProjectCase):
    def refused(self, message: str, *arguments: str) -> None:
        with self.assertRaisesRegex(Problem, message) as problem:
            options.parse(list(arguments), self.layout)
        self.assertLessEqual(len(str(problem.exception).splitlines()), 2)

    def test_sandbox_and_all_notebooks_are_the_default(self):
        chosen = options.parse([], self.layout)
        self.assertEqual(chosen.connection, "sandbox")
        self.assertEqual([notebook.name for notebook in chosen.notebooks], ["01-first.ipynb"])
        self.assertEqual(chosen.out, self.layout.notebooks / "out")

    def test_unknown_connections_are_refused(self):
        for on in ("moon", "", "ftp://exchange", "http://", "http://host:99999", "tape", "Sandbox"):
            self.refused("unknown.\nIt is one of sandbox, demo, prod, tape:FILE", "--on", on)

    def test_urls_are_taken_as_they_are(self):
        self.assertEqual(
            options.parse(["--on", "http://127.0.0.1:8080"], self.layout).connection, "http://127.0.0.1:8080"
        )

    def test_tape_is_made_absolute(self):
        relative = Path(__file__).resolve().relative_to(Path.cwd().anchor)
        up = Path(*[".."] * (len(Path.cwd().parts) - 1))
        chosen = options.parse(["--on", f"tape:{up / relative}"], self.layout)
        self.assertTrue(chosen.connection.startswith("tape:/"))

    def test_missing_tape_is_named(self):
        self.refused("--on tape:none.jsonl: there is no such file", "--on", "tape:none.jsonl")

    def test_unknown_notebook_lists_the_known_ones(self):
        self.refused("--only none: there is no such notebook.\nThere are: 01-first.", "--only", "none")

    def test_notebook_is_found_with_and_without_its_ending(self):
        for name in ("01-first", "01-first.ipynb"):
            self.assertEqual(len(options.parse(["--only", name], self.layout).notebooks), 1)

    def test_unknown_option_points_to_the_help(self):
        self.assert_problem("See: notebooks/run --help", "notebooks/run", "--nope")

    def test_results_do_not_go_over_the_notebooks(self):
        self.refused("they would be overwritten", "--out", str(self.layout.notebooks))

    def test_results_directory_that_cannot_be_made_is_told(self):
        self.assert_problem("Results cannot be written to ", "notebooks/run", "--out", str(self.root / "pom.xml"))

    def test_directory_that_is_not_ours_is_not_replaced(self):
        foreign = self.root / "mine" / "01-first"
        foreign.mkdir(parents=True)
        self.assert_problem("is not from an earlier run", "notebooks/run", "--out", str(foreign.parent))
        self.assertTrue(foreign.is_dir())

    def test_port_in_use_is_told(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.refused("cannot be used .Address already in use.", "--lab", "--port", str(taken.getsockname()[1]))

    def test_what_is_no_port_is_refused(self):
        for port in ("0", "65536", "http", "-1"):
            self.refused("not a port", "--lab", f"--port={port}")

    def test_lab_takes_no_options_of_a_run(self):
        self.refused("takes no --only", "--lab", "--only", "01-first")
        self.refused("--port is for --lab alone", "--port", "8888")


class ResultsTest(unittest.TestCase):
    NOTEBOOK = {
        "cells": [
            {"cell_type": "markdown", "source": "text"},
            {
                "cell_type": "code",
                "execution_count": 1,
                "outputs": [
                    {"output_type": "display_data", "data": {"image/png": "x", "text/plain": "x"}},
                    {"output_type": "execute_result", "data": {"text/html": '<table class="wide kalshi-table">'}},
                    {"output_type": "execute_result", "data": {"text/html": ["<p>about ", "kalshi-table</p>"]}},
                    {"output_type": "stream", "text": "kalshi-table"},
                ],
            },
            {"cell_type": "code", "execution_count": None, "outputs": []},
        ]
    }

    def test_counts(self):
        counted = (results.cells_in(self.NOTEBOOK), results.charts_in(self.NOTEBOOK), results.tables_in(self.NOTEBOOK))
        self.assertEqual(counted, (1, 1, 1))

    def test_lines_are_aligned(self):
        names = ["01-quickstart", "x"]
        failed = Result("x", cells=12, seconds=3.14159, failure=Failure(12, "", []))
        lines = [results.heading(names), results.line(Result("01-quickstart"), names), results.line(failed, names)]
        self.assertEqual(lines[2], "x                   12      3.1        0        0        0  FAILED in cell [12]")
        self.assertEqual(len({len(line.partition("  FAILED")[0]) for line in lines}), 1)

    def test_error_keeps_message_causes_and_own_frames(self):
        traceback = [
            "\x1b[1m\x1b[31mjava.lang.IllegalStateException: outer\x1b[0m",
            "\x1b[1m\x1b[31m\tat org.dflib.jjava.kernel.execution.CodeEvaluator.eval(CodeEvaluator.java:79)\x1b[0m",
            "\x1b[1m\x1b[31m\tat java.base/jdk.internal.reflect.Direct.invoke(Direct.java:1)\x1b[0m",
            "\x1b[1m\x1b[31m\tat .f(#12:1)\x1b[0m",
            "",
            "\x1b[1m\x1b[31mCaused by: java.io.IOException: inner\x1b[0m",
        ]
        self.assertEqual(
            results.error_lines("RuntimeException", "x", traceback),
            ["java.lang.IllegalStateException: outer", "\tat .f(#12:1)", "Caused by: java.io.IOException: inner"],
        )

    def test_error_without_traceback_is_named(self):
        self.assertEqual(results.error_lines("Name", "value", []), ["Name: value"])

    def test_long_cells_are_cut(self):
        shown = results.explanation(Failure(1, "\n".join(["line"] * 100), ["error"]))
        self.assertIn("    | ... (60 more lines)", shown)


if __name__ == "__main__":
    unittest.main()
