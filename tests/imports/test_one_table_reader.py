"""No other door reads tables by itself: checklists and holidays come through the Source of every import."""

import ast
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from privacyportal.accounts.models import User
from privacyportal.calendars import cabinet
from privacyportal.calendars.models import HolidayImport
from privacyportal.calendars.national import national_holidays
from privacyportal.checklists.models import ChecklistTemplate
from privacyportal.checklists.reading import TemplateRefused, read_items
from privacyportal.imports.brought import Opening
from tests.conftest import SHARED
from tests.factories.calendars import desk_calendar
from tests.factories.checklists import HEADER
from tests.imports.books import Page, by_openpyxl, by_xlsxwriter, locked

type SignIn = Callable[[User], Client]

ROOT = Path(__file__).parents[2]
READERS = {"csv", "openpyxl", "xlrd", "zipfile", "msoffcrypto", "olefile", "pandas"}
# Who opens what, and why it is no door for a table that somebody brings.
ALLOWED = {
    # The Source itself, and the capped readers beneath it.
    "privacyportal/imports/delimited.py": {"csv"},
    "privacyportal/imports/binary.py": {"xlrd"},
    "privacyportal/imports/locked.py": {"msoffcrypto", "olefile"},
    "privacyportal/backoffice/archives.py": {"zipfile"},
    # Written, not read.
    "privacyportal/imports/tables.py": {"csv", "openpyxl"},
    "privacyportal/imports/templates.py": {"openpyxl"},
    "privacyportal/imports/rejected.py": {"csv"},
    "privacyportal/roof/bench/stage.py": {"csv"},
    # Our own: the file of rejected rows that we wrote, and the tables that the portal brings along.
    "privacyportal/imports/samples.py": {"csv"},
    "cases/catalogue.py": {"csv"},
    "vendors/catalogue.py": {"csv"},
    # Attachments are looked into for what may not be kept; they are no tables.
    "privacyportal/attachments/inside.py": {"zipfile"},
}
ROWS = [HEADER.split(","), ["A-1", "選定", "基準がある", "", "", "annual", 3, "no", "all", ""]]
DAYS = dict(national_holidays([2027]))


def test_no_other_module_reads_tables() -> None:
    found: dict[str, set[str]] = {}
    for folder in ("privacyportal", "cases", "consents", "vendors"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                read = {one for one in READERS for name in names if name == one or name.startswith(f"{one}.")}
                if read:
                    found.setdefault(str(path.relative_to(ROOT)), set()).update(read)
    assert found == ALLOWED


# Checklists


def checklist(*rows: list[object], **more: object) -> list[Page]:
    return [Page([ROWS[0], *(rows or ROWS[1:])], **more)]  # type: ignore[list-item, arg-type]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_a_checklist_is_read_in_any_encoding_with_any_delimiter(encoding: str, sign: str) -> None:
    text = "\r\n".join(sign.join(map(str, row)) for row in ROWS) + "\r\n"
    found = read_items(text.encode(encoding))
    assert [(item["code"], item["category"], item["weight"]) for item in found.items] == [("A-1", "選定", 3)]


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
def test_a_checklist_is_read_of_a_workbook_with_titles_and_japanese_headings(tmp_path: Path, write: Callable) -> None:  # type: ignore[type-arg]
    heading = ["項目番号", "分類", "点検\n項目", "配点", "必須"]
    page = Page([["委託先点検表"], [], heading, ["A-1", "選定", "基準がある", 3, "○"], ["合計", "1項目"]])
    found = read_items(write(tmp_path / "a.xlsx", [page]).read_bytes(), "a.xlsx")
    assert [(item["text_ja"], item["critical"], item["applies_to"]) for item in found.items] == [
        ("基準がある", True, "all")
    ]
    assert {remark["code"] for remark in found.remarks} == {"above_heading", "total_or_note"}


def test_what_a_workbook_asks_of_a_checklist_is_answered(tmp_path: Path) -> None:
    row = ["A-2", "選定", "隠れた行", "", "", "annual", 3, "no", "all", ""]
    hidden = by_openpyxl(tmp_path / "a.xlsx", checklist(ROWS[1], row, hidden_rows=[3]))
    with translation.override("en"), pytest.raises(TemplateRefused, match="hidden"):
        read_items(hidden.read_bytes(), "a.xlsx")
    assert len(read_items(hidden.read_bytes(), "a.xlsx", Opening(hidden_rows="read")).items) == 2
    assert len(read_items(hidden.read_bytes(), "a.xlsx", Opening(hidden_rows="skip")).items) == 1
    secret = locked(by_openpyxl(tmp_path / "b.xlsx", checklist()), "架空の鍵").read_bytes()
    for password in ("", "別の鍵"):
        with pytest.raises(TemplateRefused):
            read_items(secret, "b.xlsx", Opening(password=password))
    assert len(read_items(secret, "b.xlsx", Opening(password="架空の鍵")).items) == 1


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([["A-1", "選定", "#N/A", "", "", "annual", 3, "no", "all", ""]], "A-1|#N/A"),
        ([["A-1", "選定", "基準", "", "", "annual", "多め", "no", "all", ""]], "Row 2: the weight"),
        (
            [ROWS[1], ["a-1", "選定", "別の項目", "", "", "annual", 3, "no", "all", ""]],
            "Row 3: the code a-1 is there twice",
        ),
        ([["A-1", "選定", "基準", "", "", "annual", 3, "no", "all", "", "余り"]], "Row 2: too many"),
    ],
)
def test_a_checklist_is_refused_with_its_row(tmp_path: Path, rows: list[list[object]], why: str) -> None:
    book = by_openpyxl(tmp_path / "a.xlsx", checklist(*rows)).read_bytes()
    with translation.override("en"), pytest.raises(TemplateRefused, match=why):
        read_items(book, "a.xlsx")


