"""One notebook: read, executed cell by cell, written. Runs inside the private environment."""

import asyncio
import functools
import logging
import warnings
from pathlib import Path
from typing import Callable

import nbformat
import traitlets.log
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.exporters.html import HTMLExporter
from nbformat import NotebookNode

from kalshi_setup.kernel import Kernel, KernelFailed
from kalshi_setup.kernels import JavaKernel

from . import results
from .results import Failure

# What they have to say is said by us, once and shorter.
traitlets.log.get_logger().setLevel(logging.CRITICAL)
warnings.simplefilter("ignore")

# What a kernel of any version and on any machine would say, so that executed copies can be compared.
LANGUAGE = {
    "name": "java",
    "file_extension": ".jshell",
    "mimetype": "text/x-java-source",
    "codemirror_mode": "java",
    "pygments_lexer": "java",
}
# The page must be whole without a network: these blocks only fetch scripts (for formulas, diagrams and widgets) from
# elsewhere. Without the first one a text with two dollar amounts also stays a text. Pictures keep the description that
# the toolkit gives them, which the template leaves out.
OFFLINE_TEMPLATE = """{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_requirejs -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
{%- block data_png scoped -%}
<div class="jp-RenderedImage jp-OutputArea-output {{ extra_class }}">
<img src="data:image/png;base64,{{ output.data['image/png'] | escape_html }}"
{%- for size in ('width', 'height') -%}
{%- set pixels = output | get_metadata(size, 'image/png') -%}
{%- if pixels is not none %} {{ size }}="{{ pixels | escape_html }}"{% endif -%}
{%- endfor %} alt="{{ (output | get_metadata('alt', 'image/png') or 'A picture') | escape_html }}">
</div>
{%- endblock data_png -%}
"""


def read(file: Path, kernel: JavaKernel) -> NotebookNode:
    """The notebook without any results it may hold, set to the kernel of this run whatever it was written with."""
    content = nbformat.read(file, as_version=4)
    content.metadata["kernelspec"] = {"name": kernel.name, "display_name": kernel.display_name, "language": "java"}
    content.metadata["language_info"] = dict(LANGUAGE)
    for cell in content.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
            cell.metadata.pop("execution", None)
    return content


async def execute(content: NotebookNode, kernel: Kernel, cell_seconds: int, started: Callable) -> Failure | None:
    """Executes the cells up to the first that fails; `started` is called once the kernel is up."""
    try:
        await kernel.ready()
    except KernelFailed as failure:
        return Failure(None, "", [*failure.said, str(failure)])
    started()
    client = NotebookClient(content, km=kernel.manager, timeout=cell_seconds, record_timing=False)
    client.kc = kernel.client
    number = 0
    for index, cell in enumerate(content.cells):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        number += 1
        error = await _execute_cell(client, kernel, cell, index, number)
        _join_streams(cell)
        if error is not None:
            return Failure(number, cell.source, error)
    return None


async def _execute_cell(client: NotebookClient, kernel: Kernel, cell: NotebookNode, index: int, number: int):
    """The error as lines, or None."""
    try:
        await client.async_execute_cell(cell, index, execution_count=number)
        return None
    except CellExecutionError as error:
        shown = [output for output in cell.outputs if output.output_type == "error"]
        return results.error_lines(error.ename, error.evalue, shown[-1].traceback if shown else ())
    except CellTimeoutError:
        return _noted(cell, number, "CellTimeout", f"The cell did not end within {client.timeout} seconds.", [])
    except DeadKernelError:
        # the client says this also when it is we who are being stopped
        if asyncio.current_task().cancelling():
            raise asyncio.CancelledError from None
        return _noted(cell, number, "KernelDied", "The kernel died while it ran this cell.", kernel.said())


def _noted(cell: NotebookNode, number: int, name: str, message: str, said: list[str]) -> list[str]:
    """Puts into the executed copy what no kernel was left to say."""
    lines = [*said, message]
    cell.execution_count = number
    cell.outputs.append(nbformat.v4.new_output("error", ename=name, evalue=message, traceback=lines))
    return lines


def _join_streams(cell: NotebookNode) -> None:
    """Joins what was printed piece by piece: the kernel makes an output of every fragment."""
    joined: list[NotebookNode] = []
    for output in cell.outputs:
        before = joined[-1] if joined else None
        if before and output.output_type == before.output_type == "stream" and output.name == before.name:
            before.text += output.text
        else:
            joined.append(output)
    cell.outputs = joined


def write(content: NotebookNode, file: Path) -> None:
    with open(file, "w", encoding="utf-8", newline="\n") as target:
        nbformat.write(content, target)


def write_html(content: NotebookNode, title: str, file: Path) -> None:
    page, _ = _exporter().from_notebook_node(content, resources={"metadata": {"name": title}})
    file.write_text(page, encoding="utf-8", newline="\n")


@functools.cache
def _exporter() -> HTMLExporter:
    return HTMLExporter(raw_template=OFFLINE_TEMPLATE)
