"""How does the image serve? Front and web kept together: `python -m privacyportal.roof.serving --listen ADDRESS`."""

import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from privacyportal.roof import endings
from privacyportal.roof.serving import portal
from privacyportal.roof.serving.front import Front
from privacyportal.roof.serving.processes import Family, ProcessEnded

TRUE = frozenset({"true", "1", "yes", "on", "t", "y"})
STDOUT = 1


def make_output_openable() -> None:
    """Let the front open its output anew, as it does: a socket (journald's), or somebody else's file, lets nobody.

    Then a pipe of our own stands between.
    """
    try:
        Path("/dev/stdout").open("ab").close()
    except OSError:
        between = subprocess.Popen(["cat"], stdin=subprocess.PIPE, start_new_session=True)  # noqa: S607  On every PATH.
        if between.stdin is not None:
            os.dup2(between.stdin.fileno(), STDOUT)


def main() -> int:
    """Serve until told to stop; return 1 when a process keeps ending."""
    parser = ArgumentParser(description="Serve the portal behind its front.")
    parser.add_argument("--listen", default="0.0.0.0:8000", help="address and port (default: 0.0.0.0:8000)")
    listen = parser.parse_args().listen
    make_output_openable()
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    ended = Path(os.environ.get("PORTAL_VAR_DIR", "var")) / endings.NAME
    with TemporaryDirectory(prefix="portal-") as home:
        is_behind_proxy = os.environ.get("PORTAL_BEHIND_PROXY", "").lower() in TRUE
        front = Front(Path(home), listen, is_behind_proxy=is_behind_proxy)
        with Family(log_dir=None, environment={portal.FRONT_DIR: home}, ended=ended) as family:
            for program in portal.web(front):
                family.start(program)
            try:
                family.watch(stop)
            except ProcessEnded as error:
                sys.stderr.write(f"{error}\n")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
