"""Rights that end with a role, an account or a deputyship end at once, on every path."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases import services as cases
from cases.models import Case, CaseUserObjectPermission
from privacyportal.accounts import services
from privacyportal.accounts.models import User
from privacyportal.accounts.services import Successors
from privacyportal.attachments.models import Attachment
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.deeds import NotPermitted
from privacyportal.clocks.models import Clock
from privacyportal.clocks.show import feeds
from privacyportal.references.models import Reference
from tests.factories.cases import MONDAY, open_case, tokyo
from tests.factories.files import attach
from tests.factories.vendors import active_vendor
from vendors.models import Vendor, VendorUserObjectPermission

pytestmark = pytest.mark.django_db


def travel(at: datetime) -> Any:
    """Let it be another time; nothing ticks."""
    return time_machine.travel(at, tick=False)


type SignIn = Callable[[User], Client]
AT: datetime = MONDAY


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    """Keep the files of a test apart."""
    settings.MEDIA_ROOT = tmp_path


def kept(reference: Reference, by: User) -> Attachment:
    """A file of a record."""
    return attach(reference=reference, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7 "), by=by, at=AT)


def paths(record: Any, file: Attachment) -> list[str]:
    """The paths that lead to a record and what belongs to it, past its admin class too."""
    opts = record._meta
    clock = Clock.objects.filter(reference=record.reference).first()
    assert clock is not None
    return [
        f"/admin/{opts.app_label}/{opts.model_name}/{record.pk}/change/",
        f"/ref/{record.reference.number}/",
        f"/files/{file.pk}/",
        f"/admin/clocks/clock/{clock.pk}/ledger/",
    ]


def answers(client: Client, wanted: list[str]) -> set[int]:
    """What a browser is answered."""
    return {client.get(path).status_code for path in wanted}


def names(client: Client, record: Any, user: User) -> bool:
    """Whether the work list or the person's calendar names a record."""
    feed = Client().get(f"/feeds/{feeds.make(user=user, by=user, at=AT)}.ics").content.decode()
    pages = [client.get("/admin/work/", {"show": span, "whose": "mine"}) for span in ("overdue", "week", "later")]
    shown = [feed, *[page.content.decode() for page in pages if page.status_code == 200]]
    return any(record.reference.number in text for text in shown)


def test_a_handler_without_the_role_meets_none_of_their_cases(
    aoki: User, baba: User, honda: User, as_user: SignIn
) -> None:
    case = open_case(by=aoki)
    file, client = kept(case.reference, aoki), as_user(aoki)
    assert answers(client, paths(case, file)) == {200, 302}
    assert names(client, case, aoki)
    services.change_user(user=aoki, changes={}, roles=[], by=honda, at=AT, successors=Successors(baba))
    assert answers(client, paths(case, file)) <= {403, 404}
    assert not names(client, case, aoki)
    assert not Case.objects.visible_to(User.objects.get(pk=aoki.pk)).exists()


def test_a_vendor_owner_without_the_role_meets_none_of_their_vendors(
    goto: User, baba: User, honda: User, as_user: SignIn
) -> None:
    vendor = active_vendor(owner=goto, signer=baba)
    file, client = kept(vendor.reference, goto), as_user(goto)
    assert answers(client, paths(vendor, file)) == {200, 302}
    successors = Successors(baba)
    services.change_user(user=goto, changes={}, roles=["administrator"], by=honda, at=AT, successors=successors)
    assert answers(client, paths(vendor, file)) <= {403, 404}
    assert not names(client, vendor, goto)
    gone = User.objects.get(pk=goto.pk)
    for records in (Vendor, vendor.entrustments.model, vendor.foreign_grounds.model):
        assert not records.objects.visible_to(gone).exists()


