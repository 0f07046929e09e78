"""Which process carries out an import, and is it known to be dead?"""

import os
import socket


def this_process() -> str:
    """Return the name of this process: host and process id."""
    return f"{socket.gethostname()}:{os.getpid()}"


def is_known_dead(process: str) -> bool:
    """Return whether a process of this host has ended; of another host's processes nothing is known.

    A number that a new process has taken over counts as alive: the run's silence will tell.
    """
    host, _colon, number = process.rpartition(":")
    if host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
