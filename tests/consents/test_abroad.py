"""Does a provision abroad need a ground of section 11, in the order of the law's test?"""

from datetime import date, timedelta
from typing import Any

import pytest

from consents.states import Decision, ForeignBasis, Ground
from privacyportal.backoffice.refusals import Refusal, Refused
from privacyportal.policies.models import ConsentWording
from tests.factories import consents as make
from tests.rewriting import rewriting
from vendors.models import CountryDesignation, EquivalentCheck

pytestmark = pytest.mark.django_db


def refusal(plan: Any) -> Refusal:
    """Return the one refusal of a provision."""
    with pytest.raises(Refused) as caught:
        make.provide(plan)
    (only,) = caught.value.refusals
    return only


def to_vendor(code: str, **fields: Any) -> Any:
    """A provision on ground e) to a vendor abroad."""
    return make.proposal(Ground.ENTRUSTMENT, entrustment=make.contract(make.vendor(code)), **fields)


def to_us(ground: str = Ground.CONSENT, **fields: Any) -> Any:
    """A provision to a company in the United States that is not registered."""
    fields.setdefault("recipient_name", make.US_RECIPIENT)
    return make.proposal(ground, recipient_country=make.country("US"), **fields)


def test_a_designated_country_is_enough() -> None:
    provision = make.provide(to_vendor("DE"))
    assert (provision.foreign_basis, provision.keep_until_on) == (ForeignBasis.DESIGNATED, None)


def test_designation_counts_on_the_day_of_the_provision() -> None:
    CountryDesignation.objects.create(country_id="KR", valid_from=date(2026, 12, 1), source="試験")
    answer = refusal(to_vendor("KR"))
    assert answer.section == "11①"
    assert answer.text.startswith("基本方針第11項①")


def test_being_a_vendor_or_a_joint_user_does_not_help() -> None:
    assert refusal(to_vendor("US")).section == "11③"
    member = make.partner("US")
    plan = make.proposal(Ground.JOINT_USE, partner=member, arrangement=make.arrangement(member))
    assert refusal(plan).section == "11③"


def test_equivalent_measures_hold_with_both_yearly_checks() -> None:
    plan = to_vendor("US")
    ground = make.equivalent(plan.vendor)
    provision = make.provide(plan)
    assert (provision.foreign_basis, provision.foreign_ground) == (ForeignBasis.EQUIVALENT, ground)
    assert provision.keep_until_on is None


@pytest.mark.parametrize("aspect", ["implementation_checked_on", "law_checked_on"])
@pytest.mark.parametrize("checked_on", [date(2025, 11, 15), date(2026, 11, 17)])
def test_equivalent_measures_are_refused_when_a_check_is_out_of_date_or_came_later(
    aspect: str, checked_on: date
) -> None:
    plan = to_vendor("US")
    make.equivalent(plan.vendor, **{aspect: checked_on})
    answer = refusal(plan)
    assert answer.section == "11②"
    assert answer.link == f"/ref/{plan.vendor.reference}/"


def test_a_check_counts_through_the_same_day_of_the_next_year() -> None:
    plan = to_vendor("US")
    make.equivalent(plan.vendor, implementation_checked_on=date(2025, 11, 16))
    assert make.provide(plan).foreign_basis == ForeignBasis.EQUIVALENT


def test_a_provision_recorded_late_is_judged_by_the_check_of_its_own_time() -> None:
    plan = to_vendor("US", provided_on=date(2026, 6, 1))
    ground = make.equivalent(plan.vendor, law_checked_on=date(2026, 10, 1))
    assert refusal(plan).section == "11②"
    earlier = {"aspect": "law", "checked_on": date(2025, 10, 1), "method": "照会", "finding": "問題なし"}
    EquivalentCheck.objects.bulk_create([EquivalentCheck(ground=ground, recorded_at=make.NOW, **earlier)])
    assert make.provide(plan).foreign_basis == ForeignBasis.EQUIVALENT


