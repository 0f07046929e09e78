"""Is somebody outside written to through the same outbox, with the same promises?"""

import smtplib
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from cases.mails import party
from cases.models import Case, CaseParty
from consents.mails import person
from privacyportal.accounts.models import Desk, User
from privacyportal.backoffice.refusals import Refused
from privacyportal.notifications import delivery, leasing, services
from privacyportal.notifications.addressees import Addressee
from privacyportal.notifications.mails import body
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Reason, Status
from privacyportal.notifications.telling import NotDeclared
from privacyportal.references.models import Reference
from tests.factories import cases as case_factories
from tests.factories.consents import DataSubjectFactory
from tests.factories.notifications import QUEUED_AT, SAYS, UNWANTED, make_messages, tell
from tests.factories.vendors import VendorFactory
from tests.live import Mailroom
from vendors.mails import contact
from vendors.models import Vendor

SASAKI = "sasaki@person.example"


def at(minutes: float = 0) -> Callable[[], datetime]:
    """The time some minutes after the messages were queued."""
    return lambda: QUEUED_AT + timedelta(minutes=minutes)


@pytest.fixture
def vendor(db: None) -> Vendor:
    """A vendor with a contact."""
    return VendorFactory(
        name="東和データセンター株式会社",
        contact_name="小野 実",
        contact_email="ono@vendor.example",
        address="東京都港区1",
    )


@pytest.fixture
def case(baba: User) -> Case:
    """Sasaki's complaint."""
    return case_factories.open_case(by=baba)


@pytest.fixture
def jsda(db: None) -> Desk:
    """The JSDA's consultation office."""
    return Desk.objects.get(kind=Desk.Kind.JSDA)


def sasaki(case: Case) -> Addressee:
    """The complainant as an addressee."""
    return party(case.parties.get(role="complainant"))


def test_a_vendors_contact_gets_a_mail_with_the_declared_facts_and_no_link(mailroom: Mailroom, vendor: Vendor) -> None:
    [queued] = tell([contact(vendor)], vendor.reference)
    assert (queued.recipient_id, queued.addressee, queued.status) == (None, f"vendor:{vendor.pk}", Status.WAITING)
    delivery.deliver(now=at())
    mail, message = mailroom.mails[0], Message.objects.get()
    assert mail["To"].addresses[0].addr_spec == "ono@vendor.example"
    assert mail["Subject"] == f"ご連絡（{vendor.reference}）"
    assert mailroom.text().startswith("東和データセンター株式会社 小野 実 様")
    for text in (mailroom.text(), mailroom.html()):
        assert "2026年12月4日（金）" in text
        assert "http" not in text
    assert (message.status, message.message_id, message.to_address) == (
        "sent",
        mail["Message-ID"],
        "ono@vendor.example",
    )
    assert message.body.strip() in mailroom.text()


def test_a_data_subject_of_a_case_gets_its_number_and_no_more(mailroom: Mailroom, case: Case) -> None:
    tell([sasaki(case)], case.reference)
    delivery.deliver(now=at())
    assert mailroom.mails[0]["To"].addresses[0].addr_spec == SASAKI
    assert str(case.reference) in mailroom.text()
    assert case.subject not in mailroom.text()


def test_a_body_is_addressed_as_an_office_where_the_message_says_it_is_reached(
    mailroom: Mailroom, case: Case, jsda: Desk
) -> None:
    Case.objects.filter(pk=case.pk).update(answering_desk=jsda)
    office = body(jsda)
    given = Addressee(kind=office.kind, key=office.key, name=office.name, email="soudan@jsda.example")
    tell([given], case.reference)
    delivery.deliver(now=at())
    assert mailroom.text().startswith(f"{jsda.name} 御中")
    assert mailroom.mails[0]["To"].addresses[0].addr_spec == "soudan@jsda.example"


