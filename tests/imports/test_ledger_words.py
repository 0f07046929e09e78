"""What a careful clerk would ask of a ledger is asked: zeros lost in front, words for no day, whose a number is."""

import pytest

from cases.models import CaseParty
from privacyportal.accounts.models import User
from privacyportal.backoffice.models import ImportRun
from tests.imports.own_ledgers import SignIn, page, send, upload, work
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