def test_a_deputy_has_the_cases_on_the_days_of_the_absence_and_on_no_other(
    aoki: User, honda: User, make_user: Any, as_user: SignIn
) -> None:
    deputy = make_user("kondo", "近藤", "進", "desk_handler")
    case = open_case(by=aoki)
    file = kept(case.reference, aoki)
    wanted = paths(case, file)
    absence = {"deputy": deputy, "absent_from": date(2026, 11, 17), "absent_until": date(2026, 11, 18)}
    services.change_user(user=aoki, changes={"deputy": deputy}, by=honda, at=AT)
    with travel(tokyo("2026-11-17T10:00")):
        assert answers(as_user(deputy), wanted) <= {403, 404}, "a deputy without an absence stands in for nobody"
        services.change_user(user=aoki, changes=absence, by=honda, at=AT)
        assert answers(as_user(deputy), wanted) == {200, 302}
    for day in ("2026-11-16T23:59", "2026-11-19T00:00"):
        with travel(tokyo(day)):
            assert answers(as_user(deputy), wanted) <= {403, 404}
    assert not CaseUserObjectPermission.objects.filter(user=deputy).exists()


def test_what_a_deputy_does_is_told_as_done_for_the_absent_person(aoki: User, honda: User, make_user: Any) -> None:
    deputy = make_user("kondo", "近藤", "進", "desk_handler")
    case = open_case(by=aoki)
    absence = {"deputy": deputy, "absent_from": date(2026, 11, 17), "absent_until": date(2026, 11, 18)}
    services.change_user(user=aoki, changes=absence, by=honda, at=AT)
    on_the_last_day, the_day_after = tokyo("2026-11-18T16:00"), tokyo("2026-11-19T09:00")
    with travel(on_the_last_day):
        cases.add_note(case=Case.objects.get(pk=case.pk), text="確認済み", by=deputy, at=on_the_last_day)
    told = AuditEntry.objects.get(action="cases.note_added")
    assert (told.actor, told.acting_for, told.actor_kind, told.done_by) == (
        deputy, aoki, "deputy", "近藤 進（青木 花子の代行）",
    )  # fmt: skip
    with travel(the_day_after), pytest.raises(NotPermitted):
        cases.add_note(case=Case.objects.get(pk=case.pk), text="翌日", by=deputy, at=the_day_after)
    assert trail.verify().is_whole


def test_a_deputy_without_the_role_stands_in_for_nobody(aoki: User, honda: User, make_user: Any) -> None:
    deputy = make_user("kondo", "近藤", "進", "vendor_owner")
    case = open_case(by=aoki)
    absence = {"deputy": deputy, "absent_from": date(2026, 11, 16), "absent_until": date(2026, 11, 18)}
    services.change_user(user=aoki, changes=absence, by=honda, at=AT)
    with travel(AT), pytest.raises(NotPermitted):
        cases.add_note(case=Case.objects.get(pk=case.pk), text="確認済み", by=deputy, at=AT)


def test_a_closed_account_holds_nothing_personally_and_gets_nothing_back_when_opened_again(
    aoki: User, goto: User, baba: User, honda: User
) -> None:
    open_case(by=aoki)
    active_vendor(owner=goto, signer=baba)
    for person, held in ((aoki, CaseUserObjectPermission), (goto, VendorUserObjectPermission)):
        before = held.objects.filter(user=person).count()
        assert before == 2
        services.deactivate_user(user=person, reason="退職", by=honda, at=AT, successors=Successors(baba))
        assert not held.objects.filter(user=person).exists()
        services.reactivate_user(user=person, reason="復職", by=PORTAL, at=AT)
        assert not held.objects.filter(user=person).exists()
        assert held.objects.filter(user=baba).count() == before


def test_a_closed_deputy_sees_nothing_of_those_they_stood_in_for(
    aoki: User, goto: User, baba: User, honda: User, make_user: Any
) -> None:
    deputy = make_user("kondo", "近藤", "進", "desk_handler", "vendor_owner")
    absence = {"deputy": deputy, "absent_from": date(2026, 11, 16), "absent_until": date(2026, 11, 18)}
    for person in (aoki, goto):
        services.change_user(user=person, changes=absence, by=honda, at=AT)
        person.refresh_from_db()
    case, vendor = open_case(by=aoki), active_vendor(owner=goto, signer=baba)
    with travel(AT):
        assert Case.objects.visible_to(deputy).get() == case
        assert Vendor.objects.visible_to(deputy).get() == vendor
        services.change_user(user=deputy, changes={}, roles=[], by=honda, at=AT)
        gone = User.objects.get(pk=deputy.pk)
        assert not Case.objects.visible_to(gone).exists()
        assert not Vendor.objects.visible_to(gone).exists()
