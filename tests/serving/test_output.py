"""Does the front find its output wherever the portal is served: under a service manager as in a container?"""

import os
import socket
import subprocess
import sys

import pytest

from tests.live import HANG_GUARD

pytestmark = pytest.mark.live
WRITING = """
from privacyportal.roof.serving.__main__ import make_output_openable
make_output_openable()
with open("/dev/stdout", "ab") as output:
    output.write(b"a line of the front")
"""


def test_a_socket_as_output_is_written_to_by_whoever_opens_it_anew() -> None:
    ours, theirs = socket.socketpair()
    with ours:
        process = subprocess.Popen([sys.executable, "-c", WRITING], stdout=theirs.fileno())
        theirs.close()
        ours.settimeout(HANG_GUARD)
        assert ours.recv(100) == b"a line of the front"
        assert ours.recv(100) == b""
        assert process.wait(HANG_GUARD) == 0


def test_a_pipe_as_output_stays_as_it_is() -> None:
    read, write = os.pipe()
    with os.fdopen(read, "rb") as ours:
        process = subprocess.Popen([sys.executable, "-c", WRITING], stdout=write)
        os.close(write)
        assert ours.read() == b"a line of the front"
        assert process.wait(HANG_GUARD) == 0
