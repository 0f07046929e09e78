"""A register goes out and comes back in unchanged; a changed cell is exactly that change."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from cases.models import Case
from consents.models import ConsentEntry, DataSubject
from privacyportal.accounts.models import User
from privacyportal.imports.registry import STANDARD, importers
from tests.factories import consents as consent
from tests.factories import vendors as vendor
from vendors.models import Vendor

pytestmark = pytest.mark.django_db

type SignIn = Callable[[User], Client]

NOW = datetime(2026, 11, 24, 10, 0, 0, 123456, tzinfo=ZoneInfo("Asia/Tokyo"))
KINDS = {
    "vendors": "vendors_vendor",
    "cases": "cases_case",
    "consents": "consents_consententry",
    "persons": "consents_datasubject",
}
CASES = """管理番号,件名,内容,種別,状況,受付経路,受付日時,受付連絡日,申出人氏名,窓口コード,相手方の番号
1,案内の停止,"停止したのに
届く",苦情,受付,電話,2026/11/2 9:30,,山田花子,,X-1
2,案内の停止,=SUM(A1),苦情,受付の連絡済,郵送,2026/11/2,2026/11/4 10:15,,PLANNING,
"""


@pytest.fixture(autouse=True)
def registers(tmp_path: Path, desk: object) -> object:
    """Records that came in by a file, and records that were typed."""
    with time_machine.travel(NOW, tick=False):
        path = tmp_path / "first.csv"
        path.write_text(CASES, encoding="utf-8")
        call_command("import_cases", str(path), "--mapping", "standard", stdout=io.StringIO())
        vendor.VendorFactory.create_batch(2, notes="備考\r\n二行目", uses_cloud=True, person_count=120)
        vendor.VendorFactory.create(lei="5493001KJTIIGC8Y1R12", country_id="US", contact_email="a@vendor.example")
        person = consent.DataSubjectFactory.create(address="東京都千代田区1-1", email="x@person.example")
        consent.decide(person, consent.wording("use", code="NEWS"))
        consent.DataSubjectFactory.create(customer_number=None, name="番号のない人")
        yield


def out(client: Client, kind: str, form: str, folder: Path) -> Path:
    response: Any = client.get(
        reverse(f"admin:{KINDS[kind]}_register", args=[form]), {"show": "all"} if kind in ("cases", "vendors") else {}
    )
    assert response.status_code == 200, kind
    path = folder / f"{kind}.{form}"
    path.write_bytes(b"".join(response.streaming_content))
    return path


def back(kind: str, path: Path) -> str:
    text = io.StringIO()
    call_command(f"import_{kind}", str(path), "--mapping", "standard", stdout=text)
    return text.getvalue().splitlines()[-1]


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig", newline=""), newline="")))


def rewrite(path: Path, said: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(said[0]))
        writer.writeheader()
        writer.writerows(said)
    return path


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize(("kind", "count"), [("vendors", 3), ("cases", 2), ("consents", 1), ("persons", 2)])
def test_a_register_goes_out_and_comes_back_in_unchanged(
    baba: User, as_user: SignIn, tmp_path: Path, kind: str, count: int, form: str
) -> None:
    path = out(as_user(baba), kind, form, tmp_path)
    assert back(kind, path) == f"0 created, 0 updated, {count} unchanged, 0 rejected"


@pytest.mark.parametrize(
    ("kind", "column", "text", "field", "value"),
    [
        ("vendors", "備考", "新しい備考", "notes", "新しい備考"),
        ("vendors", "クラウド利用", "無", "uses_cloud", False),
        ("cases", "件名", "案内の再停止", "subject", "案内の再停止"),
        ("cases", "閲覧制限", "有", "restricted", True),
        ("persons", "電話", "03-0000-0000", "telephone", "03-0000-0000"),
    ],
)
def test_a_changed_cell_is_exactly_that_change(
    baba: User, as_user: SignIn, tmp_path: Path, kind: str, column: str, text: str, field: str, value: object
) -> None:
    model = {"vendors": Vendor, "cases": Case, "persons": DataSubject}[kind]
    before = {row["id"]: row for row in model.objects.values()}
    path = out(as_user(baba), kind, "csv", tmp_path)
    said = rows(path)
    said[0][column] = text
    assert back(kind, rewrite(path, said)) == f"0 created, 1 updated, {len(said) - 1} unchanged, 0 rejected"
    changed = {
        (pk, name)
        for pk, row in before.items()
        for name, old in row.items()
        if model.objects.values().get(pk=pk)[name] != old
    }
    number = said[0]["管理番号"]
    assert changed == {(model.objects.get(reference__number=number).pk, field)}
    assert model.objects.values_list(field, flat=True).get(reference__number=number) == value


def test_an_entry_of_consent_that_a_file_changes_is_refused_under_its_column(
    baba: User, as_user: SignIn, tmp_path: Path
) -> None:
    path = out(as_user(baba), "consents", "csv", tmp_path)
    said = rows(path)
    said[0]["同意区分"] = "不同意"
    assert back("consents", rewrite(path, said)) == "0 created, 0 updated, 0 unchanged, 1 rejected"
    assert rows(path.with_name(f"{path.name}.rejected.csv"))[0]["列"] == "同意区分"
    assert ConsentEntry.objects.get().decision == "given"


@pytest.mark.parametrize("importer", importers(), ids=lambda importer: importer.kind)
def test_our_own_form_has_every_field_that_is_declared(importer: Any) -> None:
    mapped = {rule.name for rule in importer.mapping(STANDARD).rules}
    assert {field.name for field in importer.fields} - mapped == set()


def test_who_may_not_read_a_restricted_case_takes_none_of_it_out(baba: User, kudo: User, as_user: SignIn) -> None:
    url = reverse("admin:cases_case_register", args=["csv"])
    assert as_user(kudo).get(url).status_code == 403
    assert as_user(baba).get(url).status_code == 200
