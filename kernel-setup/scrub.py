"""Removes the traces of an account from a tape: `kernel-setup/scrub`.

This file must stay readable for any Python, however old, so that an old one gets a clear message and no syntax error.
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.pycache_prefix = os.path.join(HERE, "build", "pycache")  # nothing generated outside build/
sys.dont_write_bytecode = sys.version_info < (3, 8)  # older ones do not know that place

from kalshi_setup import python_version

if __name__ == "__main__":
    python_version.require_supported()

    from kalshi_setup import scrub

    sys.exit(scrub.command_line(sys.argv[1:]))
