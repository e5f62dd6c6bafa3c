"""Runs other programs so that none of them outlives us and each leaves a log."""

import os
import signal
import subprocess
from pathlib import Path
from typing import IO, Mapping, Sequence

SECONDS_TO_END = 5


def run_logged(command: Sequence[str | Path], log: Path, env: Mapping[str, str], cwd: Path, lock: int) -> int:
    """Runs a program to its end with all its output in `log`; returns its exit status.

    The program keeps `lock` (a file descriptor) open: should we be killed outright, the installation stays locked until
    the program has ended too, and nobody rebuilds what it still writes.
    """
    posix = os.name == "posix"
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            # its own group, so that it can be ended with all its children
            start_new_session=posix,
            pass_fds=(lock,) if posix else (),
        )
        try:
            return process.wait()
        except BaseException:
            end_group(process)
            raise


def run_tethered(command: Sequence[str | Path], env: Mapping[str, str], output: IO[bytes] | None = None) -> int:
    """Runs a program that starts kernels and that ends, with them, when its standard input does.

    So its kernels end with us however we end, on every system. It does not listen to Ctrl-C itself.
    """
    process = subprocess.Popen(
        [str(part) for part in command], stdin=subprocess.PIPE, stdout=output, stderr=output, env=dict(env)
    )
    try:
        return process.wait()
    except BaseException:
        process.stdin.close()
        try:
            process.wait(SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


def end_group(process: subprocess.Popen) -> None:
    """Ends a program started in its own group, and that group: politely, then not."""
    _signal_group(process, signal.SIGTERM)
    try:
        process.wait(SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        pass
    finally:
        _signal_group(process, getattr(signal, "SIGKILL", signal.SIGTERM))
        process.wait()


def _signal_group(process: subprocess.Popen, number: int) -> None:
    try:
        if os.name == "posix":
            os.killpg(process.pid, number)
        else:
            # the batch file of a program is one process, the program another, and there are no groups: the whole tree
            subprocess.run(
                ["taskkill", "/T", "/F", "/PID", str(process.pid)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
    except (ProcessLookupError, PermissionError, FileNotFoundError):
        pass


def output_of(command: Sequence[str | Path], env: Mapping[str, str], seconds: float = 60) -> tuple[int, str]:
    """The exit status and the output (both streams) of a short program; status -1 if it could not be run."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(env),
            timeout=seconds,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return -1, str(error)
    return done.returncode, done.stdout.decode("utf-8", "replace")
