"""What was assumed of a file and left out of it stays with its import; a dry run finds what the run would find."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import User
from privacyportal.backoffice.bulk import RowResult
from privacyportal.backoffice.models import ImportedRow, ImportRun
from privacyportal.backoffice.refusals import Conflict
from privacyportal.imports import apart, engine, tasks, trying
from privacyportal.references.kinds import Referenced
from tests.imports.books import Page, by_openpyxl, locked
from tests.imports.conftest import imported

HEADINGS = (
    "管理番号", "名称", "フリガナ", "法人番号", "所在地", "連絡先担当者", "連絡先メール", "連絡先電話",
    "所管部署コード", "個人番号の取扱い", "機微情報の取扱い", "クラウド利用", "本人数", "備考", "国コード", "重要度",
)  # fmt: skip
FIRST = ("1", "甲野商会", "コウノ", None, None, None, None, None, None, "無", "無", "有", 1200, None, "JP", "高")
SECOND = ("2", "乙川商会", "オツカワ", None, None, None, None, None, None, "無", "無", "有", 12, None, "JP", "中")
LEDGER = Page([["委託先一覧表（架空）"], HEADINGS, FIRST, SECOND, ["合計", "2社"]], hidden_rows=[4])
CASES = (
    "管理番号,件名,内容,要望,窓口コード,申出人氏名,申出人フリガナ,申出人電話,申出人メール,申出人住所,代理人氏名,"
    "漏えいのおそれ,閲覧制限,発生原因,種別,状況,受付経路,受付日時,受付連絡日,本人確認日,回答日,終結日,取下げ日,結果"
)
# Two rows with it are one company.
CORPORATE_NUMBER = "1010001072706"

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _apart(monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path) -> None:
    """Keep files in a private place and hand nothing to workers."""
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(Celery, "send_task", lambda *given, **named: None)


def sent(client: Client, path: Path, **fields: str) -> Any:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    given = {"mapping": "vendors/standard", "upload": file, **fields}
    return client.post(reverse("admin:backoffice_importrun_add"), given, follow=True)


def page(client: Client, run: ImportRun) -> str:
    return client.get(reverse("admin:backoffice_importrun_change", args=[run.pk])).content.decode()


def test_the_report_stays_with_the_import_and_stands_on_its_page(baba: User, as_user: SignIn, tmp_path: Path) -> None:
    client = as_user(baba)
    sent(client, by_openpyxl(tmp_path / "台帳.xlsx", [LEDGER]), hidden_rows="skip")
    run = ImportRun.objects.get()
    tasks.run_import(run_id=run.pk)
    run.refresh_from_db()
    assert (run.status, run.created, run.rejected) == (ImportRun.Status.FINISHED, 1, 0)
    assert {remark["code"]: remark["places"] for remark in run.remarks} == {
        "above_heading": ["1"],
        "hidden_left_out": ["4"],
        "total_or_note": ["5"],
    }
    shown = page(client, run)
    assert [word for word in ("見出しより上の行", "除いた非表示の行", "合計・注記の行") if word not in shown] == []


def test_a_file_of_which_nothing_was_assumed_says_so(baba: User, as_user: SignIn, tmp_path: Path) -> None:
    client = as_user(baba)
    sent(client, by_openpyxl(tmp_path / "plain.xlsx", [Page([HEADINGS, FIRST])]))
    run = ImportRun.objects.get()
    tasks.run_import(run_id=run.pk)
    assert "前提とした点・除いた点はありません" in page(client, run)


def test_hidden_rows_are_asked_about_and_nothing_is_stored(baba: User, as_user: SignIn, tmp_path: Path) -> None:
    sent(as_user(baba), by_openpyxl(tmp_path / "hidden.xlsx", [LEDGER]))
    run = ImportRun.objects.get()
    tasks.run_import(run_id=run.pk)
    run.refresh_from_db()
    assert run.status == ImportRun.Status.REFUSED
    assert "非表示の行が1行" in run.message


def test_the_sheet_that_a_person_names_is_read(baba: User, as_user: SignIn, tmp_path: Path) -> None:
    sheets = [Page([HEADINGS, FIRST], name="東"), Page([HEADINGS, FIRST, SECOND], name="西")]
    sent(as_user(baba), by_openpyxl(tmp_path / "two.xlsx", sheets), sheet="西")
    run = ImportRun.objects.get()
    tasks.run_import(run_id=run.pk)
    run.refresh_from_db()
    assert (run.sheet, run.created) == ("西", 2)


def test_a_password_is_asked_beside_its_box_and_kept_nowhere(baba: User, as_user: SignIn, tmp_path: Path) -> None:
    client = as_user(baba)
    path = locked(by_openpyxl(tmp_path / "locked.xlsx", [Page([HEADINGS, FIRST])]), "架空の鍵")
    for password, word in (("", "ここにパスワードを入力"), ("別の鍵", "パスワードが違います")):
        assert word in sent(client, path, password=password).content.decode()
    assert not ImportRun.objects.exists()
    sent(client, path, password="架空の鍵")
    run = ImportRun.objects.get()
    tasks.run_import(run_id=run.pk)
    run.refresh_from_db()
    assert (run.status, run.created) == (ImportRun.Status.FINISHED, 1)
    assert [value for value in vars(run).values() if "架空の鍵" in str(value)] == []


def test_numbers_that_a_workbook_stores_as_figures_are_told_with_their_column(tmp_path: Path) -> None:
    figures = by_openpyxl(tmp_path / "figures.xlsx", [Page([HEADINGS, (1, *FIRST[1:]), (2, *SECOND[1:])])])
    texts = by_openpyxl(tmp_path / "texts.xlsx", [Page([HEADINGS, FIRST, SECOND])])
    told = "数値として保存されている番号・コード"
    assert [line for line in imported(figures, mapping="standard") if told in line and line.endswith("（1件）：A")]
    assert told not in str(imported(texts, mapping="standard"))


def test_the_command_prints_the_report_and_takes_a_password_from_a_file(tmp_path: Path) -> None:
    path = locked(by_openpyxl(tmp_path / "locked.xlsx", [LEDGER]), "架空の鍵")
    key = tmp_path / "key.txt"
    key.write_text("架空の鍵\n", encoding="utf-8")
    said = imported(path, "--password-file", str(key), "--hidden-rows", "read", mapping="standard")
    assert said[-1] == "2 created, 0 updated, 0 unchanged, 0 rejected"
    assert [
        word for word in ("見出しより上の行", "読み取った非表示の行", "合計・注記の行") if word not in str(said)
    ] == []


def test_one_row_that_a_deed_cannot_take_is_named_in_dry_run_and_run_alike(tmp_path: Path) -> None:
    rows = [f"C{number},件名,,,,,,,,,,,,,苦情,受付,電話,{day},,,,,," for number, day in enumerate(DAYS)]
    path = tmp_path / "cases.csv"
    path.write_text("\n".join([CASES, *rows]) + "\n", encoding="utf-8")
    dry = said_of_cases(path, "--dry-run")
    assert said_of_cases(path)[-1] == dry[-1] == "2 created, 0 updated, 0 unchanged, 1 rejected"
    assert "2件目" in " ".join(dry)


DAYS = ("2026/11/02 10:00", "S6.4.1", "2026/11/04 10:00")


def said_of_cases(path: Path, *options: str) -> list[str]:
    return imported(path, *options, mapping="standard", command="import_cases")


def test_later_batches_of_a_dry_run_meet_what_earlier_ones_stored(
    put: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCH", 1)
    path = put(f"1,甲野商会,{CORPORATE_NUMBER},高", f"2,甲野商会,{CORPORATE_NUMBER},高")
    dry = imported(path, "--dry-run")
    assert not ImportedRow.objects.exists()
    assert not ImportRun.objects.exists()
    assert imported(path)[-1] == dry[-1]


def test_a_dry_run_too_long_to_be_tried_as_a_whole_says_so(
    put: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "WHOLE", 1)
    said = imported(put("1,甲野商会,,高", "2,乙川商会,,高"), "--dry-run")
    assert said[-1] == "2 created, 0 updated, 0 unchanged, 0 rejected"
    assert "行数が多いため" in " ".join(said)
    assert not ImportRun.objects.exists()


def test_of_many_rows_the_one_at_fault_is_found() -> None:
    def bring(rows: Sequence[int]) -> list[RowResult[Referenced]]:
        if 7 in rows:
            raise Conflict("seven")
        return [RowResult() for _row in rows]

    results = apart.each(range(10), bring)
    assert [place for place, result in enumerate(results) if result.refusals] == [7]
    assert "seven" in results[7].refusals[0].text


def test_what_was_assumed_of_a_day_is_told_with_its_row(tmp_path: Path) -> None:
    days = ("2026/11/02 10:00", "46328", "2026/11/03 24:00")
    path = tmp_path / "cases.csv"
    rows = [f"R{place},件名,内容,,,,,,,,,,,,苦情,受付,電話,{day},,,,,," for place, day in enumerate(days)]
    path.write_text("\n".join([CASES, *rows]) + "\n", encoding="utf-8")
    said = said_of_cases(path)
    assert said[-1] == "3 created, 0 updated, 0 unchanged, 0 rejected"
    told = next(line for line in said if "46328" in line)
    assert "2件" in told
    assert told.count("受付日時") == 2
