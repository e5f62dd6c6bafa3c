"""Starts and stops Java kernels. Runs inside the private environment."""

import asyncio
import contextlib
import json
import os
import re
import signal
import threading
import uuid
from pathlib import Path
from typing import Awaitable

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_core.paths import jupyter_runtime_dir

from .kernels import JavaKernel

STARTUP_SECONDS = 60
# The JVM says this when its main thread has died. The kernel's other threads keep such a process alive for a minute,
# without ever answering.
STARTUP_FAILED = 'Exception in thread "main"'
# its log of things that went as they should
KERNEL_CHATTER = re.compile(r"\[I \d")


class KernelFailed(Exception):
    """The kernel did not start, or died. The message is for the user; `said` is what the kernel wrote last."""

    def __init__(self, message: str, said: list[str]):
        super().__init__(message)
        self.said = said


class OneKernelspec(KernelSpecManager):
    """Knows one kernelspec, the text of a kernel.json: whatever is installed meanwhile, a run keeps its kernel."""

    def __init__(self, kernel: JavaKernel, text: str):
        super().__init__()
        self.kernel = kernel
        self._only = KernelSpec(**json.loads(text))

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return self._only


class Kernel:
    """One kernel process. `launch` only starts it, so that it can come up while something else goes on."""

    def __init__(self, manager: AsyncKernelManager, console: Path):
        self.manager = manager
        self.client = None
        self._console = console

    @staticmethod
    async def launch(kernelspec: OneKernelspec, directory: Path, env: dict[str, str]) -> "Kernel":
        runtime = Path(jupyter_runtime_dir())
        runtime.mkdir(parents=True, exist_ok=True)
        connection = runtime / f"kernel-{uuid.uuid4()}.json"
        manager = AsyncKernelManager(
            kernel_name=kernelspec.kernel.name, kernel_spec_manager=kernelspec, connection_file=str(connection)
        )
        # a file, because a pipe would have to be emptied all the time
        console = connection.with_suffix(".log")
        with open(console, "wb") as stream:
            await manager.start_kernel(cwd=str(directory), env=env, stdout=stream, stderr=stream)
        return Kernel(manager, console)

    async def ready(self) -> None:
        self.client = self.manager.client()
        # no heartbeat: the system is asked whether the process lives, and that thread cannot be stopped while it starts
        self.client.start_channels(hb=False)
        waiting = asyncio.ensure_future(self.client.wait_for_ready(timeout=STARTUP_SECONDS))
        try:
            while not waiting.done() and STARTUP_FAILED not in self._text():
                await asyncio.wait([waiting], timeout=0.25)
            if not waiting.done():
                raise KernelFailed("The kernel failed while starting.", self.said())
            waiting.result()
        except RuntimeError as error:
            raise KernelFailed(f"The kernel did not start: {error}.", self.said()) from error
        finally:
            # it uses the channels to its very end, and `stop` closes them
            waiting.cancel()
            await asyncio.wait([waiting])

    def said(self) -> list[str]:
        """The last lines that the kernel wrote to its own console."""
        return [line for line in self._text().splitlines() if line.strip() and not KERNEL_CHATTER.match(line)][-20:]

    async def stop(self, now: bool = False) -> None:
        if self.client is not None:
            self.client.stop_channels()
        if self.manager.has_kernel:
            await self.manager.shutdown_kernel(now=now)
        self._console.unlink(missing_ok=True)

    def _text(self) -> str:
        return self._console.read_text("utf-8", "replace")


def run_until_parent_ends(work: Awaitable[int]) -> int:
    """Runs `work`, and cancels it when standard input ends: that is how the program that started us says "stop".

    Signals are left to that program: one to the whole group reaches it too, and to die of it here would leave kernels
    behind. (The handler must be a function: an ignored signal would stay ignored in the kernels.)
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda number, frame: None)
    # the sockets to a kernel cannot be waited for by the loop that Windows has by default
    loop_factory = asyncio.SelectorEventLoop if os.name == "nt" else None
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        return runner.run(_cancelled_at_end_of_input(work))


async def _cancelled_at_end_of_input(work: Awaitable[int]) -> int:
    loop = asyncio.get_running_loop()
    task = asyncio.ensure_future(work)

    def wait_for_end_of_input() -> None:
        # not sys.stdin: its lock, held here, would stop the interpreter from ending
        while os.read(0, 1):
            pass
        with contextlib.suppress(RuntimeError):  # when the work was done before
            loop.call_soon_threadsafe(task.cancel)

    threading.Thread(target=wait_for_end_of_input, daemon=True).start()
    try:
        return await task
    except asyncio.CancelledError:
        return 128 + signal.SIGINT
