"""Starts a kernel and runs one cell: `smoke.py KERNEL KERNELSPEC`, its name and the text of its kernel.json.

Runs inside the private environment, with a pipe as standard input.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.pycache_prefix = str(Path(__file__).resolve().parents[1] / "build" / "pycache")

from kalshi_setup import arguments, environment
from kalshi_setup.kernels import JavaKernel
from kalshi_setup.layout import Layout


async def one_cell(java_kernel: JavaKernel, kernelspec: str, env: dict[str, str]) -> int:
    import nbformat
    from nbclient import NotebookClient

    from kalshi_setup.kernel import Kernel, OneKernelspec

    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    kernel = await Kernel.launch(OneKernelspec(java_kernel, kernelspec), Layout.of_this_project().build, env)
    try:
        await kernel.ready()
        client = NotebookClient(notebook, km=kernel.manager, timeout=60)
        client.kc = kernel.client
        await client.async_execute_cell(notebook.cells[0], 0)
    except Exception as failure:
        print(*kernel.said(), str(failure), sep="\n")
        return 1
    finally:
        await kernel.stop(now=True)
    result = [output.get("data", {}).get("text/plain") for output in notebook.cells[0].outputs]
    if result != ["2"]:
        print(f"The cell `1 + 1` gave {result}, not 2.")
        return 1
    return 0


if __name__ == "__main__":
    kernel_env = dict(os.environ)
    os.environ.update(environment.jupyter_variables(Layout.of_this_project()))

    from kalshi_setup.kernel import run_until_parent_ends

    sys.exit(run_until_parent_ends(one_cell(arguments.kernel_of(sys.argv[1]), sys.argv[2], kernel_env)))
