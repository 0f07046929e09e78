"""On what ground may a party abroad receive data, and until which day exactly? Without a database."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

import pytest

from privacyportal.backoffice.refusals import Refusal
from tests.oracles import assert_says
from vendors.guards import abroad, ground_needs
from vendors.states import ForeignBasis

DAY = timedelta(days=1)
TODAY = date(2026, 11, 16)
YESTERDAY, TOMORROW = TODAY - DAY, TODAY + DAY
CANNOT, LINK = abroad.CANNOT_REGISTER, "/grounds/7/"

type Guard = Callable[[], Refusal | None]

on_file = partial(abroad.ground_on_file, cannot=CANNOT)
designated = partial(abroad.country_designated, country="タイ")
moved = partial(abroad.ground_of_its_country, is_moving=True, has_ground=True)
checked = partial(abroad.both_checked, basis="equivalent", implementation=TODAY, law=TODAY, today=TODAY)

# The guard, the code of its refusal, the section that forbids it, the form's field.
FORBIDDEN: list[tuple[Guard, str, str, str]] = [
    (partial(on_file, is_abroad=True, has_ground=False), "no_ground_abroad", "11", ""),
    (moved, "ground_of_another_country", "11", "country"),
    (partial(abroad.still_designated, has_lapsed=True, cannot=CANNOT), "designation_ended", "11", ""),
    (partial(abroad.checks_on_time, is_overdue=True, cannot=CANNOT), "equivalent_check_overdue", "11", ""),
    (partial(abroad.party_abroad, is_abroad=False), "ground_at_home", "11", ""),
    (partial(designated, basis="designated", is_designated=False), "country_not_designated", "11", "basis"),
    (partial(abroad.evidence_given, evidence=" \n"), "ground_without_evidence", "11", "evidence"),
    (partial(checked, implementation=None), "equivalent_not_checked", "11", "implementation_checked_on"),
    (partial(checked, implementation=TOMORROW), "equivalent_not_checked", "11", "implementation_checked_on"),
    (partial(checked, implementation=None, law=None), "equivalent_not_checked", "11", "implementation_checked_on"),
    (partial(checked, law=None), "equivalent_not_checked", "11", "law_checked_on"),
    (partial(checked, law=TOMORROW), "equivalent_not_checked", "11", "law_checked_on"),
    (partial(abroad.one_ground, has_other=True), "ground_twice", "11", "valid_from"),
    (partial(abroad.days_in_order, first=TODAY, last=YESTERDAY), "ground_out_of_order", "", "valid_to"),
    (partial(abroad.ends_in_its_time, day=YESTERDAY, first=TODAY, last=None), "ground_end_outside", "11", "valid_to"),
    (
        partial(abroad.ends_in_its_time, day=TOMORROW, first=YESTERDAY, last=TODAY),
        "ground_end_outside",
        "11",
        "valid_to",
    ),
    (
        partial(abroad.check_in_order, checked_on=TOMORROW, last=None, today=TODAY),
        "check_out_of_order",
        "",
        "checked_on",
    ),
    (
        partial(abroad.check_in_order, checked_on=YESTERDAY, last=TODAY, today=TODAY),
        "check_out_of_order",
        "",
        "checked_on",
    ),
    (partial(abroad.needs_checks, basis="consent"), "check_not_needed", "11", ""),
]
ALLOWED: list[Guard] = [
    partial(on_file, is_abroad=False, has_ground=False),
    partial(on_file, is_abroad=True, has_ground=True),
    partial(moved, is_moving=False),
    partial(moved, has_ground=False),
    partial(abroad.still_designated, has_lapsed=False, cannot=CANNOT),
    partial(abroad.checks_on_time, is_overdue=False, cannot=CANNOT),
    partial(abroad.party_abroad, is_abroad=True),
    partial(designated, basis="equivalent", is_designated=False),
    partial(designated, basis="designated", is_designated=True),
    partial(abroad.evidence_given, evidence="契約第12条"),
    checked,
    partial(checked, basis="consent", implementation=None, law=None),
    partial(abroad.one_ground, has_other=False),
    partial(abroad.days_in_order, first=TODAY, last=TODAY),
    partial(abroad.days_in_order, first=TODAY, last=None),
    partial(abroad.ends_in_its_time, day=TODAY, first=TODAY, last=None),
    partial(abroad.ends_in_its_time, day=TODAY, first=YESTERDAY, last=TODAY),
    partial(abroad.check_in_order, checked_on=TODAY, last=None, today=TODAY),
    partial(abroad.check_in_order, checked_on=YESTERDAY, last=YESTERDAY, today=TODAY),
    partial(abroad.needs_checks, basis="equivalent"),
]
# Guards that are given where the missing thing can be done.
LEADING: list[tuple[Callable[..., Refusal | None], str, str, str]] = [
    (partial(on_file, is_abroad=True, has_ground=False), "no_ground_abroad", "11", ""),
    (moved, "ground_of_another_country", "11", "country"),
    (partial(abroad.still_designated, has_lapsed=True, cannot=CANNOT), "designation_ended", "11", ""),
    (partial(abroad.checks_on_time, is_overdue=True, cannot=CANNOT), "equivalent_check_overdue", "11", ""),
]
LEADS = {code for _guard, code, _section, _field in LEADING}
NAMED = {"country_not_designated": ("タイ",)}


@pytest.mark.parametrize(("guard", "code", "section", "field"), FORBIDDEN)
def test_what_is_forbidden_is_told_with_its_rule_section_and_way_out(
    guard: Guard, code: str, section: str, field: str
) -> None:
    assert_says(guard(), code, section=section, field=field, leads=code in LEADS, names=NAMED.get(code, ()))


@pytest.mark.parametrize("guard", ALLOWED)
def test_what_is_not_forbidden_is_let_through(guard: Guard) -> None:
    assert guard() is None


@pytest.mark.parametrize(("guard", "code", "section", "field"), LEADING)
def test_a_guard_that_knows_where_leads_there(
    guard: Callable[..., Refusal | None], code: str, section: str, field: str
) -> None:
    assert_says(guard(link=LINK), code, section=section, field=field, link=LINK)


# The kind of ground, what is on record, the day; and what is missing then.
NEEDS: list[tuple[str, tuple[str, ...], date, list[str]]] = [
    (ForeignBasis.EXEMPT, (), date(2017, 5, 29), []),
    (ForeignBasis.EXEMPT, (), date(2017, 5, 30), ["exempt_case"]),
    (ForeignBasis.EXEMPT, ("exempt_case",), TODAY, []),
    (ForeignBasis.CONSENT, (), date(2017, 5, 29), []),
    (ForeignBasis.CONSENT, (), date(2017, 5, 30), ["consent_wording"]),
    (ForeignBasis.CONSENT, (), date(2022, 3, 31), ["consent_wording"]),
    (ForeignBasis.CONSENT, (), date(2022, 4, 1), ["consent_wording", "consent_informed_on"]),
    (ForeignBasis.CONSENT, ("consent_wording",), TODAY, ["consent_informed_on"]),
    (ForeignBasis.CONSENT, ("consent_wording", "consent_informed_on"), TODAY, []),
    (ForeignBasis.EQUIVALENT, (), TODAY, []),
    (ForeignBasis.DESIGNATED, (), TODAY, []),
]


@pytest.mark.parametrize(("basis", "filled", "day", "expected"), NEEDS)
def test_what_a_ground_needs_follows_from_its_kind_and_the_law_of_the_day(
    basis: str, filled: tuple[str, ...], day: date, expected: list[str]
) -> None:
    found = ground_needs.needs_met(basis=basis, filled=filled, day=day, cannot=CANNOT)
    assert [refusal.field for refusal in found] == expected
    for refusal in found:
        assert_says(refusal, f"ground_needs_{refusal.field}", section="11", field=refusal.field, leads=True)


def test_what_a_ground_needs_is_told_with_its_article_and_the_way_there() -> None:
    found = ground_needs.needs_met(basis="exempt", filled=(), day=TODAY, cannot=CANNOT, link=LINK)
    article = "個人情報保護法28条1項・27条1項各号"
    assert_says(found[0], "ground_needs_exempt_case", section="11", field="exempt_case", link=LINK, names=[article])
