"""The command line of notebooks/record."""

import unittest

import support  # noqa: F401 - finds the packages

from kalshi_setup.problem import Problem
from runner import record


class RecordOptionsTest(unittest.TestCase):
    def test_what_is_given_goes_on_to_the_program(self):
        options, jar = record.parse(["A", "B", "--for", "4h", "--to", "x.tape.jsonl", "--account", "--jar", "t.jar"])
        self.assertEqual(["A", "B", "--for", "4h", "--to", "x.tape.jsonl", "--account"], options)
        self.assertEqual("t.jar", jar)

    def test_a_ticker_is_wanted(self):
        with self.assertRaisesRegex(Problem, "TICKER"):
            record.parse(["--for", "4h"])


if __name__ == "__main__":
    unittest.main()
