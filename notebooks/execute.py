"""Executes notebooks inside the private environment; started by run.py, which says what in the arguments.

Standard input is a pipe that ends when the run is to stop.
"""

import os
import sys
from pathlib import Path

KERNEL_SETUP = Path(__file__).resolve().parents[1] / "kernel-setup"
sys.path[:0] = [str(Path(__file__).resolve().parent), str(KERNEL_SETUP)]
sys.pycache_prefix = str(KERNEL_SETUP / "build" / "pycache")

from kalshi_setup.environment import jupyter_variables
from kalshi_setup.layout import Layout

if __name__ == "__main__":
    # Kernels get the environment as it came; what keeps Jupyter inside the project is for this process alone, and must
    # be set before Jupyter is imported.
    kernel_env = dict(os.environ)
    os.environ.update(jupyter_variables(Layout.of_this_project()))

    # This package checks internationalized addresses in JSON schemas, of which notebooks have none, and takes most of a
    # second to load. The schema library does without it where it is missing.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]

    from kalshi_setup.kernel import run_until_parent_ends
    from runner import execution

    job = execution.Job.from_arguments(sys.argv[1:], kernel_env)
    sys.exit(run_until_parent_ends(execution.run(job)))
