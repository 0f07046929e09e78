"""Does each ground of section 10 hold with what it needs, and refuse without each part of it?"""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import Permission

from consents.models import ThirdPartyProvision
from consents.states import Decision, Ground, LawItem
from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Refused
from privacyportal.policies.models import ConsentWording
from tests.factories import consents as make
from tests.rewriting import rewriting
from vendors.states import Status

pytestmark = pytest.mark.django_db


def refused(plan: Any, by: User | None = None) -> list[tuple[str, str]]:
    """Return (code, section) of every rule that refused a provision."""
    with pytest.raises(Refused) as caught:
        make.provide(plan, by=by)
    return [(refusal.code.removeprefix("consents."), refusal.section) for refusal in caught.value.refusals]


def with_consent(**fields: Any) -> Any:
    """A provision on ground a) with a consent in force that names the recipient."""
    person = make.DataSubjectFactory()
    make.decide(person, make.wording())
    return make.proposal(Ground.CONSENT, data_subject=person, **fields)


def test_a_holds_with_a_consent_in_force_that_names_the_recipient() -> None:
    provision = make.provide(with_consent())
    assert provision.consent is not None
    assert provision.consent.decision == Decision.GIVEN
    assert provision.keep_until_on == date(2029, 11, 16)


def test_a_is_refused_without_a_consent_and_leads_to_where_to_record_it() -> None:
    person = make.DataSubjectFactory()
    with pytest.raises(Refused) as caught:
        make.provide(make.proposal(Ground.CONSENT, data_subject=person))
    (refusal,) = caught.value.refusals
    assert refusal.section == "10a)"
    assert f"data_subject={person.pk}" in refusal.link
    assert refusal.text.startswith("基本方針第10項a)")


def test_a_is_refused_when_the_consent_was_withdrawn_by_that_day() -> None:
    plan = with_consent()
    make.decide(plan.data_subject, make.wording(), Decision.WITHDRAWN, decided_at=make.noon(date(2026, 11, 15)))
    assert refused(plan) == [("no_consent", "10a)")]


def test_a_holds_for_a_provision_made_before_the_withdrawal() -> None:
    plan = with_consent(provided_on=date(2026, 11, 1))
    make.decide(plan.data_subject, make.wording(), Decision.WITHDRAWN, decided_at=make.noon(date(2026, 11, 15)))
    assert make.provide(plan).consent is not None


def test_a_is_refused_when_the_consent_has_ended() -> None:
    person = make.DataSubjectFactory()
    make.decide(person, make.wording(), expires_on=date(2026, 11, 15))
    assert refused(make.proposal(Ground.CONSENT, data_subject=person)) == [("no_consent", "10a)")]


def test_a_is_refused_when_the_consent_names_another_recipient() -> None:
    assert refused(with_consent(recipient_name="別の株式会社")) == [("no_consent", "10a)")]


def test_a_holds_when_the_recipient_belongs_to_the_class_that_the_consent_names() -> None:
    person = make.DataSubjectFactory()
    make.decide(person, make.wording(recipient="決済に関わる金融機関", recipients="class"))
    plan = make.proposal(Ground.CONSENT, data_subject=person, named_as="決済に関わる金融機関")
    assert make.provide(plan).recipient_name == make.RECIPIENT


def test_a_is_refused_for_another_purpose() -> None:
    assert refused(with_consent(purpose=make.purpose("U8"))) == [("no_consent", "10a)")]


def test_a_is_refused_for_items_that_the_wording_does_not_name() -> None:
    plan = with_consent(categories=make.items("identity", "transactions"))
    shown = make.wording()
    with rewriting(ConsentWording.categories.through):
        shown.categories.add(*make.items("identity"))
    assert refused(plan) == [("beyond_consent", "10a)")]


def test_a_is_refused_for_unnamed_persons() -> None:
    assert refused(make.proposal(Ground.CONSENT)) == [("no_person", "10a)")]


def test_a_consent_to_use_is_no_consent_to_a_provision() -> None:
    person = make.DataSubjectFactory()
    make.decide(person, make.wording("use"))
    assert refused(make.proposal(Ground.CONSENT, data_subject=person)) == [("no_consent", "10a)")]


@pytest.mark.parametrize("ground", [Ground.LAW, Ground.AUTHORITY, Ground.PROTECTION, Ground.SUCCESSION])
def test_b_c_d_and_f_hold_with_their_facts_and_need_no_record_by_law(ground: str) -> None:
    provision = make.provide(make.proposal(ground))
    assert (provision.ground, provision.keep_until_on) == (ground, None)
    assert provision.reference.number.startswith("PROVISION-2026-")


