"""How does a process end when the one that started it is gone, even if that one was killed?

Run as a program: `tether.py PARENT COMMAND ...` becomes the command if PARENT, a process number, still started it. On
Linux the kernel sends it SIGTERM when its parent dies; elsewhere it is stopped by its parent only.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Bind this process to its parent's life, then become the command of the command line."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    parent, command = int(sys.argv[1]), sys.argv[2:]
    # The parent may have died before the line above.
    if os.getppid() == parent:
        os.execvp(command[0], command)  # noqa: S606  The command is the portal's own.


if __name__ == "__main__":
    main()
