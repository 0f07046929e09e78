"""Each report of a leak is kept as it was made: to whom, when, under which receipt."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from cases import services
from cases.models import Case, LeakFiling, LeakReport
from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Conflict, Refused
from tests.factories.cases import open_case, tokyo
from tests.forms import Forms
from tests.migrating import ALIAS, migrated, older_database

FIRST, FURTHER, FINAL = tokyo("2026-11-18T10:00"), tokyo("2026-11-25T10:00"), tokyo("2026-12-10T10:00")


@pytest.fixture
def leak(aoki: User) -> Case:
    """The incident team's case of a leak found at intake."""
    return Case.objects.get(linked_from__case=open_case(by=aoki, leak_suspected=True))


def report(leak: Case, which: str, at: datetime, to: str, receipt: str, by: User) -> None:
    services.record_leak_report(
        case=leak, which=which, reported_at=at, reported_to=to, receipt_number=receipt, by=by, at=at
    )


def test_a_later_report_overwrites_nothing_of_an_earlier_one(leak: Case, baba: User, endo: User) -> None:
    report(leak, "first", FIRST, "関東財務局", "S-1", baba)
    report(leak, "further", FURTHER, "関東財務局", "T-5", baba)
    report(leak, "final", FINAL, "個人情報保護委員会", "K-9", endo)
    rows = LeakFiling.objects.values_list("which", "reported_at", "reported_to", "receipt_number", "recorded_by")
    assert list(rows) == [
        ("first", FIRST, "関東財務局", "S-1", baba.pk),
        ("further", FURTHER, "関東財務局", "T-5", baba.pk),
        ("final", FINAL, "個人情報保護委員会", "K-9", endo.pk),
    ]
    told = AuditEntry.objects.get(action="cases.leak_first_reported").changes
    assert (told["reported_to"], told["receipt_number"]) == ("関東財務局", "S-1")
    with pytest.raises(Conflict):
        report(leak, "further", FINAL, "関東財務局", "T-6", baba)


def test_a_report_to_nobody_and_a_second_first_one_are_refused(leak: Case, baba: User) -> None:
    with pytest.raises(Refused) as refused:
        report(leak, "first", FIRST, " ", "S-1", baba)
    assert refused.value.refusals[0].code == "cases.addressee_missing"
    report(leak, "first", FIRST, "関東財務局", "S-1", baba)
    with pytest.raises(Conflict):
        report(leak, "first", FIRST, "関東財務局", "S-2", baba)


WRONG: dict[str, dict[str, Any]] = {
    "leak_filing_after_knowing": {"which": "first", "reported_at": tokyo("2026-11-01T10:00"), "reported_to": "局"},
    "leak_filing_has_addressee": {"which": "first", "reported_at": FIRST, "reported_to": "", "recorded_at": FIRST},
}


@pytest.mark.parametrize("name", WRONG)
def test_the_database_keeps_no_wrong_report(name: str, leak: Case) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        LeakFiling.objects.create(leak=leak.leak, known_at=leak.leak.known_at, **WRONG[name])


def rewriting(which: str, **others: str) -> str:
    """A statement that puts a copy of the one stored report in its place, other in its receipt and as told."""
    given = {"id": "id + 1", "which": f"'{which}'", "receipt_number": "'X'", **others}
    columns = [field.column for field in LeakFiling._meta.concrete_fields]
    row = ", ".join(given.get(name, name) for name in columns)
    copy = f"INTO cases_leakfiling ({', '.join(columns)}) SELECT {row} FROM cases_leakfiling"  # noqa: S608
    if connection.vendor == "sqlite":
        return f"INSERT OR REPLACE {copy}"
    key = "(id)" if "id" in others else f"(leak_id) WHERE which = '{which}'"
    return f"INSERT {copy} ON CONFLICT {key} DO UPDATE SET receipt_number = 'X'"


@pytest.mark.parametrize("which", ["first", "final"])
def test_no_insert_replaces_the_one_report_of_its_kind(which: str, leak: Case, baba: User) -> None:
    report(leak, which, FIRST, "関東財務局", "S-1", baba)
    for sql in (rewriting(which), rewriting("further", id="id")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert LeakFiling.objects.get().receipt_number == "S-1"


OLDER = [
    ("calendars", "BusinessCalendar"), ("accounts", "Desk"), ("references", "Reference"), ("cases", "Case"),
    ("cases", "LeakReport"),
]  # fmt: skip


def test_the_reports_of_an_older_release_become_rows(tmp_path: Path, django_db_blocker: Any) -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    with django_db_blocker.unblock(), older_database(tmp_path, ("cases", "0004_history")) as old:
        models = {name: old.get_model(app, name).objects.using(ALIAS) for app, name in OLDER}
        calendar = models["BusinessCalendar"].create(code="jp", name_ja="営業日", name_en="days")
        desk = models["Desk"].create(code="INCIDENT", kind="planning", name="対応班", calendar=calendar)
        reference = models["Reference"].create(prefix="CASE", number="CASE-2026-000001")
        case = models["Case"].create(
            reference=reference, kind="complaint", channel="letter", received_at=at, registered_at=at, subject="漏えい",
            desk=desk, answering_desk=desk,
        )  # fmt: skip
        models["LeakReport"].create(
            case=case, known_at=at, first_reported_at=at, final_reported_at=at, reported_to="B", receipt_number="K-9"
        )
        new = migrated(("cases", "0006_leak_report_columns_are_rows")).get_model("cases", "LeakFiling")
        rows = new.objects.using(ALIAS).order_by("pk").values_list("which", "reported_to", "receipt_number")
        assert list(rows) == [("first", "", ""), ("final", "B", "K-9")]


def opened(client: Client, address: str) -> dict[str, object]:
    """What the form of a button sends when nothing is typed."""
    return next(form.values for form in Forms(client.get(address).content.decode()).found if "reason" in form.values)


def test_of_two_people_who_correct_the_facts_of_a_leak_the_second_is_told(
    leak: Case, baba: User, endo: User, as_user: Callable[[User], Client]
) -> None:
    address = f"/admin/cases/case/{leak.pk}/do/leak_facts/"
    with time_machine.travel(FIRST, tick=False):
        ours = {**opened(as_user(baba), address), "reason": "聴取", "wrongful_purpose": "on"}
        theirs = {**opened(as_user(endo), address), "reason": "確認"}
        assert as_user(baba).post(address, ours).status_code == 302
        late = as_user(endo).post(address, theirs)
    assert late.status_code == 409
    assert "ほかの利用者が変更しました" in late.content.decode()
    assert LeakReport.objects.get(case=leak).wrongful_purpose
