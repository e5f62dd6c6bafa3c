"""How the two commands end: one clear message and a status, never a stack trace for what a user can put right."""

import os
import signal
import sys
from typing import Callable, Sequence

OK = 0
NOTEBOOK_FAILED = 1
PROBLEM = 2
INTERRUPTED = 130


class Problem(Exception):
    """Something the user can put right. The message has at most two lines: what is wrong, and the way out.

    `details` is output of another program, shown above the message.
    """

    def __init__(self, message: str, details: Sequence[str] = ()):
        super().__init__(message)
        self.details = tuple(details)


def say(text: str, end: str = "\n") -> None:
    print(text, end=end, flush=True)


def exit_status(command: Callable[[], int]) -> int:
    """Runs a command and turns its ways to end into exit statuses."""
    _end_like_interrupted_when_told_to()
    try:
        return command()
    except Problem as problem:
        for line in problem.details:
            print(line, file=sys.stderr)
        print(problem, file=sys.stderr)
        return PROBLEM
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        # no space, no permission, a file in the place of a directory: the system's own words are the best ones
        where = f"{error.filename}: " if error.filename else ""
        print(f"The system refused an operation: {where}{error.strerror or error}.", file=sys.stderr)
        # Windows neither replaces nor removes what a running program has open
        causes = "a running kernel or JupyterLab, space, permissions" if os.name == "nt" else "space, permissions"
        print(f"Put that right ({causes}) and run this again.", file=sys.stderr)
        return PROBLEM


def _end_like_interrupted_when_told_to() -> None:
    """A closed terminal or a `kill` must clean up as Ctrl-C does: no process of ours may stay behind."""

    def interrupt(number, frame):
        raise KeyboardInterrupt

    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), interrupt)
    # A shell that starts us in the background has set this one to "ignore".
    signal.signal(signal.SIGINT, interrupt)
