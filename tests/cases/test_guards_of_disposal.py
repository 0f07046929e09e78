"""When may documents and people of an ended case be gone, to the single file? Without a database."""

from collections.abc import Callable
from functools import partial

import pytest

from cases.guards import disposal as guards
from privacyportal.backoffice.refusals import Refusal
from tests.oracles import assert_says

type Guard = Callable[[], Refusal | None]

counted = guards.counted_truly
stand = partial(guards.words_stand, words=("subject", "description"), is_erased=True)

# The guard, the code of its refusal without the room's name, the form's field, what it names.
FORBIDDEN: list[tuple[Guard, str, str, tuple[str, ...]]] = [
    (partial(counted, "erased", count=2, chosen=2, found=1), "disposal_count", "count", ()),
    (partial(counted, "erased", count=1, chosen=2, found=2), "disposal_count", "count", ()),
    (partial(counted, "erased", count=3, chosen=2, found=2), "disposal_count", "count", ()),
    (partial(counted, "erased", count=0, chosen=0, found=0), "disposal_count", "count", ()),
    (partial(counted, "none_kept", count=1, chosen=0, found=0), "disposal_count", "count", ()),
    (partial(counted, "none_kept", count=0, chosen=1, found=1), "disposal_count", "count", ()),
    (partial(counted, "shredded", count=1, chosen=1, found=0), "disposal_count", "count", ()),
    (partial(guards.nothing_left, 1), "identity_files_left", "documents", ("1",)),
    (partial(guards.nothing_left, 3), "identity_files_left", "documents", ("3",)),
    (partial(guards.erased_by_a_person, files=1, is_person=False), "erased_by_portal", "", ()),
    (partial(guards.people_stand, "2026-11-16"), "people_erased", "", ()),
    (partial(stand, {"subject": "件名"}), "words_erased", "subject", ()),
    (partial(stand, {"subject": "", "description": "内容"}), "words_erased", "subject", ()),
]
ALLOWED: list[Guard] = [
    partial(counted, "erased", count=1, chosen=1, found=1),
    partial(counted, "erased", count=2, chosen=2, found=2),
    partial(counted, "none_kept", count=0, chosen=0, found=0),
    partial(counted, "shredded", count=2, chosen=0, found=0),
    partial(guards.nothing_left, 0),
    partial(guards.erased_by_a_person, files=0, is_person=False),
    partial(guards.erased_by_a_person, files=1, is_person=True),
    partial(guards.people_stand, None),
    partial(stand, {"subject": "", "policy_section": 3}),
    partial(guards.words_stand, {"subject": "件名"}, ("subject",), is_erased=False),
]


@pytest.mark.parametrize(("guard", "code", "field", "names"), FORBIDDEN)
def test_what_is_forbidden_is_told_with_its_rule_section_and_way_out(
    guard: Guard, code: str, field: str, names: tuple[str, ...]
) -> None:
    assert_says(guard(), f"cases.{code}", section="4", field=field, names=names)


@pytest.mark.parametrize("guard", ALLOWED)
def test_what_is_not_forbidden_is_let_through(guard: Guard) -> None:
    assert guard() is None
