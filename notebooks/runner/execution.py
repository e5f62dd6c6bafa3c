"""Executes notebooks one after the other. Runs inside the private environment, started by execute.py.

Each notebook has a kernel of its own. A kernel comes up while the notebook before is executed, and is stopped while the
next one already runs: starting and stopping a JVM costs more than most notebooks.
"""

import asyncio
import contextlib
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from kalshi_setup.arguments import kernel_of
from kalshi_setup.kernel import Kernel, OneKernelspec
from kalshi_setup.kernels import JavaKernel
from kalshi_setup.problem import NOTEBOOK_FAILED, OK, say

from . import results
from .results import Failure, Result


@dataclass(frozen=True)
class Job:
    kernel: JavaKernel
    kernelspec: str
    out: Path
    cell_seconds: int
    notebooks: Sequence[Path]
    kernel_env: dict[str, str]

    @staticmethod
    def from_arguments(arguments: Sequence[str], kernel_env: dict[str, str]) -> "Job":
        kernel, kernelspec, out, seconds, *notebooks = arguments
        return Job(kernel_of(kernel), kernelspec, Path(out), int(seconds), [Path(name) for name in notebooks], kernel_env)

    def exports(self, notebook: Path) -> Path:
        """The directory a notebook runs in, where its exports land."""
        return self.out / notebook.stem

    def copy(self, notebook: Path) -> Path:
        """The executed copy. One beside a directory of the same name says that the directory is ours to replace."""
        return self.out / notebook.name

    def html(self, notebook: Path) -> Path:
        return self.out / f"{notebook.stem}.html"


async def run(job: Job) -> int:
    kernels = Kernels(job)
    try:
        await kernels.of(job.notebooks[0])
        failed = await _run_all(job, kernels)
        await kernels.stop_all(now=False)
    except BaseException:
        await kernels.stop_all(now=True)
        raise
    say(f"Executed notebooks, HTML and exported files: {job.out}")
    if failed:
        say(f"{failed} of {len(job.notebooks)} notebooks failed.")
    return NOTEBOOK_FAILED if failed else OK


class Kernels:
    """The kernels of a run, so that every one of them is stopped in the end."""

    def __init__(self, job: Job):
        self._job = job
        self._kernelspec = OneKernelspec(job.kernel, job.kernelspec)
        self._launches: dict[Path, asyncio.Task[Kernel]] = {}
        self._stops: list[asyncio.Task[None]] = []

    def launch(self, notebook: Path) -> None:
        """Begins to start a notebook's kernel, if that has not begun yet."""
        if notebook not in self._launches:
            self._launches[notebook] = asyncio.ensure_future(self._launch(notebook))

    async def of(self, notebook: Path) -> Kernel:
        self.launch(notebook)
        # shielded: who is stopped while waiting must not leave a kernel half-started and unknown
        return await asyncio.shield(self._launches[notebook])

    def stop(self, notebook: Path, now: bool) -> None:
        """Begins to stop a notebook's kernel; the run goes on meanwhile."""
        self._stops.append(asyncio.ensure_future(self._stop(notebook, self._launches.pop(notebook), now)))

    async def stop_all(self, now: bool) -> None:
        for notebook in list(self._launches):
            self.stop(notebook, now)
        await asyncio.gather(*self._stops)

    async def _launch(self, notebook: Path) -> Kernel:
        exports = self._job.exports(notebook)
        # in this order: see Job.copy
        shutil.copyfile(notebook, self._job.copy(notebook))
        self._job.html(notebook).unlink(missing_ok=True)
        if exports.exists():
            shutil.rmtree(exports)
        exports.mkdir()
        return await Kernel.launch(self._kernelspec, exports, self._job.kernel_env)

    async def _stop(self, notebook: Path, launch: "asyncio.Task[Kernel]", now: bool) -> None:
        kernel = await launch
        await kernel.stop(now)
        with contextlib.suppress(OSError):
            # only an empty one goes: most notebooks export nothing
            self._job.exports(notebook).rmdir()


async def _run_all(job: Job, kernels: Kernels) -> int:
    """How many notebooks failed."""
    # Imported only now, while the first kernel comes up: this takes as long to load as that does.
    from . import document

    names = [notebook.stem for notebook in job.notebooks]
    say(results.heading(names))
    failed = 0
    for index, notebook in enumerate(job.notebooks):
        following = job.notebooks[index + 1 : index + 2]
        result = await _run_one(job, kernels, document, notebook, following)
        say(results.line(result, names))
        if result.failure is not None:
            failed += 1
            say("\n".join(results.explanation(result.failure)))
    return failed


async def _run_one(job: Job, kernels: Kernels, document, notebook: Path, following: Sequence[Path]) -> Result:
    start = time.monotonic()
    kernel = await kernels.of(notebook)
    try:
        content = document.read(notebook, job.kernel)
    except Exception as error:
        kernels.stop(notebook, now=True)
        return Result(notebook.stem, failure=Failure(None, "", [f"This is not a notebook that can be read: {error}"]))
    failure = await document.execute(
        content, kernel, job.cell_seconds, lambda: [kernels.launch(one) for one in following]
    )
    kernels.stop(notebook, now=failure is not None)
    document.write(content, job.copy(notebook))
    document.write_html(content, notebook.stem, job.html(notebook))
    return Result(
        name=notebook.stem,
        cells=results.cells_in(content),
        seconds=time.monotonic() - start,
        charts=results.charts_in(content),
        tables=results.tables_in(content),
        files=results.files_in(job.exports(notebook)),
        failure=failure,
    )
