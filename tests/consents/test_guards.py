"""What forbids recording a decision, a provision's end or a row's claim, at its exact edge? Without a database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override

from consents.guards import claims, consents, endings, persons
from consents.guards.wording import no_consent, no_provision
from consents.states import ConsentState
from privacyportal.backoffice.refusals import Refusal
from tests.oracles import assert_says

DAY = timedelta(days=1)
TODAY = date(2026, 11, 16)
YESTERDAY, TOMORROW = TODAY - DAY, TODAY + DAY
# A quarter of an hour after midnight in Tokyo: in UTC it is still the day before.
NOW = datetime(2026, 11, 15, 15, 15, tzinfo=UTC)
SAID = consents.Statement(
    wording="文言一",
    scope="third_party",
    purpose="三",
    decision="given",
    decided_at=NOW,
    expires_on=None,
    is_for_numbers=False,
    shown_then=True,
    same_purpose=True,
)
GIVEN, NONE = ConsentState.GIVEN, ConsentState.NONE


def codes(found: list[Refusal | None]) -> list[str]:
    """The codes of what is refused."""
    return [refusal.code for refusal in found if refusal is not None]


# What is said otherwise, what held before; the code, section and field of the refusal, and what it names.
FORBIDDEN: list[tuple[dict[str, object], ConsentState, str, str, str, tuple[str, ...]]] = [
    ({"is_for_numbers": True}, NONE, "individual_number", "3", "wording", ()),
    ({"shown_then": False}, NONE, "wording_not_in_force", "10a)", "wording", ("文言一", "2026年11月16日")),
    ({"shown_then": False, "scope": "use"}, NONE, "wording_not_in_force", "3", "wording", ()),
    ({"shown_then": False, "scope": "foreign"}, NONE, "wording_not_in_force", "11③", "wording", ()),
    ({"same_purpose": False}, NONE, "other_purpose", "3", "wording", ("文言一", "三")),
    ({"decided_at": NOW + timedelta(seconds=1)}, NONE, "decided_ahead", "", "decided_at", ()),
    ({"decision": "withdrawn"}, NONE, "nothing_to_withdraw", "10a)", "decision", ("記録なし",)),
    ({"decision": "withdrawn"}, ConsentState.REFUSED, "nothing_to_withdraw", "10a)", "decision", ("不同意",)),
    ({"decision": "withdrawn"}, ConsentState.EXPIRED, "nothing_to_withdraw", "10a)", "decision", ()),
    ({"expires_on": YESTERDAY}, NONE, "expiry_out_of_place", "", "expires_on", ()),
    ({"decision": "refused", "expires_on": TOMORROW}, NONE, "expiry_out_of_place", "", "expires_on", ()),
]
ALLOWED: list[tuple[dict[str, object], ConsentState]] = [
    ({}, NONE),
    ({"decision": "withdrawn"}, GIVEN),
    ({"decision": "refused"}, NONE),
    ({"expires_on": TODAY}, NONE),
]


@pytest.mark.parametrize(("changes", "before", "code", "section", "field", "names"), FORBIDDEN)
def test_a_decision_that_cannot_be_is_refused_with_its_rule_and_way_out(
    changes: dict[str, object], before: ConsentState, code: str, section: str, field: str, names: tuple[str, ...]
) -> None:
    with override("ja"):
        found = consents.refusals(replace(SAID, **changes), before=before, at=NOW)
    assert codes(found) == [f"consents.{code}"]
    refusal = next(refusal for refusal in found if refusal is not None)
    assert_says(refusal, f"consents.{code}", section=section, field=field, names=names)


@pytest.mark.parametrize(("changes", "before"), ALLOWED)
def test_a_decision_that_can_be_is_let_through(changes: dict[str, object], before: ConsentState) -> None:
    assert consents.refusals(replace(SAID, **changes), before=before, at=NOW) == [None] * 6


def test_an_entry_that_stands_is_not_changed_by_a_row() -> None:
    with override("ja"):
        assert_says(consents.entry_stands(field="decision"), "consents.entry_stands", field="decision")


ENTRY = claims.EntryClaim(says_what_was_shown=True, was_shown=True, is_on_its_day=True, is_for_numbers=False)
PROVISION = claims.ProvisionClaim(
    ground="a",
    purpose_held=True,
    purpose_is_for_numbers=False,
    consent=None,
    foreign_consent=None,
    contract_held=True,
    joint_use_held=True,
    foreign_ground_held=True,
    statute_fits=True,
    is_ahead=False,
)
CLAIMED: list[tuple[dict[str, bool], str]] = [
    ({"says_what_was_shown": False}, "claims_other_words"),
    ({"was_shown": False}, "claims_unshown_words"),
    ({"is_on_its_day": False}, "claims_other_day"),
    ({"is_for_numbers": True}, "claims_numbers"),
]
RESTED: list[tuple[dict[str, object], str, str]] = [
    ({"purpose_held": False}, "rests_on_no_purpose", "3"),
    ({"purpose_is_for_numbers": True}, "rests_on_no_purpose", "3"),
    ({"ground": "n"}, "rests_on_no_purpose", "3"),
    ({"consent": False}, "rests_on_no_consent", "10a)"),
    ({"foreign_consent": False}, "rests_on_no_foreign_consent", "11③"),
    ({"contract_held": False}, "rests_on_no_contract", "10e)"),
    ({"joint_use_held": False}, "rests_on_no_joint_use", "10g)"),
    ({"is_ahead": True}, "rests_on_a_day_to_come", "10"),
    ({"foreign_ground_held": False}, "rests_on_no_foreign_ground", "11②"),
    ({"statute_fits": False}, "rests_on_another_statute", "3"),
]


@pytest.mark.parametrize(("changes", "code"), CLAIMED)
def test_an_entry_that_claims_what_is_not_so_is_refused(changes: dict[str, bool], code: str) -> None:
    with override("ja"):
        found = claims.entry_refusals(replace(ENTRY, **changes))
    assert codes(found) == [f"consents.{code}"]
    assert_says(next(filter(None, found)), f"consents.{code}", section="3")


@pytest.mark.parametrize(("changes", "code", "section"), RESTED)
def test_a_provision_that_rests_on_what_did_not_hold_is_refused(
    changes: dict[str, object], code: str, section: str
) -> None:
    with override("ja"):
        found = claims.provision_refusals(replace(PROVISION, **changes))
    assert codes(found) == [f"consents.{code}"]
    assert_says(next(filter(None, found)), f"consents.{code}", section=section)


def test_claims_that_hold_are_let_through() -> None:
    assert claims.entry_refusals(ENTRY) == [None] * 4
    assert claims.provision_refusals(PROVISION) == [None] * 8
    assert claims.provision_refusals(replace(PROVISION, consent=True, foreign_consent=True)) == [None] * 8
    assert claims.provision_refusals(replace(PROVISION, ground="n", purpose_is_for_numbers=True)) == [None] * 8


@pytest.mark.parametrize("day", [YESTERDAY - DAY, TOMORROW])
def test_a_provision_ends_neither_before_it_was_made_nor_ahead(day: date) -> None:
    refusal = endings.ended_in_its_time(ended_on=day, provided_on=YESTERDAY, today=TODAY)
    assert_says(refusal, "consents.ended_outside_its_time", section="10", field="ended_on")


@pytest.mark.parametrize("day", [YESTERDAY, TODAY])
def test_a_provision_ends_from_its_own_day_until_today(day: date) -> None:
    assert endings.ended_in_its_time(ended_on=day, provided_on=YESTERDAY, today=TODAY) is None


def test_refusals_of_provisions_and_consents_are_worded_apart() -> None:
    with override("en"):
        provision = no_provision("code", "10", "What is missing.", "What to do.")
        consent = no_consent("code", "3", "What is missing.", "What to do.")
    assert (provision.code, provision.cannot, provision.field) == (
        "consents.code",
        "this provision cannot be recorded.",
        "",
    )
    assert (consent.code, consent.cannot, consent.field) == ("consents.code", "this entry cannot be recorded.", "")


def test_nothing_more_is_recorded_of_an_erased_person() -> None:
    assert persons.person_stands(is_erased=False) is None
    assert_says(persons.person_stands(is_erased=True), "consents.person_erased", section="4", field="data_subject")