@pytest.mark.parametrize(
    ("ground", "left_out", "code"),
    [
        (Ground.LAW, {"statute": ""}, "no_article"),
        (Ground.LAW, {"statute": "所得税法"}, "no_article"),
        (Ground.AUTHORITY, {"statute": ""}, "no_article"),
        (Ground.AUTHORITY, {"document_number": " "}, "no_document"),
        (Ground.AUTHORITY, {"recipient_name": ""}, "recipient"),
        (Ground.PROTECTION, {"facts": ""}, "no_necessity"),
        (Ground.PROTECTION, {"consent_difficulty": ""}, "no_difficulty"),
        (Ground.SUCCESSION, {"facts": ""}, "no_deal"),
        (Ground.SUCCESSION, {"document_number": ""}, "no_document"),
        (Ground.LAW, {"recipient_country": None}, "country"),
    ],
)
def test_each_part_that_is_missing_is_named_with_its_section(ground: str, left_out: dict[str, Any], code: str) -> None:
    assert refused(make.proposal(ground, **left_out)) == [(code, f"10{ground})")]


def entrusted(**fields: Any) -> Any:
    """A provision on ground e) to an active vendor under a contract in force."""
    return make.proposal(Ground.ENTRUSTMENT, entrustment=make.contract(make.vendor()), **fields)


def test_e_holds_with_an_active_vendor_and_takes_the_recipient_from_the_contract() -> None:
    provision = make.provide(entrusted(recipient_name=""))
    assert (provision.recipient_name, provision.country_id) == ("東和データセンター株式会社", "JP")
    assert provision.vendor == provision.entrustment.vendor


@pytest.mark.parametrize("status", [Status.CANDIDATE, Status.SUSPENDED])
def test_e_is_refused_while_the_vendor_is_not_active(status: str) -> None:
    contract = make.contract(make.vendor(status=status))
    assert refused(make.proposal(Ground.ENTRUSTMENT, entrustment=contract)) == [("vendor_not_active", "6")]


@pytest.mark.parametrize(
    "fields",
    [
        {"signed_on": None},
        {"starts_on": date(2026, 12, 1)},
        {"ends_on": date(2026, 11, 15)},
        {"terminated_on": date(2026, 11, 1)},
    ],
)
def test_e_is_refused_without_a_signed_contract_on_that_day(fields: dict[str, Any]) -> None:
    contract = make.contract(make.vendor(), **fields)
    assert refused(make.proposal(Ground.ENTRUSTMENT, entrustment=contract)) == [("contract_not_in_force", "10e)")]


def test_e_is_refused_without_a_contract_and_beyond_it() -> None:
    assert refused(make.proposal(Ground.ENTRUSTMENT)) == [("no_entrustment", "10e)")]
    assert refused(entrusted(purpose=make.purpose("U8"))) == [("beyond_purpose", "10e)")]
    assert refused(entrusted(categories=make.items("transactions"))) == [("beyond_items", "10e)")]


def shared(**fields: Any) -> Any:
    """A provision on ground g) to a partner of an arrangement in force."""
    member = make.partner()
    return make.proposal(Ground.JOINT_USE, **{"arrangement": make.arrangement(member), "partner": member, **fields})


def test_g_holds_with_an_announced_arrangement_in_force() -> None:
    provision = make.provide(shared())
    assert provision.recipient_name == "みなとグループ信託株式会社"
    assert provision.keep_until_on is None


def test_g_is_refused_without_arrangement_partner_announcement_or_range() -> None:
    member = make.partner()
    assert refused(make.proposal(Ground.JOINT_USE, partner=member)) == [("no_arrangement", "10g)")]
    assert refused(shared(partner=None)) == [("recipient", "10g)")]
    assert refused(shared(partner=member)) == [("not_a_partner", "10g)")]
    assert refused(shared(purpose=make.purpose("U8"))) == [("beyond_purpose", "10g)")]
    assert refused(shared(categories=make.items("transactions"))) == [("beyond_items", "10g)")]
    unannounced = make.arrangement(member, published_on=None, publication="")
    assert refused(shared(partner=member, arrangement=unannounced)) == [("not_announced", "8")]
    ended = make.arrangement(member, ends_on=date(2026, 11, 15))
    assert refused(shared(partner=member, arrangement=ended)) == [("arrangement_not_in_force", "10g)")]


def test_h_holds_for_a_compliance_officer_with_item_and_reason(baba: User) -> None:
    provision = make.provide(make.proposal(Ground.OTHER_LAW), by=baba)
    assert provision.law_item == LawItem.PUBLIC_HEALTH


