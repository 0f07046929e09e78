"""Cases pass between us and the JSDA in both directions, and to partners' desks, while ours stays open."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.test import Client

from cases import services
from cases.models import Case, Correspondence, Referral
from cases.states import Channel, Concerns, Sender, Status
from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.clocks.models import Clock
from tests.cases.test_journeys import press, said
from tests.factories.cases import MONDAY, answered, investigated, open_case, partner, partner_desk, sent, tokyo
from tests.factories.vendors import VendorFactory

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]


def test_a_case_goes_to_the_jsda_only_with_consent_obtained_before(aoki: User, as_user: SignIn) -> None:
    with time_machine.travel(MONDAY, tick=False):
        case = investigated(by=aoki)
        refused = press(as_user(aoki), case, "refer_to_jsda", **said("2026-11-16T10:00", text="経緯の要約"))
        assert "基本方針第10項a)" in refused.content.decode()
        assert "同意" in refused.content.decode()
        assert not Referral.objects.exists()
        press(
            as_user(aoki),
            case,
            "refer_to_jsda",
            consented_at="2026-11-16T09:50",
            **said("2026-11-16T10:00", text="経緯の要約", channel="letter"),
        )
    referral = Referral.objects.get()
    assert (referral.direction, referral.desk.code, referral.shared) == ("to_body", "JSDA", "経緯の要約")
    assert referral.desk.telephone == "03-6665-6784"
    case.refresh_from_db()
    assert case.status == Status.INVESTIGATING
    assert case.reference.clocks.get(duty="cases.answer").state == "running"


def test_a_case_our_answer_did_not_settle_goes_to_the_jsda_and_its_result_comes_back(aoki: User, baba: User) -> None:
    case = answered(by=aoki, approver=baba)
    later = tokyo("2026-11-25T10:00")
    referral = services.refer_to_jsda(case=case, sent=sent(later), consented_at=later, by=aoki, at=later)
    result = tokyo("2026-12-10T10:00")
    services.record_referral_result(case=case, referral=referral, sent=sent(result, "解決"), by=aoki, at=result)
    referral.refresh_from_db()
    assert (referral.answered_at, referral.result) == (result, "解決")
    with pytest.raises(Conflict):
        services.record_referral_result(case=case, referral=referral, sent=sent(result), by=aoki, at=result)


def test_a_referral_from_the_jsda_is_an_intake_with_the_day_it_named() -> None:
    case = open_case(
        channel=Channel.JSDA, external_number="個相2026-118", answer_by_on=date(2026, 11, 27), desired_remedy="停止"
    )
    assert (case.route_row.number, case.desk.code) == ("14", "PLANNING")
    referral = case.referrals.get()
    assert (referral.direction, referral.kind, referral.body_number) == ("from_body", "referral", "個相2026-118")
    assert case.reference.clocks.get(duty="cases.referral_answer").due_on == date(2026, 11, 27)


def test_a_request_for_explanation_goes_to_compliance_within_three_business_days() -> None:
    case = open_case(channel=Channel.JSDA, sender=Sender.JSDA, complainant=None)
    assert (case.route_row.number, case.desk.code) == ("3", "COMPLIANCE")
    assert case.referrals.get().kind == "explanation"
    assert case.reference.clocks.get(duty="cases.referral_answer").due_on == date(2026, 11, 19)


def test_an_explanation_leaves_as_a_second_person_approved_it_and_the_case_stays_open_until_then(
    aoki: User, baba: User, endo: User
) -> None:
    case = answered(by=aoki, approver=baba)
    referral = services.record_referral_from_jsda(
        case=case, kind="explanation", sent=sent(MONDAY, "説明を求める"), body_number="個相1", by=aoki, at=MONDAY
    )
    with pytest.raises(Refused) as refused:
        services.close(case=case, outcome="upheld", by=aoki, at=MONDAY)
    assert refused.value.refusals[0].code == "cases.referral_unanswered"
    with pytest.raises(Refused) as refused:
        services.answer_referral(case=case, referral=referral, sent=sent(MONDAY), by=aoki, at=MONDAY)
    assert refused.value.refusals[0].section == "13"
    draft = services.draft_explanation(case=case, referral=referral, text="経緯の説明", by=baba, at=MONDAY)
    with pytest.raises(Refused) as refused:
        services.approve_explanation(case=case, explanation=draft, by=baba, at=MONDAY)
    assert refused.value.refusals[0].code == "cases.second_person"
    services.approve_explanation(case=case, explanation=draft, by=endo, at=MONDAY)
    services.answer_referral(case=case, referral=referral, sent=sent(MONDAY, ""), by=baba, at=MONDAY)
    assert case.correspondence.latest("pk").text == "経緯の説明"
    assert case.reference.clocks.get(duty="cases.referral_answer").state == "met"
    assert services.close(case=case, outcome="upheld", by=aoki, at=MONDAY).status == Status.CLOSED


def test_two_requests_one_after_the_other_each_have_their_day(aoki: User, baba: User) -> None:
    case = investigated(by=aoki)
    first = services.record_referral_from_jsda(case=case, kind="explanation", sent=sent(MONDAY), by=aoki, at=MONDAY)
    draft = services.draft_explanation(case=case, referral=first, text="経緯", by=aoki, at=MONDAY)
    services.approve_explanation(case=case, explanation=draft, by=baba, at=MONDAY)
    services.answer_referral(case=case, referral=first, sent=sent(MONDAY), by=baba, at=MONDAY)
    later = tokyo("2026-11-24T10:00")
    services.record_referral_from_jsda(case=case, kind="explanation", sent=sent(later), by=aoki, at=later)
    clock = case.reference.clocks.get(duty="cases.referral_answer")
    assert (clock.state, clock.due_on, clock.generation) == ("running", date(2026, 11, 27), 2)


def test_a_co_hosts_matter_is_passed_on_with_consent_only_and_followed(aoki: User) -> None:
    host = partner(partner_desk())
    case = open_case(by=aoki, concerns=Concerns.SEMINAR_CO_HOST, partner=host)
    with pytest.raises(Refused) as refused:
        services.pass_on_to_partner_desk(case=case, sent=sent(MONDAY), consented_at=None, by=aoki, at=MONDAY)
    assert refused.value.refusals[0].field == "consented_at"
    referral = services.pass_on_to_partner_desk(
        case=case, sent=sent(MONDAY, "お申出の要旨"), consented_at=MONDAY, by=aoki, at=MONDAY
    )
    case.refresh_from_db()
    assert (referral.kind, referral.desk, case.passed_on_at) == ("passed_on", host.desk, MONDAY)
    assert case.is_open
    assert case.reference.clocks.get(duty="cases.pass_on").state == "met"


def test_without_consent_the_person_is_told_the_partners_desk(aoki: User, as_user: SignIn) -> None:
    with time_machine.travel(MONDAY, tick=False):
        case = open_case(by=aoki, concerns=Concerns.SEMINAR_CO_HOST, partner=partner(partner_desk()))
        draft = as_user(aoki).get(f"/admin/cases/case/{case.pk}/do/tell_desk/").content.decode()
        assert "03-0000-4321" in draft
        press(as_user(aoki), case, "tell_desk", **said("2026-11-16T10:00"))
    assert case.reference.clocks.get(duty="cases.pass_on").state == "met"
    assert not case.referrals.exists()


def owed(case: Case) -> Clock:
    return Clock.objects.get(reference=case.reference, duty="cases.referral_answer")


@pytest.mark.parametrize(
    ("received", "due_on"),
    [("2026-11-16T10:00", date(2026, 11, 16)), ("2026-11-21T10:00", date(2026, 11, 24))],
)
def test_an_authority_that_names_no_day_is_answered_on_the_day_of_receipt(received: str, due_on: date) -> None:
    case = open_case(sender=Sender.AUTHORITY, received_at=tokyo(received), at=tokyo(received))
    assert (case.route_row.number, case.desk.code, owed(case).due_on) == ("1", "COMPLIANCE", due_on)


@pytest.mark.parametrize(("sender", "number"), [(Sender.JSDA, "3"), (Sender.FINMAC, "4")])
def test_other_bodies_that_name_no_day_are_answered_in_three_business_days(sender: str, number: str) -> None:
    case = open_case(sender=sender)
    assert (case.route_row.number, owed(case).due_on) == (number, date(2026, 11, 19))


def test_the_day_in_an_authoritys_document_holds_and_can_be_recorded_later(aoki: User, baba: User) -> None:
    named = open_case(sender=Sender.AUTHORITY, answer_by_on=date(2026, 12, 4))
    assert owed(named).due_on == date(2026, 12, 4)
    case = open_case(sender=Sender.AUTHORITY)
    referral = case.referrals.get()
    services.note_answer_day(case=case, referral=referral, answer_by_on=date(2026, 11, 30), by=baba, at=MONDAY)
    assert owed(case).due_on == date(2026, 11, 30)
    with pytest.raises(Refused) as early:
        services.note_answer_day(case=case, referral=referral, answer_by_on=date(2026, 11, 15), by=baba, at=MONDAY)
    assert [one.code for one in early.value.refusals] == ["cases.answer_day_before_request"]
    with pytest.raises(Refused):
        open_case(sender=Sender.AUTHORITY, answer_by_on=date(2026, 11, 15))


def test_what_the_jsda_asks_later_in_an_authoritys_case_has_its_own_usual_time(baba: User, endo: User) -> None:
    case = open_case(sender=Sender.AUTHORITY)
    services.note_answer_day(
        case=case, referral=case.referrals.get(), answer_by_on=date(2026, 11, 16), by=baba, at=MONDAY
    )
    asked = case.referrals.get()
    draft = services.draft_explanation(case=case, referral=asked, text="経緯の説明", by=baba, at=MONDAY)
    services.approve_explanation(case=case, explanation=draft, by=endo, at=MONDAY)
    Referral.objects.filter(case=case).update(answered_at=MONDAY)
    services.record_referral_from_jsda(case=case, kind="referral", sent=sent(MONDAY), by=baba, at=MONDAY)
    assert owed(case).due_on == date(2026, 11, 19)


def test_a_vendor_owes_its_answer_within_three_business_days_of_the_matter(aoki: User) -> None:
    vendor = VendorFactory()
    case = open_case(by=aoki, concerns=Concerns.VENDOR, vendor=vendor)
    clock = Clock.objects.get(reference=case.reference, duty="cases.vendor_answer")
    assert (case.route_row.number, clock.state, clock.due_on) == ("11", "running", date(2026, 11, 19))
    said_by_person = replace(sent(MONDAY), counterparty="佐々木 涼子")
    services.record_correspondence(case=case, direction="incoming", sent=said_by_person, by=aoki, at=MONDAY)
    clock.refresh_from_db()
    assert clock.state == "running"
    later = tokyo("2026-11-18T15:00")
    of_vendor = replace(sent(later), party=Correspondence.Party.VENDOR, counterparty=vendor.name)
    services.record_correspondence(case=case, direction="incoming", sent=of_vendor, by=aoki, at=later)
    clock.refresh_from_db()
    assert (clock.state, clock.stopped_at) == ("met", later)


def test_no_vendor_owes_an_answer_in_a_matter_of_our_own(aoki: User) -> None:
    case = open_case(by=aoki, vendor=VendorFactory())
    assert not Clock.objects.filter(reference=case.reference, duty="cases.vendor_answer").exists()
