"""Tapes without the traces of an account."""

import contextlib
import gzip
import io
import json
import tempfile
import unittest
from pathlib import Path

import support  # noqa: F401 - finds the package

from kalshi_setup import problem, scrub

HEADER = '{"tape":1,"exchange":"kalshi","note":"x","big":0.10000000000000000001}'


def answer(path: str, body: str, method: str = "GET", headers: dict | None = None) -> str:
    return json.dumps(
        {
            "t": "2026-08-07T12:00:00Z",
            "method": method,
            "path": "/trade-api/v2" + path,
            "query": "",
            "status": 200,
            "headers": headers or {},
            "body": body,
        }
    )


def frame(text: str) -> str:
    return json.dumps({"t": "2026-08-07T12:00:00Z", "ws": "in", "connection": 1, "frame": text})


class ScrubTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.tape = Path(directory.name, "study.tape.jsonl")
        self.target = Path(directory.name, "study.scrubbed.tape.jsonl")

    def scrubbed(self, *lines: str, end: str = "\n") -> list[str]:
        self.tape.write_text("\n".join(lines) + end, encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(problem.OK, scrub.command_line([str(self.tape)]))
        return self.target.read_text(encoding="utf-8").splitlines()

    def test_public_lines_stay_to_the_letter(self):
        lines = [
            HEADER,
            answer("/markets", '{"markets": [ {"ticker":"Ä","volume_fp":"1.10"} ]}'),
            frame('{"type":"trade","sid":1,"msg":{"trade_id":"1"}}'),
            answer("/historical/trades", '{"trades":[]}'),
        ]
        self.assertEqual(lines, self.scrubbed(*lines))

    def test_lines_about_the_account_go(self):
        private = [
            answer("/portfolio/fills", '{"fills":[]}'),
            answer("/portfolio/balance", "{}"),
            answer("/historical/fills", "{}"),
            answer("/api_keys", "{}"),
            answer("/account/limits", "{}"),
            answer("/communications/rfqs", "{}"),
            answer("/multivariate_event_collections/C", "{}", method="POST"),
            frame('{"type":"fill","msg":{}}'),
            frame('{"type":"market_position","msg":{}}'),
            frame('{"type":"user_order","msg":{}}'),
        ]
        self.assertEqual([HEADER], self.scrubbed(HEADER, *private))

    def test_fields_that_say_who_are_replaced_and_nothing_besides(self):
        body = '{"delta":[{"client_order_id": "mine \\"x", "price":0.10, "subaccount":3,"user_id":null}], "n":1.50}'
        (_, line) = self.scrubbed(HEADER, frame(body))
        self.assertEqual(
            '{"delta":[{"client_order_id": "(redacted)", "price":0.10, "subaccount":null,"user_id":null}], "n":1.50}',
            json.loads(line)["frame"],
        )

    def test_headers_that_tell_of_a_session_go_and_the_sandboxs_label_stays(self):
        headers = {"set-cookie": "a", "x-request-id": "b", "cf-ray": "c", "date": "d", "kalshi-sandbox": "invented data"}
        (_, line) = self.scrubbed(HEADER, answer("/series", "{}", headers=headers))
        self.assertEqual({"date": "d", "kalshi-sandbox": "invented data"}, json.loads(line)["headers"])

    def test_what_is_left_of_a_private_message_goes_and_encoded_paths_are_understood(self):
        self.assertEqual(
            [HEADER],
            self.scrubbed(
                HEADER, frame('{"type":"fill","msg":{"order_id":"o1"'), answer("/%70ortfolio/fills", '{"fills":[]}')
            ),
        )
        self.target.unlink()
        (_, line) = self.scrubbed(HEADER, frame('{"type":"trade","msg":{"client_order_id":"mi'))
        self.assertEqual('{"type":"trade","msg":{"client_order_id":"(redacted)"', json.loads(line)["frame"])

    def test_half_a_character_is_no_trouble(self):
        (_, line) = self.scrubbed(HEADER, frame('{"type":"trade","x":"\ud83d","user_id":"u"}'))
        self.assertEqual('{"type":"trade","x":"\ud83d","user_id":"(redacted)"}', json.loads(line)["frame"])

    def test_a_compressed_tape_is_read_and_half_of_one_is_said(self):
        packed = self.tape.with_name("study.tape.jsonl.gz")
        whole = gzip.compress((HEADER + "\n" + answer("/api_keys", "{}") + "\n").encode())
        packed.write_bytes(whole)
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(problem.OK, scrub.command_line([str(packed)]))
        self.assertEqual([HEADER], self.target.read_text(encoding="utf-8").splitlines())
        self.target.unlink()
        packed.write_bytes(whole[:-12])
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(problem.PROBLEM, scrub.command_line([str(packed)]))
        self.assertIn("is no whole gzip file.", said.getvalue())
        self.assertEqual([packed], list(packed.parent.iterdir()))

    def test_a_last_line_that_was_cut_off_goes(self):
        self.assertEqual([HEADER], self.scrubbed(HEADER, '{"t":"2026', end=""))

    def test_what_is_no_tape_is_said_and_nothing_is_written(self):
        for text, why in (
            (HEADER + "\nnot json\n", "line 2 is not JSON"),
            ('{"a":1}\n', "line 1 is no header"),
            ("[]\n", "line 1 is not JSON"),
            (HEADER + '\n{"ws":"in","frame":{"type":"fill"}}\n', "line 2 is broken: its frame is no text"),
        ):
            self.tape.write_text(text, encoding="utf-8")
            with contextlib.redirect_stderr(io.StringIO()) as said:
                self.assertEqual(problem.PROBLEM, scrub.command_line([str(self.tape)]))
            self.assertIn(why, said.getvalue())
            self.assertEqual([self.tape], list(self.tape.parent.iterdir()))

    def test_a_file_is_never_written_over(self):
        self.tape.write_text(HEADER + "\n", encoding="utf-8")
        self.target.write_text("mine", encoding="utf-8")
        with contextlib.redirect_stderr(io.StringIO()) as said:
            self.assertEqual(problem.PROBLEM, scrub.command_line([str(self.tape)]))
        self.assertIn("is not written over", said.getvalue())
        self.assertEqual("mine", self.target.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
