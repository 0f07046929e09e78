"""Which addresses can never belong to anybody?"""

import pytest

from privacyportal.management.serving.mailserver import is_reserved


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
