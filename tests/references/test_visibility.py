"""What a person sees of all numbered records is what they see of each kind."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacyportal.accounts.models import User
from privacyportal.references.models import Reference
from privacyportal.references.registry import can_view, kinds, visible_among, visible_references
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


def test_asked_together_everybody_sees_what_they_see_asked_one_by_one(people: dict[str, User]) -> None:
    references = list(Reference.objects.order_by("pk"))
    theirs = {person: references[place % 2 :: 2] for place, person in enumerate(people.values())}
    seen = visible_among(theirs)
    for person, asked in theirs.items():
        assert seen[person] == {one.pk for one in asked if can_view(person, one)}, person


def test_all_who_see_a_kind_whole_are_answered_by_one_query(people: dict[str, User]) -> None:
    vendors = list(Reference.objects.filter(prefix="VENDOR"))
    whole = [person for person in people.values() if person.has_perm("vendors.view_vendor")]
    assert len(whole) > 1
    with CaptureQueriesContext(connection) as queries:
        visible_among(dict.fromkeys(whole, vendors))
    assert len(queries) == 1


def test_who_is_asked_about_nothing_sees_nothing(baba: User) -> None:
    assert visible_among({baba: []}) == {baba: set()}
