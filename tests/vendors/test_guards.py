"""What is forbidden about vendors, contracts and further tiers, at its exact edge? Without a database."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.utils.translation import override

from privacyportal.backoffice.refusals import Refusal
from tests.oracles import assert_says
from vendors.guards import entrustment, supervision, tiers
from vendors.states import Criticality

DAY = timedelta(days=1)
TODAY = date(2026, 11, 16)
YESTERDAY, TOMORROW = TODAY - DAY, TODAY + DAY
CANNOT, LINK = supervision.CANNOT_ACTIVATE, "/vendors/7/"

type Guard = Callable[[], Refusal | None]

affairs = entrustment.numbers_for_their_affairs
safe = partial(entrustment.numbers_safe, cannot=CANNOT)
early = partial(entrustment.ends_early, starts_on=YESTERDAY, ends_on=None, today=TODAY)
explained = partial(supervision.criticality_explained, reason=" \n")
passed = partial(supervision.assessment_passed, is_signed_off=True, is_fit=True)
erased = supervision.numbers_erased
tier = tiers.permitted_while_it_runs

# The guard, the code of its refusal, the section that forbids it, the form's field.
FORBIDDEN: list[tuple[Guard, str, str, str]] = [
    (
        partial(affairs, holds_numbers=True, other_purposes="", has_affair=False),
        "numbers_outside_affairs",
        "3",
        "purposes",
    ),
    (
        partial(affairs, holds_numbers=True, other_purposes="3", has_affair=True),
        "numbers_outside_affairs",
        "3",
        "purposes",
    ),
    (
        partial(entrustment.numbers_admitted, holds_numbers=True, is_flagged=False),
        "vendor_not_for_numbers",
        "6",
        "categories",
    ),
    (partial(safe, wants_numbers=True, is_checked=False), "numbers_not_assessed", "6", ""),
    (
        partial(entrustment.affairs_have_numbers, holds_numbers=False, has_affair=True),
        "affair_without_numbers",
        "3",
        "categories",
    ),
    (
        partial(entrustment.scope_named, has_purposes=False, has_categories=True),
        "entrustment_without_scope",
        "6",
        "purposes",
    ),
    (
        partial(entrustment.scope_named, has_purposes=False, has_categories=False),
        "entrustment_without_scope",
        "6",
        "purposes",
    ),
    (
        partial(entrustment.scope_named, has_purposes=True, has_categories=False),
        "entrustment_without_scope",
        "6",
        "categories",
    ),
    (
        partial(entrustment.dates_in_order, starts_on=TODAY, ends_on=YESTERDAY),
        "entrustment_out_of_order",
        "",
        "ends_on",
    ),
    (partial(entrustment.vendor_open, has_ended=True), "entrustment_to_ended_vendor", "6", ""),
    (partial(entrustment.renewal_later, ends_on=TODAY, new_end=TODAY), "renewal_not_later", "", "ends_on"),
    (partial(entrustment.renewal_later, ends_on=None, new_end=TOMORROW), "renewal_not_later", "", "ends_on"),
    (partial(entrustment.renewal_signed, signed_on=None, today=TODAY), "renewal_not_signed", "6", "signed_on"),
    (partial(entrustment.renewal_signed, signed_on=TOMORROW, today=TODAY), "renewal_not_signed", "6", "signed_on"),
    (partial(early, ended_on=YESTERDAY - DAY), "early_end_outside_contract", "6", "ended_on"),
    (partial(early, starts_on=TOMORROW, ended_on=YESTERDAY), "early_end_outside_contract", "6", "ended_on"),
    (partial(early, ends_on=TODAY, ended_on=TOMORROW), "early_end_outside_contract", "6", "ended_on"),
    (partial(explained, chosen="medium", least=Criticality.HIGH), "criticality_unexplained", "6", "criticality_reason"),
    (partial(explained, chosen="low", least=Criticality.HIGH), "criticality_unexplained", "6", "criticality_reason"),
    (partial(supervision.data_admitted, denied="is_abroad"), "vendor_data_denied", "6", "is_abroad"),
    (partial(supervision.owner_named, has_owner=False), "vendor_without_owner", "6", ""),
    (partial(supervision.owner_can_work, has_access=False, person="後藤"), "owner_without_access", "6", "owner"),
    (partial(supervision.contract_in_force, has_contract=False), "vendor_without_contract", "6", ""),
    (partial(passed, is_signed_off=False), "vendor_not_assessed", "6", ""),
    (partial(passed, is_fit=False), "vendor_not_fit", "6", ""),
    (partial(passed, open_items="SEL-09"), "vendor_not_fit", "6", ""),
    (partial(passed, is_signed_off=False, open_items="SEL-09"), "vendor_not_assessed", "6", ""),
    (partial(supervision.still_trading, has_ceased=True), "vendor_ceased", "6", ""),
    (partial(supervision.return_proved, was_active=True, has_proof=False), "return_not_proved", "6", "return_proof"),
    (
        partial(erased, handled_numbers=True, was_active=True, has_certificate=False),
        "number_erasure_not_certified",
        "6",
        "certificate",
    ),
    (partial(tiers.contract_has_numbers, has_numbers=False), "permission_without_numbers", "6", ""),
    (partial(tiers.contract_allows_it, is_allowed=False), "sub_outsourcing_not_agreed", "6", ""),
    (partial(tier, runs=True, is_ahead=True), "permitted_outside_contract", "6", "permitted_on"),
    (partial(tier, runs=False, is_ahead=False), "permitted_outside_contract", "6", "permitted_on"),
    (partial(tiers.same_contract, is_same=False), "tier_not_permitted", "6", "through"),
]
ALLOWED: list[Guard] = [
    partial(affairs, holds_numbers=False, other_purposes="3", has_affair=False),
    partial(affairs, holds_numbers=True, other_purposes="", has_affair=True),
    partial(entrustment.numbers_admitted, holds_numbers=True, is_flagged=True),
    partial(entrustment.numbers_admitted, holds_numbers=False, is_flagged=False),
    partial(safe, wants_numbers=True, is_checked=True),
    partial(safe, wants_numbers=False, is_checked=False),
    partial(entrustment.affairs_have_numbers, holds_numbers=True, has_affair=True),
    partial(entrustment.affairs_have_numbers, holds_numbers=False, has_affair=False),
    partial(entrustment.scope_named, has_purposes=True, has_categories=True),
    partial(entrustment.dates_in_order, starts_on=TODAY, ends_on=TODAY),
    partial(entrustment.dates_in_order, starts_on=TODAY, ends_on=None),
    partial(entrustment.vendor_open, has_ended=False),
    partial(entrustment.renewal_later, ends_on=TODAY, new_end=TOMORROW),
    partial(entrustment.renewal_later, ends_on=TODAY, new_end=None),
    partial(entrustment.renewal_signed, signed_on=TODAY, today=TODAY),
    partial(early, ended_on=YESTERDAY),
    partial(early, starts_on=TOMORROW, ended_on=TODAY),
    partial(early, ends_on=TOMORROW, ended_on=TOMORROW),
    partial(explained, chosen="high", least=Criticality.HIGH),
    partial(explained, chosen="low", least=Criticality.MEDIUM),
    partial(explained, chosen="medium", least=Criticality.HIGH, reason="暗号化済み"),
    partial(supervision.data_admitted, denied=""),
    partial(supervision.owner_named, has_owner=True),
    partial(supervision.owner_can_work, has_access=True, person="後藤"),
    partial(supervision.contract_in_force, has_contract=True),
    passed,
    partial(supervision.still_trading, has_ceased=False),
    partial(supervision.return_proved, was_active=True, has_proof=True),
    partial(supervision.return_proved, was_active=False, has_proof=False),
    partial(erased, handled_numbers=True, was_active=True, has_certificate=True),
    partial(erased, handled_numbers=False, was_active=True, has_certificate=False),
    partial(erased, handled_numbers=True, was_active=False, has_certificate=False),
    partial(tiers.contract_has_numbers, has_numbers=True),
    partial(tiers.contract_allows_it, is_allowed=True),
    partial(tier, runs=True, is_ahead=False),
    partial(tiers.same_contract, is_same=True),
]
# Guards that are given where the missing thing can be done, with the code of their refusal.
LEADING: list[tuple[Callable[..., Refusal | None], str, str, str]] = [
    (
        partial(entrustment.numbers_admitted, holds_numbers=True, is_flagged=False),
        "vendor_not_for_numbers",
        "6",
        "categories",
    ),
    (partial(safe, wants_numbers=True, is_checked=False), "numbers_not_assessed", "6", ""),
    (partial(supervision.owner_named, has_owner=False), "vendor_without_owner", "6", ""),
    (partial(supervision.contract_in_force, has_contract=False), "vendor_without_contract", "6", ""),
    (partial(passed, is_fit=False), "vendor_not_fit", "6", ""),
]
LEADS = {code for _guard, code, _section, _field in LEADING} | {"vendor_not_assessed"}
NAMED = {"owner_without_access": ("後藤",)}


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


def test_a_vendor_not_assessed_one_not_fit_and_one_with_open_items_are_told_apart() -> None:
    none, unfit, items = passed(is_signed_off=False), passed(is_fit=False), passed(open_items="SEL-09, ORG-01")
    assert none is not None
    assert unfit is not None
    assert items is not None
    assert len({str(none.missing), str(unfit.missing), str(items.missing)}) == 3
    assert "SEL-09, ORG-01" in str(items.missing)
    assert str(none.next_step) != str(unfit.next_step)
    assert str(unfit.next_step) == str(items.next_step)


# Individual numbers, sensitive, abroad, how many persons, more than how many are many; and what that calls for.
WEIGHED: list[tuple[bool, bool, bool, int | None, int, Criticality]] = [
    (False, False, False, None, 1000, Criticality.MEDIUM),
    (False, False, False, None, 0, Criticality.MEDIUM),
    (False, False, False, 1000, 1000, Criticality.MEDIUM),
    (False, False, False, 1001, 1000, Criticality.HIGH),
    (True, False, False, 1, 1000, Criticality.HIGH),
    (False, True, False, 1, 1000, Criticality.HIGH),
    (False, False, True, 1, 1000, Criticality.HIGH),
]


@pytest.mark.parametrize(("numbers", "sensitive", "is_abroad", "persons", "many", "expected"), WEIGHED)
def test_the_data_itself_says_how_critical_a_vendor_is(
    *, numbers: bool, sensitive: bool, is_abroad: bool, persons: int | None, many: int, expected: Criticality
) -> None:
    least = supervision.least_criticality(
        individual_numbers=numbers, sensitive=sensitive, abroad=is_abroad, persons=persons, many=Decimal(many)
    )
    assert least is expected


def test_what_is_not_signed_off_is_told_before_any_item() -> None:
    refused = passed(is_signed_off=False, open_items="ORG-01")
    assert refused is not None
    with override("ja"):
        assert (refused.code, "ORG-01" in str(refused.missing)) == ("vendor_not_assessed", False)
