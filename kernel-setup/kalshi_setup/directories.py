"""Directories that are replaced as a whole, in a way that survives being killed at any point."""

import shutil
from pathlib import Path


def old_of(target: Path) -> Path:
    return target.with_name(target.name + ".old")


def new_of(target: Path) -> Path:
    return target.with_name(target.name + ".new")


def remove(directory: Path) -> None:
    """Removes a directory if it is there; half a removal is an error."""
    if directory.is_dir() and not directory.is_symlink():
        shutil.rmtree(directory)
    else:
        directory.unlink(missing_ok=True)


def set_aside(target: Path) -> None:
    """Makes room for a new `target`; the old one waits beside it."""
    remove(old_of(target))
    if target.exists():
        target.rename(old_of(target))


def restore(target: Path) -> None:
    """Drops `target`, which is not finished, and takes the one set aside back, if any."""
    remove(target)
    if old_of(target).exists():
        old_of(target).rename(target)


def settle(target: Path, finished: bool) -> None:
    """Brings what an interrupted replacement left to one of its two ends."""
    remove(new_of(target))
    if finished:
        remove(old_of(target))
    else:
        restore(target)


def swap_in(target: Path) -> None:
    """Puts the finished directory beside `target` (see new_of) in its place."""
    set_aside(target)
    new_of(target).rename(target)
    remove(old_of(target))
