"""One installation at a time. The system drops the lock with its holder, so a stale one cannot exist."""

import os
import time
from contextlib import contextmanager
from typing import Iterator

from .layout import Layout
from .problem import say

if os.name == "nt":
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            return True
        except OSError:
            return False

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False


@contextmanager
def installation_lock(layout: Layout) -> Iterator[int]:
    """Holds the lock while the body runs; yields its file descriptor."""
    descriptor = os.open(layout.build / "install.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _try_lock(descriptor):
            say("Another installation is under way in this project; waiting for it to end (Ctrl-C gives up).")
            while not _try_lock(descriptor):
                time.sleep(0.2)
        yield descriptor
    finally:
        os.close(descriptor)