@pytest.mark.django_db
def test_on_screen_a_checklist_of_a_workbook_comes_in_with_its_report(
    tmp_path: Path, baba: User, as_user: SignIn
) -> None:
    pages = [Page([["架空の表紙"]], name="表紙"), *checklist(name="点検表")]
    book = locked(by_openpyxl(tmp_path / "a.xlsx", pages), "架空の鍵").read_bytes()
    client, path = as_user(baba), "/admin/checklists/checklisttemplate/add/"

    def send(**said: str) -> int:
        file = SimpleUploadedFile("点検表.xlsx", book)
        return client.post(path, {"code": "own", "file": file, **said}).status_code

    assert send() == 200
    assert not ChecklistTemplate.objects.filter(code="own").exists()
    assert send(password="架空の鍵") == 302
    made = ChecklistTemplate.objects.get(code="own")
    assert {remark["code"] for remark in made.remarks} == {"sheet", "other_sheet"}
    page = client.get(f"/admin/checklists/checklisttemplate/{made.pk}/change/").content.decode()
    assert "「点検表」" in page
    assert "架空の鍵" not in page


# Holidays


def holidays(rows: list[list[object]], path: Path) -> bytes:
    return by_openpyxl(path, [Page(rows)]).read_bytes()  # type: ignore[arg-type]


def test_holidays_are_read_of_a_workbook_with_weekdays_and_titles(tmp_path: Path) -> None:
    rows: list[list[object]] = [["令和9年の祝日"], ["年月日", "曜日", "名称"]]
    rows += [[on, "月火水木金土日"[on.weekday()], name] for on, name in DAYS.items()]
    found = cabinet.read(holidays([*rows, ["内閣府の一覧による"]], tmp_path / "a.xlsx"), "a.xlsx", is_whole=True)
    assert found.days == DAYS
    assert [remark["code"] for remark in found.remarks] == ["above_heading", "total_or_note"]


