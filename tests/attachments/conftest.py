"""The virus scanner that files are shown to."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings

from privacyportal.attachments import tasks
from tests.attachments.scanner import Behaviour, scanner


@pytest.fixture
def clam(settings: LazySettings) -> Iterator[Behaviour]:
    """A scanner that the portal is set up with."""
    with scanner() as (place, behaviour):
        settings.PORTAL_CLAMAV = place
        yield behaviour


@pytest.fixture
def scanned(django_capture_on_commit_callbacks: Callable[..., object]) -> Callable[[], int]:
    """What lets the scanner look at whatever waits; how many files."""

    def run() -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return tasks.scan()

    return run
