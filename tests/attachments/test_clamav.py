"""Does the portal speak with the virus scanner as ClamAV does, and believe no answer that is none?"""

from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from privacyportal.attachments import clamav
from privacyportal.attachments.clamav import ScannerAway, Verdict
from tests.attachments.scanner import SIGNATURE, VIRUS, Behaviour, scanner

TEXT = b"a letter\n"


class TestProtocol:
    """What is said to the scanner, and what is made of its answers."""

    def test_a_file_goes_out_in_pieces_and_its_verdict_comes_back(self, clam: Behaviour) -> None:
        pieces = [b"x" * 70_000, VIRUS[:9], VIRUS[9:]]
        assert clamav.scan(pieces) == Verdict(is_clean=False, signature=SIGNATURE)
        assert clamav.scan([TEXT]) == Verdict(is_clean=True)
        assert (clam.received[0], clam.pieces[:3]) == (b"".join(pieces), [70_000, 9, len(VIRUS) - 9])
        clamav.ping(seconds=5)

    def test_a_socket_in_the_file_system_serves_as_well(self, tmp_path: Path, settings: LazySettings) -> None:
        with scanner(tmp_path / "clamd") as (place, _behaviour):
            settings.PORTAL_CLAMAV = place
            assert clamav.scan([TEXT]) == Verdict(is_clean=True)
        with pytest.raises(ScannerAway):
            clamav.scan([TEXT])

    def test_what_is_too_large_for_it_is_no_clean_file(self, clam: Behaviour) -> None:
        clam.limit = 100_000
        assert clamav.scan([b"x" * 60_000] * 2) == Verdict(is_clean=False, signature="size limit exceeded")

    @pytest.mark.parametrize("fault", ["gone", "garbage", "error", "cut", "silent"])
    def test_whatever_is_no_verdict_is_the_scanners_state(
        self, clam: Behaviour, settings: LazySettings, fault: str
    ) -> None:
        clam.fault = fault
        settings.PORTAL_CLAMAV_SECONDS = 0.3
        with pytest.raises(ScannerAway):
            clamav.scan([TEXT])

    @pytest.mark.parametrize("wrong", ["clamd", "clamd:", "clamd:99999", ":3310", "a b:3310"])
    def test_what_names_no_place_stops_the_start(self, settings: LazySettings, wrong: str) -> None:
        settings.PORTAL_CLAMAV = wrong
        with pytest.raises(SystemCheckError, match=r"attachments\.E001"):
            call_command("check")
        with pytest.raises(ScannerAway):
            clamav.ping(seconds=1)
