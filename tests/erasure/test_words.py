"""The words of cases, consents, provisions and letters can be erased too, and nothing that is erased comes back."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, connections, models, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from cases import services as cases
from cases.models import Case
from consents.services import end_provision
from privacyportal.accounts.models import User
from privacyportal.audit import sealing, trail
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Refused
from privacyportal.erasure import services
from privacyportal.erasure.models import ErasableModel, Erasure, ErasureProposal
from privacyportal.erasure.registry import erasables
from privacyportal.erasure.rules import Rule
from privacyportal.notifications.models import Message
from tests.factories import consents
from tests.factories.cases import MONDAY, answered, investigated
from tests.factories.files import attach
from tests.factories.notifications import tell
from tests.factories.vendors import VendorFactory
from tests.migrating import ALIAS, migrated, older_database
from tests.world import AT
from vendors.mails import contact


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> Path:
    """Keep the files of a test apart."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PORTAL_ERASURES_FILE = tmp_path / "erasures.jsonl"
    return tmp_path


@pytest.fixture
def case(baba: User, endo: User) -> Case:
    """A case that has ended."""
    case = answered(by=baba, approver=endo)
    cases.close(case=case, outcome="upheld", root_cause="手順の不備", by=endo, at=AT)
    case.refresh_from_db()
    return case


def erase(obj: ErasableModel, wants: User, checks: User, rule: str = Rule.NOT_NEEDED, at: datetime = AT) -> Erasure:
    """Erase by two persons."""
    proposal = services.propose(obj=obj, rule=rule, reason="保存期間の満了", by=wants, at=at)
    erasure = services.approve(obj=proposal, by=checks, at=at).erasure
    obj.refresh_from_db()
    return erasure


def test_what_a_case_is_about_is_erased_once_it_has_ended_and_not_written_again(
    case: Case, baba: User, endo: User, as_user: Callable[[User], Client]
) -> None:
    erase(case, baba, endo)
    assert (case.subject, case.description, case.desired_remedy) == ("", "", "")
    assert (case.title, case.outcome) == ("消去済", "upheld")
    with pytest.raises(Refused) as refused:
        cases.change_case(case=case, changes={"description": "再び"}, by=baba, at=AT)
    assert [refusal.code for refusal in refused.value.refusals] == ["cases.words_erased"]
    cases.change_case(case=case, changes={"root_cause": "教育の不足"}, by=baba, at=AT)
    assert "消去済" in as_user(baba).get(f"/admin/cases/case/{case.pk}/change/").content.decode()


def test_a_file_does_not_write_again_what_was_erased(case: Case, baba: User, endo: User) -> None:
    erase(case, baba, endo)
    erase(case.parties.get(role="complainant"), baba, endo)
    row = {"description": "再び", "complainant_name": "佐々木 涼子"}
    [answer] = cases.update_cases(rows=[(case.reference_id, row)], by=baba, at=AT)
    assert {"cases.words_erased", "cases.people_erased"} <= {refusal.code for refusal in answer.refusals}
    case.refresh_from_db()
    assert case.description == ""


def test_what_an_open_case_is_about_stays_unless_it_must_not_be_kept(baba: User, endo: User) -> None:
    case = investigated(by=baba)
    with pytest.raises(Refused) as refused:
        services.propose(obj=case, rule=Rule.NOT_NEEDED, reason="不要", by=baba, at=AT)
    assert [refusal.code for refusal in refused.value.refusals] == ["erasure.still_needed"]
    erase(case, baba, endo, Rule.FORBIDDEN)
    assert (case.subject, case.is_open) == ("", True)


def test_the_note_on_a_consent_goes_and_the_decision_stays(baba: User, endo: User) -> None:
    person = consents.DataSubjectFactory()
    entry = consents.decide(person, consents.wording(), note="入院中のため電話で確認")
    erase(entry, baba, endo)
    assert (entry.note, entry.decision) == ("", "given")
    with pytest.raises(DatabaseError), transaction.atomic():
        models.QuerySet(type(entry)).filter(pk=entry.pk).update(erasure=None, note="入院中")


def test_words_of_a_provision_go_when_its_record_need_not_be_kept_any_more(baba: User, endo: User) -> None:
    provision = consents.provide(consents.proposal("d"))
    assert provision.keep_until_on is None
    erase(provision, baba, endo)
    assert [getattr(provision, name) for name in provision.content] == ["", "", "", ""]
    assert (provision.ground, provision.recipient_name) == ("d", consents.RECIPIENT)


