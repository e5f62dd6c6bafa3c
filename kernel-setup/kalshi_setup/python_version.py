"""The one check that must run on any Python; it is written for all of them."""

import sys

OLDEST = (3, 11)


def require_supported():
    if sys.version_info[:2] >= OLDEST:
        return
    sys.stderr.write(
        "Python %d.%d at %s is too old: the notebooks need Python %d.%d or newer.\n"
        "Install a newer one (Debian: apt-get install python3 python3-venv), or set PYTHON to one.\n"
        % (sys.version_info[0], sys.version_info[1], sys.executable, OLDEST[0], OLDEST[1])
    )
    sys.exit(2)
