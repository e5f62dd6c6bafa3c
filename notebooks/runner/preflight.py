"""What only the toolkit can tell before a kernel starts: a broken tape line, no fonts, an unusable connection."""

import os
import subprocess

from kalshi_setup.installation import Installed
from kalshi_setup.kernelspec import JVM_OPTIONS
from kalshi_setup.problem import PROBLEM, Problem

DOCTOR = "dev.kalshilab.notebook.Doctor"
SECONDS = 60


def require_usable(installed: Installed, env: dict[str, str]) -> None:
    """Passes the toolkit's own message through. It asks about the connection in KALSHI_ON."""
    class_path = os.pathsep.join(str(entry) for entry in installed.libraries.entries)
    try:
        done = subprocess.run(
            [str(installed.jdk.java), *JVM_OPTIONS, "-cp", class_path, DOCTOR],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=env,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise Problem(
            f"The toolkit's check of KALSHI_ON={env['KALSHI_ON']} has not answered for {SECONDS} seconds.\n"
            "Try another --on; with sandbox it needs no network."
        ) from None
    if done.returncode == 0:
        return
    # what the JVM says about options set in the environment is not part of the message
    said = [line for line in done.stderr.decode("utf-8", "replace").splitlines() if line and not _is_jvm_note(line)]
    if done.returncode == PROBLEM and said:
        raise Problem("\n".join(said))
    raise Problem(
        f"The toolkit's check ended with status {done.returncode}; above is what it said.\n"
        "If the jar is not this toolkit's own, build it again: mvn package",
        details=said[-20:],
    )


def _is_jvm_note(line: str) -> bool:
    return line.startswith(("Picked up ", "NOTE: Picked up "))
