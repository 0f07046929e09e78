"""What may not be used jointly, and what must be announced by which day? Without a database."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from privacyportal.backoffice.refusals import Refusal
from tests.oracles import assert_says
from vendors.guards import joint_use as guards
from vendors.guards import particulars

DAY = timedelta(days=1)
TODAY = date(2026, 11, 16)
YESTERDAY, TOMORROW = TODAY - DAY, TODAY + DAY

type Guard = Callable[[], Refusal | None]

announced = partial(guards.announced_beforehand, starts_on=TODAY)
replaced = partial(guards.replaced_after_start, starts_on=TODAY)

# The guard, the code of its refusal, the section that forbids it, the form's field, what it names.
FORBIDDEN: list[tuple[Guard, str, str, str, str]] = [
    (
        partial(guards.shareable, numbers="個人番号", sensitive=""),
        "numbers_in_joint_use",
        "3",
        "categories",
        "個人番号",
    ),
    (
        partial(guards.shareable, numbers="番号甲", sensitive="病歴"),
        "numbers_in_joint_use",
        "3",
        "categories",
        "番号甲",
    ),
    (partial(guards.shareable, numbers="", sensitive="病歴"), "sensitive_in_joint_use", "7", "categories", "病歴"),
    (partial(guards.purposes_general, affairs="N2"), "affairs_in_joint_use", "3", "purposes", "N2"),
    (partial(guards.days_in_order, starts_on=TODAY, ends_on=YESTERDAY), "joint_use_out_of_order", "", "ends_on", ""),
    (partial(replaced, from_on=TODAY), "joint_use_replaced_before_start", "8", "from_on", ""),
    (partial(replaced, from_on=YESTERDAY), "joint_use_replaced_before_start", "8", "from_on", ""),
    (partial(announced, published_on=TOMORROW), "announced_too_late", "8", "starts_on", ""),
    (partial(guards.co_host_has_desk, is_co_host=True, has_desk=False), "co_host_without_desk", "8(iv)", "desk", ""),
    (partial(guards.seminar_dated, is_seminar=True, event_on=None), "seminar_without_day", "8", "event_on", ""),
    (
        partial(guards.responsible_among_users, is_ours=False, is_among=False),
        "responsible_not_a_user",
        "8(iv)",
        "responsible_partner",
        "",
    ),
]
ALLOWED: list[Guard] = [
    partial(guards.shareable, numbers="", sensitive=""),
    partial(guards.purposes_general, affairs=""),
    partial(guards.days_in_order, starts_on=TODAY, ends_on=TODAY),
    partial(guards.days_in_order, starts_on=TODAY, ends_on=None),
    partial(replaced, from_on=TOMORROW),
    partial(announced, published_on=TODAY),
    partial(announced, published_on=None),
    partial(guards.co_host_has_desk, is_co_host=True, has_desk=True),
    partial(guards.co_host_has_desk, is_co_host=False, has_desk=False),
    partial(guards.seminar_dated, is_seminar=True, event_on=TODAY),
    partial(guards.seminar_dated, is_seminar=False, event_on=None),
    partial(guards.responsible_among_users, is_ours=True, is_among=False),
    partial(guards.responsible_among_users, is_ours=False, is_among=True),
]


@pytest.mark.parametrize(("guard", "code", "section", "field", "names"), FORBIDDEN)
def test_what_is_forbidden_is_told_with_its_rule_section_and_way_out(
    guard: Guard, code: str, section: str, field: str, names: str
) -> None:
    assert_says(guard(), code, section=section, field=field, names=[names])


@pytest.mark.parametrize("guard", ALLOWED)
def test_what_is_not_forbidden_is_let_through(guard: Guard) -> None:
    assert guard() is None


CHANGED = {"purposes": True, "items": False, "contact": True}


def test_each_fact_that_is_not_filled_is_refused_beside_its_field() -> None:
    found = guards.facts_complete(facts={"purposes": False, "items": True, "contact": False})
    assert [refusal.field for refusal in found] == ["purposes", "contact"]
    for refusal in found:
        assert_says(refusal, "joint_use_fact_missing", section="8", field=refusal.field)


def test_the_days_of_a_joint_use_that_meet_anothers_are_kept() -> None:
    found = guards.days_kept(changed=CHANGED)
    assert [refusal.field for refusal in found] == ["purposes", "contact"]
    for refusal in found:
        assert_says(refusal, "joint_use_days_fixed", section="8", field=refusal.field)


def test_items_and_range_of_users_are_not_changed_by_an_announcement() -> None:
    found = guards.range_unchanged(changed=CHANGED)
    assert [refusal.field for refusal in found] == ["purposes", "contact"]
    for refusal in found:
        assert_says(refusal, "joint_use_range_fixed", section="8", field=refusal.field)


@pytest.mark.parametrize(
    ("published_on", "from_on"), [(None, None), (TODAY, None), (None, TODAY), (TODAY, TODAY), (TOMORROW, TODAY)]
)
def test_a_change_is_announced_before_the_day_it_takes_effect(published_on: date | None, from_on: date | None) -> None:
    found = guards.published_before(changed=CHANGED, published_on=published_on, from_on=from_on)
    assert [refusal.field for refusal in found] == ["purposes", "contact"]
    for refusal in found:
        assert_says(refusal, "joint_use_change_unannounced", section="8", field=refusal.field)


def test_a_change_announced_the_day_before_is_let_through() -> None:
    assert guards.published_before(changed=CHANGED, published_on=YESTERDAY, from_on=TODAY) == []


@pytest.mark.parametrize("field", ["changed_on", "announced_on"])
def test_a_change_of_particulars_and_its_announcement_have_happened(field: str) -> None:
    assert particulars.by_today(TODAY, TODAY, field=field) is None
    assert_says(particulars.by_today(TOMORROW, TODAY, field=field), "particulars_ahead", section="8(iv)", field=field)


def test_name_address_and_representative_are_all_announced() -> None:
    assert particulars.all_named(named={"responsible_name": True, "responsible_address": True}) == []
    (refusal,) = particulars.all_named(named={"responsible_name": True, "responsible_address": False})
    assert_says(refusal, "particulars_missing", section="8(iv)", field="responsible_address")
