"""Who a person is can be erased once nothing rests on it; what was decided and provided stays, nobody comes back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse

from cases.services import Party, close
from consents.mails import SUBJECT, person
from consents.models import ConsentEntry, DataSubject, ThirdPartyProvision
from consents.services import change_person, update_persons
from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Refused
from privacyportal.erasure import services
from privacyportal.erasure.models import ErasableModel, Erasure
from privacyportal.erasure.registry import fingerprint
from privacyportal.erasure.rules import Rule
from privacyportal.notifications.addressees import addressee_of, find
from tests.factories import consents as make
from tests.factories import vendors as companies
from tests.factories.cases import MONDAY, answered, investigated
from tests.factories.notifications import tell
from vendors.mails import contact
from vendors.models import JointUsePartner, Vendor
from vendors.services import change_contact, change_partner, update_vendors

pytestmark = pytest.mark.django_db
WHO = {
    "name": "林 さくら",
    "kana": "ハヤシ サクラ",
    "customer_number": "70001",
    "address": "東京都港区二丁目2番2号",
    "telephone": "03-0000-1234",
    "email": "hayashi@person.example",
}
GONE = {**dict.fromkeys(WHO, ""), "customer_number": None}
NOW = make.NOW


@pytest.fixture(autouse=True)
def own_folder(settings: object, tmp_path: Path) -> Path:
    """Keep the list of erasures of a test apart."""
    settings.PORTAL_ERASURES_FILE = tmp_path / "erasures.jsonl"
    return tmp_path


@pytest.fixture
def subject() -> DataSubject:
    """A customer with everything on file."""
    return make.DataSubjectFactory(**WHO)


def erase(obj: ErasableModel, wants: User, checks: User, rule: str = Rule.REQUESTED) -> Erasure:
    """Erase by two persons on the world's day."""
    with time_machine.travel(NOW, tick=False):
        proposal = services.propose(obj=obj, rule=rule, reason="本人の請求", by=wants, at=NOW)
        erasure = services.approve(obj=proposal, by=checks, at=NOW).erasure
    obj.refresh_from_db()
    return erasure


def refused(code: str, *, deed: Callable[[], object]) -> None:
    """Assert that a deed is refused with one code."""
    with pytest.raises(Refused) as found:
        deed()
    assert [refusal.code for refusal in found.value.refusals] == [code]


def still_needed(obj: ErasableModel, baba: User, rule: str = Rule.REQUESTED) -> None:
    """Assert that nobody may even propose it."""
    with time_machine.travel(NOW, tick=False):
        refused(
            "erasure.still_needed",
            deed=lambda: services.propose(obj=obj, rule=rule, reason="本人の請求", by=baba, at=NOW),
        )


def test_who_a_person_is_goes_with_a_proof_and_what_they_decided_stays(
    subject: DataSubject, baba: User, endo: User
) -> None:
    shown = make.wording()
    given = make.decide(subject, shown)
    withdrawn = make.decide(subject, shown, "withdrawn", decided_at=NOW)
    was = fingerprint(subject)
    proof = erase(subject, baba, endo)
    assert {name: getattr(subject, name) for name in WHO} == GONE
    assert (proof.sha256, proof.erased_by, proof.checked_by, proof.rule) == (was, baba, endo, "requested")
    assert list(subject.consent_entries.order_by("pk")) == [given, withdrawn]
    assert str(subject) == f"消去済（{subject.reference}）"
    assert trail.verify().is_whole
    assert "林 さくら" not in str(list(AuditEntry.objects.values()))


def test_two_persons_may_be_erased_and_their_numbers_given_anew(subject: DataSubject, baba: User, endo: User) -> None:
    other = make.DataSubjectFactory(customer_number="70002")
    for one in (subject, other):
        erase(one, baba, endo)
    assert make.DataSubjectFactory(customer_number="70001").pk not in (subject.pk, other.pk)


def test_a_person_with_a_consent_in_force_stays(subject: DataSubject, baba: User) -> None:
    make.decide(subject, make.wording())
    for rule in Rule.values:
        still_needed(subject, baba, rule)


