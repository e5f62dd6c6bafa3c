"""Serves the sandbox to any client: `notebooks/sandbox`.

This file must stay readable for any Python, however old, so that an old one gets a clear message and no syntax error.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
KERNEL_SETUP = os.path.join(os.path.dirname(HERE), "kernel-setup")
sys.pycache_prefix = os.path.join(KERNEL_SETUP, "build", "pycache")  # nothing generated outside build/
sys.dont_write_bytecode = sys.version_info < (3, 8)  # older ones do not know that place
sys.path.insert(1, KERNEL_SETUP)

from kalshi_setup import python_version

if __name__ == "__main__":
    python_version.require_supported()

    from runner import sandbox

    sys.exit(sandbox.command_line(sys.argv[1:]))