def test_the_same_key_reaches_the_same_addressee_once(mailroom: Mailroom, vendor: Vendor, case: Case) -> None:
    first = tell([contact(vendor)], vendor.reference)
    again = tell([contact(vendor)], vendor.reference)
    assert [row.pk for row in first] == [row.pk for row in again]
    tell([sasaki(case)], case.reference)
    delivery.deliver(now=at())
    delivery.deliver(now=at(1))
    assert sorted(mail["To"].addresses[0].addr_spec for mail in mailroom.mails) == ["ono@vendor.example", SASAKI]
    assert len({mail["Message-ID"] for mail in mailroom.mails}) == 2


def test_staff_and_outsiders_of_one_key_leave_in_one_run(mailroom: Mailroom, vendor: Vendor, baba: User) -> None:
    make_messages([baba])
    tell([contact(vendor)], vendor.reference, key="tests.approval:1")
    delivery.deliver(now=at())
    assert len(mailroom.mails) == 2


def test_the_address_is_read_again_when_the_mail_leaves(mailroom: Mailroom, vendor: Vendor) -> None:
    tell([contact(vendor)], vendor.reference)
    Vendor.objects.filter(pk=vendor.pk).update(contact_email="abe@vendor.example", contact_name="阿部 恵")
    delivery.deliver(now=at())
    message = Message.objects.get()
    assert mailroom.mails[0]["To"].addresses[0].addr_spec == "abe@vendor.example"
    assert (message.to_address, message.to_name) == ("abe@vendor.example", "東和データセンター株式会社 阿部 恵")


def test_an_address_that_is_gone_when_the_mail_leaves_is_a_visible_failure(mailroom: Mailroom, vendor: Vendor) -> None:
    tell([contact(vendor)], vendor.reference)
    Vendor.objects.filter(pk=vendor.pk).update(contact_email="")
    delivery.deliver(now=at())
    assert Message.objects.values_list("status", "reason").get() == (Status.FAILED, Reason.NO_ADDRESS)


def test_who_is_no_longer_concerned_or_on_file_gets_nothing_and_the_record_says_so(
    mailroom: Mailroom, case: Case, vendor: Vendor, jsda: Desk
) -> None:
    Case.objects.filter(pk=case.pk).update(answering_desk=jsda)
    tell([sasaki(case)], case.reference)
    office = body(jsda)
    tell([Addressee(kind=office.kind, key=office.key, name="x", email="soudan@jsda.example")], case.reference, key="b")
    Case.objects.filter(pk=case.pk).update(answering_desk=Desk.objects.get(code="PLANNING"))
    CaseParty.objects.filter(case=case).delete()
    delivery.deliver(now=at())
    assert mailroom.mails == []
    ended = dict(Message.objects.values_list("addressee_kind", "reason"))
    assert ended == {"data_subject": Reason.UNLISTED, "body": Reason.NOT_CONCERNED}


def test_a_message_no_longer_wanted_is_not_sent(mailroom: Mailroom, vendor: Vendor) -> None:
    tell([contact(vendor)], vendor.reference, key="tests.outside.settled")
    UNWANTED.add("tests.outside.settled")
    delivery.deliver(now=at())
    assert Message.objects.values_list("status", "reason").get() == (Status.SUPPRESSED, "settled")


def test_a_process_that_died_while_waiting_for_the_answer_leaves_unknown(mailroom: Mailroom, vendor: Vendor) -> None:
    tell([contact(vendor)], vendor.reference)
    [message] = leasing.lease(at=QUEUED_AT)
    leasing.end(message, "transmit", lease_until=QUEUED_AT + leasing.LEASE)
    delivery.deliver(now=at(2))
    assert Message.objects.values_list("status", "reason").get() == (Status.UNKNOWN, Reason.SENDER_DIED)
    assert mailroom.mails == []


