"""What a person sees of all numbered records is what they see of each kind."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacyportal.accounts.models import User
from privacyportal.references.models import Reference
from privacyportal.references.registry import kinds, visible_references
from tests import world

CAST = ("aoki", "baba", "chiba", "doi", "endo", "goto", "honda", "kudo", "ueda")


@pytest.fixture
def people(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> dict[str, User]:
    """The cast, and a record of every kind around them."""
    settings.MEDIA_ROOT = tmp_path
    found = {name: request.getfixturevalue(name) for name in CAST}
    world.build(found)
    return found


def test_everybody_sees_the_deadlines_of_the_records_that_they_see_into(people: dict[str, User]) -> None:
    for person in (*people.values(), AnonymousUser()):
        one_by_one: set[int] = set()
        for kind in kinds():
            manager = kind.model_class._default_manager
            opened = getattr(manager, "contents_visible_to", manager.visible_to)(person)
            one_by_one |= set(opened.values_list("reference_id", flat=True))
        at_once = Reference.objects.filter(visible_references(person)).values_list("pk", flat=True)
        assert set(at_once) == one_by_one, person


def test_what_is_seen_whole_is_not_looked_through(baba: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        list(Reference.objects.filter(visible_references(baba, "CASE", "VENDOR")))
    assert "cases_case" not in queries.captured_queries[-1]["sql"]
