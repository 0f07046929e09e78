"""What forbids the end of a need for individual numbers, and their disposal, at its exact edge? Without a database."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest
from django.utils.translation import override

from privacyportal.backoffice.refusals import Refusal
from privacyportal.policies import number_guards as guards
from tests.oracles import assert_says

DAY = timedelta(days=1)
TODAY = date(2026, 11, 16)

type Guard = Callable[[], Refusal | None]

kept = partial(guards.after_need_and_law, from_on=TODAY - DAY, today=TODAY)

# The guard, the code of its refusal without the app's name, the section, the form's field, what it names.
FORBIDDEN: list[tuple[Guard, str, str, str, tuple[str, ...]]] = [
    (partial(guards.affair_of_numbers, is_of_numbers=False), "not_an_affair_of_numbers", "3", "affair", ()),
    (
        partial(guards.counted_from_event, kept_as="dependants", counted_from_on=None),
        "period_without_event",
        "4",
        "counted_from_on",
        (),
    ),
    (
        partial(guards.counted_from_event, kept_as="", counted_from_on=TODAY),
        "period_without_event",
        "4",
        "kept_as",
        (),
    ),
    (partial(kept, disposed_on=TODAY - 2 * DAY), "numbers_still_kept", "3", "disposed_on", ("2026年11月15日",)),
    (
        partial(kept, disposed_on=TODAY, from_on=TODAY + DAY),
        "numbers_still_kept",
        "3",
        "disposed_on",
        ("2026年11月17日",),
    ),
    (partial(kept, disposed_on=TODAY + DAY), "numbers_still_kept", "3", "disposed_on", ("まだ来て",)),
    (partial(guards.other_checks, is_same=True), "disposal_checked_by_same", "3", "disposed_by", ()),
    (
        partial(guards.vendor_certifies, is_by_vendor=True, certificate=" \n"),
        "disposal_uncertified",
        "3",
        "certificate",
        (),
    ),
    (partial(guards.still_there, is_open=False), "numbers_gone", "3", "", ()),
]
ALLOWED: list[Guard] = [
    partial(guards.affair_of_numbers, is_of_numbers=True),
    partial(guards.counted_from_event, kept_as="dependants", counted_from_on=TODAY),
    partial(guards.counted_from_event, kept_as="", counted_from_on=None),
    partial(kept, disposed_on=TODAY - DAY),
    partial(kept, disposed_on=TODAY),
    partial(guards.other_checks, is_same=False),
    partial(guards.vendor_certifies, is_by_vendor=True, certificate="第26-118号"),
    partial(guards.vendor_certifies, is_by_vendor=False, certificate=""),
    partial(guards.still_there, is_open=True),
]


@pytest.mark.parametrize(("guard", "code", "section", "field", "names"), FORBIDDEN)
def test_what_is_forbidden_is_told_with_its_rule_section_and_way_out(
    guard: Guard, code: str, section: str, field: str, names: tuple[str, ...]
) -> None:
    with override("ja"):
        assert_says(guard(), f"policies.{code}", section=section, field=field, names=names)


@pytest.mark.parametrize("guard", ALLOWED)
def test_what_is_not_forbidden_is_let_through(guard: Guard) -> None:
    assert guard() is None