@pytest.mark.parametrize(
    "writing", ["{0.year}/{0.month}/{0.day}", "{0:%Y%m%d}", "{0.year}年{0.month}月{0.day}日", "R9.{0.month}.{0.day}"]
)
@pytest.mark.parametrize("encoding", ["cp932", "utf-16", "euc_jp"])
def test_holidays_are_read_in_any_writing_and_encoding(writing: str, encoding: str) -> None:
    lines = [
        "国民の祝日・休日月日,国民の祝日・休日名称",
        *(f"{writing.format(on)},{name}" for on, name in DAYS.items()),
    ]
    assert cabinet.read("\r\n".join(lines).encode(encoding), is_whole=True).days == DAYS


@pytest.mark.parametrize(
    "text",
    [
        "08/11/02,元日\n",
        "1/1,元日\n",
        "2027/1/1,元日,2028/1/1\n",
        "2027/1/1,2027/1/2\n",
        "2027/1/1,元日\n成人の日,未定\n",
        "2027/1/1,元日\n2027/1/1,年の初め\n",
        "元日,,,2017/1/9\n",
    ],
)
def test_a_doubtful_row_of_holidays_refuses_the_file(text: str) -> None:
    with pytest.raises(cabinet.BadFile):
        cabinet.read(text.encode())


def test_a_list_of_holidays_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    path.write_text("".join(f"{on},{name}\n" for on, name in DAYS.items() if on < date(2027, 3, 1)))
    with pytest.raises(cabinet.BadFile):
        cabinet.read_path(path, is_whole=True)
    assert len(cabinet.read_path(path).days) == 4


@pytest.mark.django_db
def test_what_was_assumed_of_holidays_stays_with_their_import(tmp_path: Path, baba: User, as_user: SignIn) -> None:
    desk_calendar()
    path = tmp_path / "years.csv"
    rows = ["平成28年（2016年）,,令和9年（2027年）,", "名称,月日,名称,月日"]
    rows += [f"{name},{on.replace(year=2016)},{name},{on}" for on, name in DAYS.items()]
    path.write_text("\n".join([*rows, ",,,", "月日の形式は表示により異なります。,,,", ""]), encoding="utf-16")
    out = io.StringIO()
    call_command("import_holidays", str(path), "--calendar", "DESK", "--by", "baba", stdout=out)
    made = HolidayImport.objects.get()
    assert (made.first_year, made.last_year) == (2016, 2027)
    assert {str(remark["code"]) for remark in made.remarks} >= {"encoding_signature", "above_heading", "total_or_note"}
    page = as_user(baba).get(f"/admin/calendars/calendarversion/{made.version_id}/change/").content.decode()
    assert "UTF-16" in page
    with pytest.raises(CommandError):
        call_command("import_holidays", str(path), "--calendar", "DESK", "--sheet", "x", stdout=out)


# What was found


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("q01_standard.csv", 1),
        ("q04_fullwidth_weight.csv", 1),
        ("q06_multiline.csv", 1),
        ("q07_jp_header.csv", "weight"),
        ("q08_category_unknown.csv", 1),
        ("q09_long_item.csv", 1),
        ("q10_case_code.csv", "twice"),
        ("q13_zw_code.csv", "twice"),
        ("q15_semicolon.csv", 1),
    ],
)
def test_found_checklists(name: str, said: int | str) -> None:
    content = (SHARED / "found/inputs" / name).read_bytes()
    if isinstance(said, int):
        assert len(read_items(content, name).items) == said
        return
    with translation.override("en"), pytest.raises(TemplateRefused, match=said):
        read_items(content, name)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("h01_years_side_by_side.csv", 6),
        ("h02_header_2018.csv", 2),
        ("h03_old_duplicate.csv", 2),
        ("h06_weekday_column.csv", 1),
        ("h09_tab.csv", 1),
        ("h11_utf16.csv", 1),
    ],
)
def test_found_holidays(name: str, number: int) -> None:
    content = (SHARED / "found/inputs" / name).read_bytes()
    assert len(cabinet.read(content, name).days) == number


@pytest.mark.shared
def test_a_found_list_of_holidays_that_ends_early_is_refused() -> None:
    content = (SHARED / "found/inputs/h05_cut_at_line_end.csv").read_bytes()
    with pytest.raises(cabinet.BadFile):
        cabinet.read(content, is_whole=True)
