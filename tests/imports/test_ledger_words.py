"""What a careful clerk would ask of a ledger is asked: zeros lost in front, words for no day, whose a number is."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.models import CaseParty
from privacyportal.accounts.models import User
from privacyportal.backoffice.models import ImportRun
from tests.imports.books import Page, by_openpyxl
from tests.imports.own_ledgers import ADD, SignIn, page, send, upload, work
from vendors.models import Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files", "routing")]

VENDORS = (
    "No,委託先名,ランク,国,TEL,廃業日\n"
    "1,甲野商会,A,日本,312340000,なし\n2,乙川商会,B,日本,03-1234-0001,－\n3,丙山商会,C,日本,312340002,2026/4/1\n"
)
CASES = "整理No,受電日,お客さま名,連絡先TEL,媒体,要旨,対応状況\nK-1,2025/4/1,山田,312340000,電話,宛名違い,対応中\n"


def brought(client: object, run: ImportRun) -> ImportRun:
    send(client, run, "bring_in")  # type: ignore[arg-type]
    work(run)
    return run


def test_zeros_lost_in_front_are_asked_once_and_put_back(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    run = upload(client, CASES)
    send(client, run, "columns", other_kind="value:complaint")
    asked = send(client, run, "words")
    assert "zeros_complainant_telephone" in asked.context["form"].errors
    assert "312340000" in asked.content.decode()
    send(client, run, "words", zeros_complainant_telephone="0")
    work(run)
    assert (run.created, run.rejected) == (1, 0)
    assert "0312340000" in client.get(page(run)).content.decode()
    brought(client, run)
    assert CaseParty.objects.get(case__subject="宛名違い").telephone == "0312340000"
    again = upload(client, CASES.replace("K-1", "K-2"))
    send(client, again, "columns")
    assert client.get(page(again, "words")).context["form"]["zeros_complainant_telephone"].value() == "0"


def test_rows_with_such_numbers_may_be_left_out(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    run = upload(client, CASES)
    send(client, run, "columns", other_kind="value:complaint")
    send(client, run, "words", zeros_complainant_telephone="!")
    work(run)
    assert (run.created, run.rejected) == (0, 1)


def test_a_word_in_place_of_a_day_may_mean_none(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    run = upload(client, VENDORS, mapping="vendors/own", name="委託先.csv")
    send(client, run, "columns")
    form = client.get(page(run, "words")).context["form"]
    words = {
        word: bound.value() for _name, heading, rows in form.groups() if heading == "廃業日" for word, _n, bound in rows
    }
    assert words == {"なし": "-", "－": "-"}
    send(client, run, "words", zeros_contact_telephone="0")
    work(run)
    assert (run.created, run.rejected) == (3, 0)
    brought(client, run)
    assert list(Vendor.objects.order_by("name").values_list("contact_telephone", flat=True)).count("") == 0


def test_a_telephone_number_tells_no_row_from_another(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    run = upload(client, VENDORS, mapping="vendors/own", name="委託先.csv")
    send(client, run, "columns")
    assert client.get(page(run, "words")).context["form"]["key"].value() == "column:1"


def test_a_customers_number_is_not_a_consents(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    content = (
        "口座番号,お客様名,同意書,同意,取得日,取得方法\n01,甲野,NEWS,○,2026/4/1,書面\n02,乙川,NEWS,○,2026/4/1,書面\n"
    )
    run = upload(client, content, mapping="consents/own", name="同意.csv")
    shown = send(client, run, "columns")
    assert not shown.context["form"].errors
    assert not shown.context["form"]["key"].value()


YEAR = "No,受付日,氏名,媒体,区分,件名,対応状況\n"


def year(first: str) -> str:
    rest = "電話,苦情,宛名違い"
    return f"{YEAR}1,{first}/4/1,甲野 {first},{rest} {first},対応中\n2,{first}/4/2,乙川,{rest},対応中\n"


def test_numbers_that_begin_anew_each_year_are_told_before_they_overwrite(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    for first, told in (("2025", False), ("2026", True)):
        run = upload(client, year(first))
        send(client, run, "columns")
        send(client, run, "words")
        work(run)
        assert ("another_record" in [one["code"] for one in run.remarks]) == told
        if not told:
            brought(client, run)
    assert "1" in run.remarks[0]["places"]
    assert "同じ番号" in client.get(page(run)).content.decode()
    send(client, run, "match_again")
    send(client, run, "columns")
    send(client, run, "words", key="")
    work(run)
    assert (run.created, run.updated) == (2, 0)


def test_a_corrected_row_is_no_other_record(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    for content in (year("2025"), year("2025").replace("宛名違い 2025", "宛名の誤り")):
        run = upload(client, content)
        send(client, run, "columns")
        send(client, run, "words")
        work(run)
        assert "another_record" not in [one["code"] for one in run.remarks]
        brought(client, run)
    assert (run.created, run.updated) == (0, 1)


def test_a_column_of_times_belongs_to_the_day_beside_it(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    content = "No,受付日,受付時刻,氏名,媒体,区分,件名,対応状況\n1,R7.4.1,午後2時半,甲野,電話,苦情,宛名違い,対応中\n"
    run = upload(client, content)
    form = client.get(page(run, "columns")).context["form"]
    assert form["column_3"].value() == "received_at"
    send(client, run, "columns")
    send(client, run, "words")
    work(run)
    assert "2025-04-01 14:30" in client.get(page(run)).content.decode()


def test_the_hour_that_days_without_one_get_is_told(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    run = upload(client, year("2025"))
    send(client, run, "columns")
    send(client, run, "words")
    work(run)
    assert [one["places"] for one in run.remarks if one["code"] == "hour_taken"] == [["受付日 09:00"]]


def test_a_book_with_several_sheets_names_those_that_are_not_read(baba: User, as_user: SignIn, tmp_path: Path) -> None:
    client = as_user(baba)
    rows = [line.split(",") for line in year("2025").splitlines()]
    book = by_openpyxl(tmp_path / "台帳.xlsx", [Page(rows, name="2025年度"), Page(rows, name="2024年度")])
    file = SimpleUploadedFile(book.name, book.read_bytes())
    shown = client.post(reverse(ADD), {"mapping": "cases/own", "upload": file}, follow=True)
    assert "読み取らないシート：「2024年度」" in shown.content.decode()
