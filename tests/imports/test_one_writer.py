"""A file meets the rules that a form meets, row by row: section, column and what to do."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cases.models import Case
from consents.models import DataSubject
from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.models import ImportRun
from privacyportal.backoffice.refusals import Refused
from privacyportal.imports import approving
from tests.factories import consents
from tests.factories import vendors as make
from vendors.models import Vendor
from vendors.states import Status

pytestmark = pytest.mark.django_db

type SignIn = Callable[[User], Client]

NUMBER = "私の番号は1234 5678 9018です"
FORMS = {
    "vendors": {"管理番号": "1", "名称": "株式会社東和", "国コード": "JP", "重要度": "中"},
    "cases": {
        "管理番号": "1", "件名": "案内の停止", "種別": "苦情", "状況": "受付", "受付経路": "電話",
        "受付日時": "2026/11/2 9:30",
    },
    "consents": {
        "管理番号": "1", "顧客番号": "C001", "氏名": "山田花子", "同意文言コード": "USE-OFFERS", "同意文言の版": "1",
        "同意区分": "同意", "取得方法": "書面", "取得日時": "2026/11/2 9:30",
    },
    "persons": {"管理番号": "1", "顧客番号": "C001", "氏名": "山田花子"},
}  # fmt: skip
DISCLOSED = {
    "種別": "開示", "状況": "終結", "本人確認日": "2026/11/3", "回答日": "2026/11/10", "終結日": "2026/11/11",
    "結果": "全部開示",
}  # fmt: skip


@pytest.fixture(autouse=True)
def day() -> object:
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def take_in(tmp_path: Path) -> Callable[..., tuple[str, dict[str, str]]]:
    """Import one row of our own form; return the counts and, of a rejected row, its notes by heading."""

    def run(kind: str, *options: str, **said: str) -> tuple[str, dict[str, str]]:
        row = {**FORMS[kind], **said}
        path = tmp_path / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(row))
            writer.writeheader()
            writer.writerow(row)
        out = io.StringIO()
        call_command(f"import_{kind}", str(path), "--mapping", "standard", *options, stdout=out)
        rejected = path.with_name(f"{path.name}.rejected.csv")
        notes = next(csv.DictReader(io.StringIO(rejected.read_text("utf-8-sig")))) if rejected.exists() else {}
        return out.getvalue().splitlines()[-1], notes

    return run


type TakeIn = Callable[..., tuple[str, dict[str, str]]]


@pytest.fixture
def vendor() -> Vendor:
    """An active vendor in Japan, reviewed last year, for whom a high criticality is right."""
    return make.VendorFactory.create(
        corporate_number="8700110005901",
        name="株式会社東和",
        criticality="high",
        handles_individual_numbers=True,
        status=Status.ACTIVE,
        activated_at=make.NOW,
        owner=User.objects.create_user("owner"),
        last_reviewed_on=date(2026, 4, 1),
        next_review_on=date(2027, 4, 1),
    )


@pytest.mark.parametrize(
    ("said", "column", "section"),
    [
        ({"国コード": "US", "重要度": "高", "個人番号の取扱い": "有"}, "国コード", "第11項"),
        ({"重要度": "低", "個人番号の取扱い": "有", "重要度の理由": ""}, "重要度の理由", "第6項"),
    ],
)
def test_a_list_meets_the_guards_of_the_form(
    take_in: TakeIn, vendor: Vendor, said: dict[str, str], column: str, section: str
) -> None:
    counts, notes = take_in("vendors", 法人番号=vendor.corporate_number or "", **said)
    assert counts == "0 created, 0 updated, 0 unchanged, 1 rejected"
    assert notes["列"] == column
    assert section in notes["取込不可の理由"]
    vendor.refresh_from_db()
    assert (vendor.country_id, vendor.criticality) == ("JP", "high")


def test_data_that_a_contract_hands_over_is_not_denied_by_a_list(take_in: TakeIn, vendor: Vendor) -> None:
    contract = make.entrust(vendor)
    contract.purposes.set(make.purposes("N2"))
    contract.categories.set(make.categories("individual_number"))
    counts, notes = take_in("vendors", 法人番号=vendor.corporate_number or "", 重要度="高", 個人番号の取扱い="無")
    assert (counts[-10:], notes["列"]) == ("1 rejected", "個人番号の取扱い")
    assert Vendor.objects.get().handles_individual_numbers


def test_a_criticality_that_a_list_changes_moves_the_next_review(take_in: TakeIn, vendor: Vendor) -> None:
    counts, _notes = take_in(
        "vendors", 法人番号=vendor.corporate_number or "", 重要度="中", 重要度の理由="再評価", 個人番号の取扱い="有"
    )
    assert counts == "0 created, 1 updated, 0 unchanged, 0 rejected"
    vendor.refresh_from_db()
    assert (vendor.criticality, vendor.next_review_on) == ("medium", date(2027, 4, 1))


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("cases", "内容"),
        ("cases", "件名"),
        ("cases", "要望"),
        ("cases", "発生原因"),
        ("cases", "申出人氏名"),
        ("cases", "申出人住所"),
        ("cases", "代理人住所"),
        ("vendors", "備考"),
        ("vendors", "所在地"),
        ("vendors", "連絡先担当者"),
        ("consents", "住所"),
        ("consents", "備考"),
        ("persons", "住所"),
        ("persons", "氏名"),
    ],
)
def test_no_text_of_a_file_takes_an_individual_number(take_in: TakeIn, kind: str, column: str) -> None:
    counts, notes = take_in(kind, **{column: NUMBER})
    assert counts == "0 created, 0 updated, 0 unchanged, 1 rejected"
    assert column in notes["列"].split("; ")
    assert "第3項" in notes["取込不可の理由"]


@pytest.mark.parametrize("said", [DISCLOSED, {"本人確認日": "2026/11/3"}, {"状況": "取下げ", "取下げ日": "2026/11/9"}])
def test_what_nobody_here_checked_or_approved_does_not_come_in_as_a_case_of_today(
    take_in: TakeIn, said: dict[str, str]
) -> None:
    counts, notes = take_in("cases", **said)
    assert counts == "0 created, 0 updated, 0 unchanged, 1 rejected"
    assert notes["列"] in ("状況", "本人確認日")
    assert "過去の記録" in notes["取込不可の理由"]


def test_history_comes_in_by_two_persons_and_is_marked(take_in: TakeIn, baba: User, endo: User) -> None:
    counts, _notes = take_in("cases", "--historical", "--approved-by", "endo", "--by", "baba", **DISCLOSED)
    assert counts == "1 created, 0 updated, 0 unchanged, 0 rejected"
    case = Case.objects.get()
    assert (case.status, case.brought_as_history, case.registered_by) == ("closed", True, baba)
    run = ImportRun.objects.get()
    assert (run.as_history, run.started_by, run.approved_by) == (True, baba, endo)
    entry = AuditEntry.objects.get(action="cases.case_imported")
    assert (entry.actor_name, entry.changes["approved_by"]) == ("baba", "endo")


@pytest.mark.parametrize(
    "options",
    [
        ("--historical",),
        ("--historical", "--approved-by", "endo"),
        ("--historical", "--approved-by", "baba", "--by", "baba"),
        ("--historical", "--approved-by", "aoki", "--by", "baba"),
    ],
)
def test_history_needs_a_second_person_who_may_approve(
    take_in: TakeIn, baba: User, endo: User, aoki: User, options: tuple[str, ...]
) -> None:
    with pytest.raises(CommandError):
        take_in("cases", *options, **DISCLOSED)
    assert not Case.objects.exists()


@pytest.mark.parametrize("said", [{"内容": NUMBER}, {"回答日": "2026/11/1"}, {"結果": "理由なし"}, {"本人確認日": ""}])
def test_content_dates_and_outcomes_are_asked_of_history_too(
    take_in: TakeIn, baba: User, endo: User, said: dict[str, str]
) -> None:
    counts, _notes = take_in("cases", "--historical", "--approved-by", "endo", "--by", "baba", **{**DISCLOSED, **said})
    assert counts == "0 created, 0 updated, 0 unchanged, 1 rejected"


def test_a_person_new_through_consents_is_registered_like_one_who_is_typed(take_in: TakeIn, baba: User) -> None:
    consents.wording("use", code="USE-OFFERS")
    counts, _notes = take_in("consents", "--by", "baba")
    assert counts == "1 created, 0 updated, 0 unchanged, 0 rejected"
    entry = AuditEntry.objects.get(action="consents.person_registered")
    assert (entry.reference, entry.actor_name) == (str(DataSubject.objects.get().reference), "baba")


def test_who_may_not_import_brings_nothing_in(take_in: TakeIn, aoki: User) -> None:
    with pytest.raises(CommandError):
        take_in("vendors", "--by", "aoki")
    assert not Vendor.objects.exists()
    assert AuditEntry.objects.filter(action="backoffice.refused", actor_name="aoki").exists()


def test_a_history_file_waits_on_its_page_for_another_approver(baba: User, endo: User, as_user: SignIn) -> None:
    run = ImportRun.objects.create(
        kind="cases", mapping_name="standard", file_name="a.csv", upload="imports/a.csv", status="proposed",
        as_history=True, started_by=baba, created_at=make.NOW,
    )  # fmt: skip
    with pytest.raises(Refused):
        approving.approve_history(run=run, by=baba, at=make.NOW)
    page = reverse("admin:backoffice_importrun_approve_history", args=[run.pk])
    as_user(baba).post(page)
    run.refresh_from_db()
    assert run.status == "proposed"
    as_user(endo).post(page)
    run.refresh_from_db()
    assert (run.status, run.approved_by) == ("waiting", endo)
