"""Is a letter sent when a person has recorded its posting, and never otherwise?"""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.notifications import delivery, services
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Channel, Reason, Status
from privacyportal.notifications.telling import NotDeclared
from privacyportal.roof.pages.health import river
from tests.factories.cases import open_case
from tests.factories.notifications import FACTS, MAIL_ONLY, QUEUED_AT, UNWANTED, tell
from tests.factories.vendors import VendorFactory
from tests.live import Mailroom
from vendors.mails import contact
from vendors.models import Vendor

POSTED_AT = QUEUED_AT + timedelta(hours=2)
NOW = QUEUED_AT + timedelta(hours=3)


@pytest.fixture
def vendor(db: None) -> Vendor:
    """A vendor that is reached by post only."""
    return VendorFactory(name="東和データセンター株式会社", contact_name="小野 実", address="東京都港区芝1-2-3")


@pytest.fixture
def letter(vendor: Vendor) -> Message:
    """A letter to it."""
    return tell([contact(vendor)], vendor.reference, channel=Channel.LETTER)[0]


def post(letter: Message, by: User, *, posted_at: datetime = POSTED_AT, number: str = "") -> Message:
    """Record the posting."""
    return services.record_posting(obj=letter, posted_at=posted_at, posting="registered", number=number, by=by, at=NOW)


def test_a_letter_bears_address_name_number_and_facts(letter: Message, vendor: Vendor) -> None:
    assert letter.body.startswith("2026年11月24日（火）\n\n東京都港区芝1-2-3\n東和データセンター株式会社 小野 実 様\n")
    assert "回答期限：2026年12月4日（金）" in letter.body
    assert letter.subject == f"ご連絡（{vendor.reference}）"


def test_a_letter_never_reaches_the_mail_server_and_is_not_called_late(mailroom: Mailroom, letter: Message) -> None:
    delivery.deliver(now=lambda: NOW + timedelta(days=9))
    letter.refresh_from_db()
    assert (letter.status, mailroom.connections) == (Status.WAITING, 0)
    assert not Message.objects.filter(river.is_late(NOW + timedelta(days=9))).exists()


def test_the_record_of_posting_is_what_makes_it_sent(letter: Message, baba: User) -> None:
    post(letter, baba, number="123-45-67890-1")
    letter.refresh_from_db()
    assert (letter.status, letter.sent_at, letter.posted_by, letter.posting, letter.posting_number) == (
        Status.SENT,
        POSTED_AT,
        baba,
        "registered",
        "123-45-67890-1",
    )
    entry = AuditEntry.objects.get(action="notifications.posted")
    assert (entry.actor, entry.object_pk, entry.reference) == (baba, str(letter.pk), str(letter.reference))
    with pytest.raises(Conflict):
        post(letter, baba)


@pytest.mark.parametrize("posted_at", [QUEUED_AT - timedelta(minutes=1), NOW + timedelta(minutes=1)])
def test_it_is_posted_neither_before_it_was_written_nor_in_the_future(
    letter: Message, baba: User, posted_at: datetime
) -> None:
    with pytest.raises(Refused) as refused:
        post(letter, baba, posted_at=posted_at)
    assert [refusal.code for refusal in refused.value.refusals] == ["posted_when"]


def test_a_letter_with_an_old_address_is_written_anew_before_it_is_posted(
    letter: Message, vendor: Vendor, baba: User
) -> None:
    Vendor.objects.filter(pk=vendor.pk).update(address="大阪市北区4-5-6")
    with pytest.raises(Refused) as refused:
        post(letter, baba)
    assert [refusal.code for refusal in refused.value.refusals] == ["address_changed"]
    services.write_anew(obj=letter, by=baba, at=NOW)
    assert "大阪市北区4-5-6" in letter.body
    assert post(letter, baba).status == Status.SENT


def test_a_letter_no_longer_wanted_is_dropped_with_a_reason_not_posted(vendor: Vendor, baba: User) -> None:
    [letter] = tell([contact(vendor)], vendor.reference, key="tests.letter.settled", channel=Channel.LETTER)
    UNWANTED.add("tests.letter.settled")
    with pytest.raises(Refused):
        post(letter, baba)
    services.drop(obj=letter, reason="電話で済んだ", by=baba, at=NOW)
    assert (letter.status, letter.reason) == (Status.SUPPRESSED, Reason.DROPPED)


def test_a_mail_cannot_be_posted_and_a_kind_without_letters_writes_none(vendor: Vendor, baba: User) -> None:
    Vendor.objects.filter(pk=vendor.pk).update(contact_email="ono@vendor.example")
    vendor.refresh_from_db()
    [mail] = tell([contact(vendor)], vendor.reference)
    with pytest.raises(Conflict):
        post(mail, baba)
    with pytest.raises(NotDeclared):
        tell([contact(vendor)], vendor.reference, key="k", kind=MAIL_ONLY, channel=Channel.LETTER, facts=FACTS)


def test_staff_see_addressee_and_channel_and_the_letters_to_post(letter: Message, baba: User, as_user: object) -> None:
    client: Client = as_user(baba)
    page = client.get(reverse("admin:notifications_message_changelist"), {"show": "letters"}).content.decode()
    assert "東和データセンター株式会社 小野 実" in page
    assert "委託先の連絡先" in page
    assert "投函待ち" in page
    page = client.get(reverse("admin:notifications_message_change", args=[letter.pk])).content.decode()
    assert "東京都港区芝1-2-3" in page
    assert "投函の記録" in page
    data = {"posted_at": "2026-11-24 09:30", "posting": "ordinary"}
    client.post(reverse("admin:notifications_message_post", args=[letter.pk]), data)
    letter.refresh_from_db()
    assert (letter.status, letter.posted_by) == (Status.SENT, baba)


def test_who_may_not_post_is_not_offered_it(letter: Message, doi: User, chiba: User, as_user: object) -> None:
    page = reverse("admin:notifications_message_change", args=[letter.pk])
    assert "投函の記録" not in as_user(doi).get(page).content.decode()
    assert as_user(chiba).get(page).status_code == 404


def test_a_handler_sees_the_letters_about_the_cases_of_the_desk(aoki: User, chiba: User, baba: User) -> None:
    case = open_case(by=baba)
    case.parties.update(address="東京都千代田区7-8-9")
    [letter] = tell_party(case)
    assert list(Message.objects.visible_to(aoki)) == [letter]
    assert list(Message.objects.visible_to(chiba)) == []


def tell_party(case: object) -> list[Message]:
    """A letter to the complainant."""
    from cases.mails import party

    return tell([party(case.parties.get())], case.reference, channel=Channel.LETTER)