@pytest.mark.parametrize(
    "fields", [{"valid_from": date(2026, 12, 1)}, {"valid_to": date(2026, 11, 15)}, {"stopped_on": date(2026, 11, 1)}]
)
def test_equivalent_measures_are_refused_when_ended_or_stopped(fields: dict[str, Any]) -> None:
    plan = to_vendor("US")
    make.equivalent(plan.vendor, **fields)
    assert refusal(plan).section == "11②"


def test_consent_to_the_foreign_provision_clears_a_vendor_abroad_and_needs_a_record() -> None:
    person = make.DataSubjectFactory()
    plan = to_vendor("US", data_subject=person)
    make.decide(person, make.wording("foreign", recipient=plan.name))
    provision = make.provide(plan)
    assert provision.foreign_basis == ForeignBasis.CONSENT
    assert provision.foreign_consent is not None
    assert provision.keep_until_on == date(2029, 11, 16)


def test_a_plain_consent_to_provision_is_not_enough_abroad() -> None:
    person = make.DataSubjectFactory()
    make.decide(person, make.wording(recipient=make.US_RECIPIENT))
    assert refusal(to_us(data_subject=person)).section == "11③"


def test_a_consent_to_the_foreign_provision_is_enough_for_ground_a() -> None:
    person = make.DataSubjectFactory()
    entry = make.decide(person, make.wording("foreign", recipient=make.US_RECIPIENT))
    provision = make.provide(to_us(data_subject=person))
    assert (provision.consent, provision.foreign_consent) == (entry, entry)


def test_a_withdrawn_foreign_consent_clears_nothing() -> None:
    person = make.DataSubjectFactory()
    shown = make.wording("foreign", recipient=make.US_RECIPIENT)
    make.decide(person, shown)
    make.decide(person, shown, Decision.WITHDRAWN, decided_at=make.noon(date(2026, 11, 10)))
    with pytest.raises(Refused) as caught:
        make.provide(to_us(data_subject=person))
    assert {r.section for r in caught.value.refusals} == {"10a)", "11③"}


def test_a_foreign_consent_covers_the_items_that_its_wording_names() -> None:
    person = make.DataSubjectFactory()
    shown = make.wording("foreign", recipient="Harbor Analytics Ltd.")
    with rewriting(ConsentWording.categories.through):
        shown.categories.add(*make.items("transactions"))
    make.decide(person, shown)
    assert refusal(to_vendor("US", data_subject=person)).code == "consents.beyond_foreign_consent"


@pytest.mark.parametrize("ground", [Ground.LAW, Ground.AUTHORITY])
def test_b_and_c_are_exempt_on_japanese_law_only(ground: str) -> None:
    answer = refusal(to_us(ground))
    assert (answer.section, answer.field) == ("11③", "is_japanese_law")
    assert make.provide(to_us(ground, is_japanese_law=True)).foreign_basis == ForeignBasis.EXEMPT


def test_d_is_exempt() -> None:
    assert make.provide(to_us(Ground.PROTECTION)).foreign_basis == ForeignBasis.EXEMPT


def test_f_is_not_exempt() -> None:
    assert refusal(to_us(Ground.SUCCESSION)).section == "11③"


@pytest.mark.parametrize(("last", "holds"), [(make.DAY, True), (make.DAY - timedelta(days=1), False)])
def test_equivalent_measures_hold_up_to_and_including_their_last_day(last: date, *, holds: bool) -> None:
    plan = to_vendor("US")
    make.equivalent(plan.vendor, valid_to=last)
    if holds:
        assert make.provide(plan).foreign_basis == ForeignBasis.EQUIVALENT
    else:
        assert refusal(plan).section == "11②"


@pytest.mark.parametrize(("first", "holds"), [(make.DAY, True), (make.DAY + timedelta(days=1), False)])
def test_equivalent_measures_hold_from_their_first_day_on(first: date, *, holds: bool) -> None:
    plan = to_vendor("US")
    make.equivalent(plan.vendor, valid_from=first)
    if holds:
        assert make.provide(plan).foreign_basis == ForeignBasis.EQUIVALENT
    else:
        assert refusal(plan).section == "11②"