def test_a_person_named_by_a_record_of_provision_stays_to_the_last_day_of_its_keeping(
    subject: DataSubject, baba: User, endo: User
) -> None:
    shown = make.wording()
    make.decide(subject, shown)
    provision = make.provide(make.proposal("a", data_subject=subject, subjects=""))
    make.decide(subject, shown, "withdrawn", decided_at=NOW)
    assert provision.keep_until_on == date(2029, 11, 16)
    still_needed(subject, baba)
    with time_machine.travel(make.noon(date(2029, 11, 16)), tick=False), pytest.raises(Refused):
        services.propose(obj=subject, rule=Rule.REQUESTED, reason="本人の請求", by=baba, at=NOW)
    with time_machine.travel(make.noon(date(2029, 11, 17)), tick=False):
        proposal = services.propose(obj=subject, rule=Rule.REQUESTED, reason="本人の請求", by=baba, at=NOW)
        services.approve(obj=proposal, by=endo, at=NOW)
    provision.refresh_from_db()
    assert (provision.data_subject, provision.consent.decision) == (subject, "given")


def test_a_party_of_an_open_case_stays_and_goes_when_it_is_closed(subject: DataSubject, baba: User, endo: User) -> None:
    party = Party(name="林 さくら", data_subject=subject)
    investigated(by=baba, complainant=party)
    still_needed(subject, baba, Rule.MISTAKEN)


def test_when_the_case_ends_its_person_may_be_erased_and_the_case_stays(
    subject: DataSubject, baba: User, endo: User
) -> None:
    case = answered(by=baba, approver=endo, complainant=Party(name="林 さくら", data_subject=subject))
    close(case=case, outcome="upheld", root_cause="手順の不備", by=endo, at=NOW)
    erase(subject, baba, endo)
    case.refresh_from_db()
    assert (case.status, case.parties.get().data_subject, case.correspondence.count() > 0) == ("closed", subject, True)


def test_nothing_is_recorded_of_an_erased_person_by_any_door(subject: DataSubject, baba: User, endo: User) -> None:
    shown = make.wording()
    erase(subject, baba, endo)
    code = "consents.person_erased"
    refused(code, deed=lambda: change_person(person=subject, changes={"name": "林 さくら"}, by=baba, at=NOW))
    refused(code, deed=lambda: make.decide(subject, shown))
    refused(code, deed=lambda: make.provide(make.proposal(data_subject=subject, subjects="")))
    [answer] = update_persons(rows=[(subject.reference_id, {"name": "林 さくら"})], by=baba, at=NOW)
    assert [refusal.code for refusal in answer.refusals] == [code]


