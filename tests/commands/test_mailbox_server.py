"""Where does the demonstration's mail server listen, and for whom does it take mail?"""

import smtplib
from pathlib import Path

import pytest

from privacyportal.roof.serving.mailserver import MailServer, is_reserved
from tests.live import HANG_GUARD, free_port


@pytest.mark.parametrize(
    "address",
    ["a@firm.example", "a@EXAMPLE.com", "a@mail.example.net", "a@x.test", "a@y.invalid", "a@localhost", "a@b.example."],
)
def test_reserved_domains_are_taken(address: str) -> None:
    assert is_reserved(address)


@pytest.mark.parametrize(
    "address", ["a@example.jp", "a@notexample.com", "a@example.com.jp", "a@test.co.jp", "example", "a@", "a@firm.co.jp"]
)
def test_all_others_are_refused(address: str) -> None:
    assert not is_reserved(address)


def test_it_takes_the_wanted_port_and_another_one_when_that_is_taken(tmp_path: Path) -> None:
    wanted = free_port()
    with MailServer(tmp_path / "one", wanted=wanted) as first, MailServer(tmp_path / "two", wanted=wanted) as second:
        assert first.port == wanted
        assert second.port != wanted
        for server in (first, second):
            with smtplib.SMTP("127.0.0.1", server.port, timeout=HANG_GUARD) as line:
                assert line.noop()[0] == 250
