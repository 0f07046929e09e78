"""To name a record in a mail nothing else of it is read: as much as its title needs, in as many questions as before."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacyportal.clocks.models import Clock
from privacyportal.clocks.plan import prefixes, subject_of, untitled
from privacyportal.clocks.river import named, records_of
from privacyportal.references.models import Reference
from tests import world

CAST = ("aoki", "baba", "chiba", "doi", "endo", "goto", "honda", "kudo", "ueda")


@pytest.fixture
def clocks(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> list[Clock]:
    """A clock, not stored, beside a record of every kind that can have deadlines."""
    settings.MEDIA_ROOT = tmp_path
    world.build({name: request.getfixturevalue(name) for name in CAST})
    return [Clock(reference=reference) for reference in Reference.objects.filter(prefix__in=prefixes()).order_by("pk")]


def test_a_record_read_to_be_named_is_named_as_the_whole_one_is(clocks: list[Clock]) -> None:
    whole, named_only = records_of(clocks), named(clocks)
    by_prefix = {clock.reference_id: clock.reference.prefix for clock in clocks}
    titled = {key for key, prefix in by_prefix.items() if subject_of(prefix).title is not untitled}
    assert titled == named_only.keys() < whole.keys()
    for key in titled:
        title = subject_of(by_prefix[key]).title
        with CaptureQueriesContext(connection) as of_whole:
            expected = title(whole[key])
        with CaptureQueriesContext(connection) as of_named:
            assert title(named_only[key]) == expected != ""
        assert len(of_named) == len(of_whole), by_prefix[key]


def test_records_without_a_title_are_not_read(clocks: list[Clock]) -> None:
    nameless = [clock for clock in clocks if subject_of(clock.reference.prefix).title is untitled]
    assert nameless
    with CaptureQueriesContext(connection) as queries:
        assert named(nameless) == {}
    assert len(queries) == 0