def test_what_was_done_at_the_end_of_a_provision_goes_with_its_words_and_the_end_stays(baba: User, endo: User) -> None:
    provision = consents.provide(consents.proposal("d"))
    ending = end_provision(
        provision=provision, ending="returned", ended_on=MONDAY.date(), note="佐々木 涼子様へ電話で連絡", by=baba, at=AT
    )
    assert "佐々木" not in str(list(AuditEntry.objects.filter(action="consents.provision_ended").values()))
    erase(ending, baba, endo)
    assert (ending.note, ending.ending, ending.ended_on) == ("", "returned", MONDAY.date())
    assert trail.verify().is_whole
    for again in ({"note": "再び"}, {"erasure": None, "note": "再び"}, {"ending": "once"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            models.QuerySet(type(ending)).filter(pk=ending.pk).update(**again)


def test_a_letter_to_somebody_outside_goes_once_it_is_sent_or_dropped(baba: User, endo: User) -> None:
    vendor = VendorFactory(contact_name="山田 花子", contact_email="yamada@vendor.example")
    [message] = tell([contact(vendor)], vendor.reference)
    with pytest.raises(Refused) as refused:
        services.propose(obj=message, rule=Rule.REQUESTED, reason="本人の請求", by=baba, at=AT)
    assert [refusal.code for refusal in refused.value.refusals] == ["erasure.still_needed"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Message.objects.filter(pk=message.pk).update(to_name="")
    Message.objects.filter(pk=message.pk).update(status="sent", sent_at=AT, subject="ご連絡", body="本文")
    message.refresh_from_db()
    erase(message, baba, endo)
    assert (message.to_name, message.to_address, message.body, message.status) == ("", "", "", "sent")
    assert message.sent_at == AT


def erased_rows(case: Case, baba: User, endo: User) -> list[ErasableModel]:
    """One erased row of every table that is not append-only."""
    vendor = VendorFactory(contact_name="山田 花子", contact_email="yamada@vendor.example")
    [message] = tell([contact(vendor)], vendor.reference)
    Message.objects.filter(pk=message.pk).update(status="sent", sent_at=AT, subject="ご連絡", body="本文")
    message.refresh_from_db()
    gone = VendorFactory(status="terminated", terminated_at=AT, contact_name="山田 花子")
    partner, person = consents.partner(manager_name="早瀬 二郎"), consents.DataSubjectFactory()
    parts = [case.proposals.get(), case.parties.get(role="complainant"), message]
    rows: list[ErasableModel] = [case, *parts, gone, partner, person]
    for row in rows:
        erase(row, baba, endo)
    return rows


def test_what_is_erased_stays_erased_in_tables_whose_rows_may_change(case: Case, baba: User, endo: User) -> None:
    rows = erased_rows(case, baba, endo)
    assert {row._meta.db_table for row in rows} == sealing.SEALED_TABLES
    for row in rows:
        table, again = models.QuerySet(type(row)).filter(pk=row.pk), dict.fromkeys(row.content, "a@b.example")
        for values in (again, {"erasure": None}, {"erasure": None, **again}):
            with pytest.raises(DatabaseError), transaction.atomic():
                table.update(**values)
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {row._meta.db_table} WHERE id = %s", [row.pk])  # noqa: S608
        assert table.get().erasure_id is not None


@pytest.mark.django_db
def test_a_table_without_its_seal_is_found() -> None:
    assert sealing.unsealed("default") == []
    sealing.unseal(connection, "cases_case")
    assert sealing.unsealed("default") == ["cases_case"]
    sealing.seal(connection, "cases_case")
    assert sealing.unsealed("default") == []


def test_vendors_offer_to_propose_the_erasing_of_their_files(baba: User, as_user: Callable[[User], Client]) -> None:
    vendor = VendorFactory()
    file = attach(reference=vendor.reference, file=SimpleUploadedFile("名簿.pdf", b"%PDF-1.7 x"), by=baba, at=MONDAY)
    client, address = as_user(baba), f"/admin/vendors/vendor/{vendor.pk}/do/erase/"
    assert address in client.get(f"/admin/vendors/vendor/{vendor.pk}/change/").content.decode()
    data = {"target": f"attachments.Attachment:{file.pk}", "rule": "not_needed", "reason": "保存期間の満了"}
    client.post(address, data)
    assert ErasureProposal.objects.get().object_pk == str(file.pk)


def test_every_kind_of_content_names_rows_of_its_record_only(case: Case) -> None:
    for kind in erasables():
        for row, _words in kind.rows(case.reference):
            assert kind.reference(row) == case.reference


def test_messages_of_an_older_release_keep_their_words_and_can_be_erased(
    tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> None:
    before = [("notifications", "0004_addressees"), ("erasure", "0002_decisions")]
    with django_db_blocker.unblock(), older_database(tmp_path, *before) as older:
        reference = older.get_model("references", "Reference").objects.using(ALIAS).create(
            prefix="VENDOR", number="VENDOR-0001"
        )  # fmt: skip
        older.get_model("notifications", "Message").objects.using(ALIAS).create(
            key="a", addressee_kind="vendor_contact", addressee="VENDOR-0001", language="ja", to_name="山田 花子",
            to_address="yamada@vendor.example", kind="tests.outside", reference=reference, queued_at=AT, status="sent",
            sent_at=AT, subject="ご連絡", body="本文",
        )  # fmt: skip
        apps = migrated(("notifications", "0005_erasable_words"))
        rows = apps.get_model("notifications", "Message").objects.using(ALIAS)
        assert list(rows.values_list("to_name", "body", "erasure")) == [("山田 花子", "本文", None)]
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            standing = {name for (name,) in cursor.fetchall()}
        assert set(sealing.names(connections[ALIAS], "notifications_message")) <= standing