def test_no_answer_after_the_text_is_unknown_and_a_person_sends_it_again_under_the_same_id(
    mailroom: Mailroom, vendor: Vendor, baba: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell([contact(vendor)], vendor.reference)
    original, answers = smtplib.SMTP.getreply, iter([True] * 7)

    def reply(self: smtplib.SMTP) -> tuple[int, bytes]:
        if next(answers, False):
            return original(self)
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(smtplib.SMTP, "getreply", reply)
    delivery.deliver(now=at())
    monkeypatch.setattr(smtplib.SMTP, "getreply", original)
    message = Message.objects.get()
    assert (message.status, message.reason) == (Status.UNKNOWN, Reason.NO_ANSWER)
    delivery.deliver(now=at(60))
    assert Message.objects.get().status == Status.UNKNOWN
    services.resend(obj=message, reason="届いていないと電話で確認した", by=baba, at=QUEUED_AT)
    delivery.deliver(now=at(61))
    assert mailroom.mails[-1]["Message-ID"] == message.message_id
    assert Message.objects.get().status == Status.SENT


def test_a_lost_lease_loses_nothing_and_doubles_nothing(mailroom: Mailroom, vendor: Vendor) -> None:
    tell([contact(vendor)], vendor.reference)
    [slow] = leasing.lease(at=QUEUED_AT)
    delivery.deliver(now=at(2))
    with delivery.running(now=at(3)) as run:
        run.next(deque([slow]))
    assert run.report.counts == {"taken over": 1}
    assert len(mailroom.mails) == 1


def test_where_no_address_is_on_file_nothing_is_queued_and_the_refusal_says_what_is_missing(db: None) -> None:
    silent = VendorFactory()
    with pytest.raises(Refused) as refused:
        tell([contact(silent)], silent.reference)
    assert [(refusal.code, refusal.field) for refusal in refused.value.refusals] == [("no_address", "channel")]
    assert not Message.objects.exists()


@pytest.mark.parametrize("facts", [{}, {"by_on": "2026-12-04"}, {"by_on": "あさって", "items": 2}])
def test_facts_that_are_not_as_declared_are_refused_when_queued(vendor: Vendor, facts: dict[str, object]) -> None:
    with pytest.raises(NotDeclared):
        tell([contact(vendor)], vendor.reference, facts=facts)
    assert not Message.objects.exists()


def test_a_record_is_spoken_of_only_to_those_whom_it_concerns(vendor: Vendor, case: Case) -> None:
    stranger = DataSubjectFactory(email="hayashi@person.example")
    records: list[tuple[Addressee, Reference]] = [
        (contact(vendor), case.reference),  # a case is never spoken of to a vendor
        (contact(vendor), VendorFactory().reference),
        (person(stranger), case.reference),
        (person(stranger), DataSubjectFactory().reference),
        (sasaki(case), stranger.reference),
    ]
    for addressee, reference in records:
        with pytest.raises(NotDeclared):
            tell([addressee], reference)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "said", ["林 さくら様の件です。", "CASE-2026-999999もご覧ください。", "https://portal.example/"]
)
def test_words_that_name_somebody_else_another_record_or_a_link_are_refused_when_queued(case: Case, said: str) -> None:
    subject = DataSubjectFactory(name="林 さくら")
    CaseParty.objects.create(
        case=case, role="representative", name="山田 次郎", authority="mandated", data_subject=subject
    )
    SAYS["lead"] = said
    try:
        with pytest.raises(NotDeclared) as refused:
            tell([sasaki(case)], case.reference)
    finally:
        SAYS.clear()
    assert "林" not in str(refused.value)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"addressee": "staff:0"},
        {"addressee": ""},
        {"to_name": ""},
        {"language": ""},
        {"reference": None},
        {"to_address": ""},
        {"addressee_kind": "staff"},
        {"channel": "letter"},
        {"posting": "registered"},
    ],
)
def test_the_database_keeps_no_message_without_what_its_addressee_needs(
    vendor: Vendor, changes: dict[str, Model | str | None]
) -> None:
    [message] = tell([contact(vendor)], vendor.reference)
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**changes)


@pytest.mark.parametrize("changes", [{"addressee": "staff:0"}, {"recipient": None}, {"to_name": "x"}])
def test_the_database_keeps_no_message_to_staff_without_the_person(baba: User, changes: dict[str, str | None]) -> None:
    [message] = make_messages([baba])
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(**changes)