def test_h_is_refused_without_item_reason_or_role(baba: User, kudo: User) -> None:
    assert refused(make.proposal(Ground.OTHER_LAW, law_item=""), baba) == [("no_law_item", "10h)")]
    assert refused(make.proposal(Ground.OTHER_LAW, facts=""), baba) == [("no_reason", "10h)")]
    kudo.user_permissions.add(Permission.objects.get(codename="add_thirdpartyprovision"))
    assert refused(make.proposal(Ground.OTHER_LAW), kudo) == [("no_sign_off", "10h)")]


@pytest.mark.parametrize("ground", [ground for ground in Ground if ground != Ground.NUMBER_ACT])
def test_individual_numbers_move_on_no_ground_of_section_10(ground: str, baba: User) -> None:
    plan = make.proposal(ground, categories=make.items("individual_number"))
    assert ("individual_number", "3") in refused(plan, baba)


def test_the_purpose_is_one_of_the_nine_and_was_published_then() -> None:
    affair = make.PurposeOfUse.objects.filter(kind="individual_number").first()
    assert refused(make.proposal(purpose=affair)) == [("purpose_not_published", "3")]
    assert refused(make.proposal(provided_on=date(2021, 1, 1))) == [("purpose_not_published", "3")]


def test_sensitive_information_needs_a_listed_exception_and_a_reason() -> None:
    plan = {"categories": make.items("sensitive")}
    assert refused(make.proposal(**plan)) == [("sensitive_without_exception", "7")]
    assert refused(make.proposal(**plan, sensitive_exception="5-1")) == [("sensitive_without_reason", "7")]
    assert refused(make.proposal(**plan, sensitive_exception="9-9")) == [("sensitive_without_exception", "7")]
    stored = make.provide(make.proposal(**plan, sensitive_exception="5-1", sensitive_reason="調査に必要"))
    assert stored.sensitive_exception == "5-1"


@pytest.mark.parametrize("exception", ["5-8", "5-9"])
def test_some_exceptions_hold_only_together_with_a_consent(exception: str) -> None:
    person = make.DataSubjectFactory()
    given = {"categories": make.items("special_care"), "sensitive_exception": exception, "sensitive_reason": "業務"}
    plan = make.proposal(data_subject=person, **given)
    assert refused(plan) == [("sensitive_without_consent", "7")]
    entry = make.decide(person, make.wording("use"))
    assert make.provide(plan).consent == entry


def test_a_record_says_whose_data_what_and_is_not_of_the_future() -> None:
    assert refused(make.proposal(subjects="")) == [("whose_data", "10")]
    assert refused(make.proposal(categories=())) == [("no_items", "10")]
    assert refused(make.proposal(provided_on=date(2026, 11, 17))) == [("provided_ahead", "")]


def test_every_refused_attempt_is_kept_with_person_section_and_what_was_missing(baba: User) -> None:
    person = make.DataSubjectFactory()
    refused(make.proposal(Ground.AUTHORITY, data_subject=person, statute="", document_number=""), baba)
    kept = AuditEntry.objects.filter(action="backoffice.refused").order_by("sequence")
    assert [entry.section for entry in kept] == ["10c)", "10c)"]
    assert {entry.actor for entry in kept} == {baba}
    assert {entry.reference for entry in kept} == {str(person.reference)}
    assert kept[0].changes["deed"] == "consents.record_provision"
    assert not ThirdPartyProvision.objects.exists()


def test_a_provision_is_recorded_on_itself_and_on_the_person(baba: User) -> None:
    plan = with_consent()
    provision = make.provide(plan, by=baba)
    told = AuditEntry.objects.filter(action="consents.provision_recorded")
    assert {entry.reference for entry in told} == {str(provision.reference), str(plan.data_subject.reference)}
    assert all(make.RECIPIENT not in str(entry.changes) for entry in told)


def test_leap_day_records_are_kept_to_the_end_of_february() -> None:
    plan = with_consent(provided_on=date(2026, 11, 1))
    made = make.noon(date(2028, 2, 29))
    assert make.provide(plan, at=made).keep_until_on == date(2031, 2, 28)


def test_a_provision_names_one_registered_recipient() -> None:
    both = make.proposal(Ground.LAW, recipient_vendor=make.vendor(), partner=make.partner())
    assert refused(both) == [("two_recipients", "10b)")]


def test_e_is_refused_for_a_day_before_the_vendor_was_made_active_again() -> None:
    again = make.vendor(activated_at=make.noon(date(2026, 11, 20)))
    with pytest.raises(Refused) as caught:
        make.provide(make.proposal(Ground.ENTRUSTMENT, entrustment=make.contract(again)))
    (refusal,) = caught.value.refusals
    assert refusal.code == "consents.vendor_not_active"
    assert "2026年11月20日（金）から委託中" in refusal.text