@pytest.mark.postgresql
def test_the_database_itself_takes_no_row_of_an_erased_person(subject: DataSubject, baba: User, endo: User) -> None:
    entry = make.decide(subject, make.wording(), "refused")
    provision = make.provide(make.proposal(data_subject=subject, subjects=""))
    erase(subject, baba, endo)
    for row, name in ((entry, "consent_of_somebody_known"), (provision, "provision_of_somebody_known")):
        row.pk, row.reference_id = None, None
        row._state.adding = True
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            models.QuerySet(type(row)).bulk_create([row])
    for values in ({"name": "林 さくら"}, {"customer_number": "70001"}, {"erasure": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            DataSubject.objects.filter(pk=subject.pk).update(**values)


def test_a_note_of_an_erased_person_can_still_be_erased(subject: DataSubject, baba: User, endo: User) -> None:
    entry = make.decide(subject, make.wording(), "refused", note="電話で確認")
    erase(subject, baba, endo)
    erase(entry, baba, endo)
    assert (entry.note, entry.decision) == ("", "refused")


def test_nobody_writes_to_an_erased_person(subject: DataSubject, baba: User, endo: User) -> None:
    [waiting] = tell([person(subject)], subject.reference)
    erase(subject, baba, endo)
    assert find([SUBJECT.key(subject.pk)]) == {}
    waiting.refresh_from_db()
    assert addressee_of(waiting) is None
    refused("no_address", deed=lambda: tell([person(subject)], subject.reference, key="tests.outside:2"))


def test_pages_lists_and_files_say_erased(
    subject: DataSubject, baba: User, endo: User, as_user: Callable[[User], Client]
) -> None:
    make.decide(subject, make.wording(), "refused")
    erase(subject, baba, endo)
    client = as_user(baba)
    page = reverse("admin:consents_datasubject_change", args=[subject.pk])
    for address in (
        page,
        reverse("admin:consents_datasubject_changelist"),
        reverse("admin:consents_datasubject_matrix", args=[subject.pk]),
        reverse("admin:consents_consententry_changelist"),
        reverse("admin:consents_datasubject_export", args=["csv"]),
        reverse("admin:consents_datasubject_register", args=["csv"]),
    ):
        said = client.get(address).getvalue().decode("utf-8-sig")
        assert "消去済" in said
        assert "林" not in said
    assert "本人の請求" in client.get(page).content.decode()
    assert subject not in DataSubject.objects.filter(name__contains="林")


def test_the_register_with_an_erased_person_comes_back_unchanged(
    subject: DataSubject, baba: User, endo: User, as_user: Callable[[User], Client], tmp_path: Path
) -> None:
    erase(subject, baba, endo)
    said = as_user(baba).get(reverse("admin:consents_datasubject_register", args=["csv"])).getvalue()
    [answer] = update_persons(rows=[(subject.reference_id, {**GONE, "name": "消去済"})], by=baba, at=NOW)
    assert (answer.refusals, answer.fields) == ((), ())
    (tmp_path / "persons.csv").write_bytes(said)
    call_command("import_persons", str(tmp_path / "persons.csv"), mapping="standard")
    subject.refresh_from_db()
    assert (subject.name, subject.customer_number, DataSubject.objects.count()) == ("", None, 1)


@pytest.fixture
def vendor() -> Vendor:
    """A vendor that works for us, with somebody to write to."""
    return companies.VendorFactory(
        contact_name="山田 花子",
        contact_email="yamada@vendor.example",
        contact_telephone="03-0000-5678",
        notes="窓口は山田様",
    )


def test_the_people_of_a_vendor_go_when_its_work_has_ended(vendor: Vendor, baba: User, endo: User) -> None:
    Vendor.objects.filter(pk=vendor.pk).update(status="active", activated_at=MONDAY, owner=baba)
    vendor.refresh_from_db()
    still_needed(vendor, baba)
    Vendor.objects.filter(pk=vendor.pk).update(
        status="terminated", terminated_at=MONDAY, returned_on=MONDAY.date(), return_proof="証明書"
    )
    vendor.refresh_from_db()
    erase(vendor, baba, endo)
    assert [getattr(vendor, name) for name in vendor.content] == ["", "", "", ""]
    assert (vendor.name != "", vendor.return_proof) == (True, "証明書")
    refused("people_erased", deed=lambda: change_contact(vendor=vendor, contact_name="山田 花子", by=baba, at=NOW))
    [answer] = update_vendors(rows=[(vendor.reference_id, {"contact_name": "山田 花子"})], by=baba, at=NOW)
    assert "people_erased" in [refusal.code for refusal in answer.refusals]
    refused("no_address", deed=lambda: tell([contact(vendor)], vendor.reference))


def test_the_people_of_a_partner_go_when_no_joint_use_runs(baba: User, endo: User) -> None:
    partner = make.partner(representative="代表取締役 早瀬 一郎", manager_name="早瀬 二郎")
    arrangement = make.arrangement(partner)
    still_needed(partner, baba)
    type(arrangement).objects.filter(pk=arrangement.pk).update(ends_on=date(2026, 11, 15))
    erase(partner, baba, endo)
    assert (partner.representative, partner.manager_name, partner.address) == ("", "", "東京都港区一丁目1番1号")
    refused("people_erased", deed=lambda: change_partner(partner=partner, manager_name="早瀬", by=baba, at=NOW))
    with pytest.raises(DatabaseError), transaction.atomic():
        JointUsePartner.objects.filter(pk=partner.pk).update(manager_name="早瀬")


def test_each_kind_of_row_knows_how_it_is_emptied() -> None:
    assert DataSubject.emptied() == GONE
    assert set(ConsentEntry.emptied().values()) | set(ThirdPartyProvision.emptied().values()) == {""}
