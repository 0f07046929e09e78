"""Telephones, postal codes, corporate numbers and addresses are one however they were typed or copied."""

import pytest

from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.written import contacts, names
from privacyportal.backoffice.written.readings import Doubt, Read, Unread

TOKYO_LINE = [
    "03-1234-5678", "0312345678", "０３－１２３４－５６７８", "03（1234）5678", "(03) 1234 5678", "03‐1234‐5678",
    "03−1234−5678", "03ー1234ー5678", "03—1234—5678", "03.1234.5678", "+81-3-1234-5678", "+81 (0)3 1234 5678",
    "\u202d03-1234-5678\u202c", "\ufeff03-1234-5678", "TEL:03-1234-5678", "電話 03-1234-5678",
]  # fmt: skip


@pytest.mark.parametrize("text", TOKYO_LINE)
def test_every_writing_of_a_telephone_is_one_number(text: str) -> None:
    assert contacts.telephone(text) == Read("0312345678")


@pytest.mark.parametrize("text", ["03-1234-5678 内線12", "03-1234-5678（内線：12）", "+81 3 1234 5678 ext. 12"])
def test_an_extension_is_kept_apart(text: str) -> None:
    assert contacts.telephone(text) == Read("0312345678#12")


@pytest.mark.parametrize("text", ["090-1234-5678", "050-1234-5678", "0120-123-456", "0800-123-4567", "+1 212 555 0100"])
def test_other_lines_are_numbers_too(text: str) -> None:
    assert isinstance(contacts.telephone(text), Read)


@pytest.mark.parametrize(("text", "meant"), [("312345678", "0312345678"), ("9012345678", "09012345678")])
def test_a_lost_zero_is_asked(text: str, meant: str) -> None:
    reading = contacts.telephone(text)
    assert isinstance(reading, Doubt)
    assert reading.readings == (meant,)


@pytest.mark.parametrize("text", ["", "なし", "2.02E+11", "03-1234-567", "03-1234-56789", "03-1234-5678/03-1111-2222"])
def test_what_is_no_telephone_is_refused(text: str) -> None:
    assert isinstance(contacts.telephone(text), Unread)


@pytest.mark.parametrize("text", ["100-0001", "1000001", "〒100-0001", "１００－０００１", "100ー0001"])
def test_every_writing_of_a_postal_code_is_one(text: str) -> None:
    assert contacts.postal_code(text) == Read("100-0001")


@pytest.mark.parametrize(
    "text",
    [
        "法人番号8700110005901",
        "登録番号：T8700110005901",
        "8700110005901",
        "T8700110005901",
        "8-7001-1000-5901",
        "８７００１１０００５９０１",
        "870011\u200b0005901",
    ],
)
def test_every_writing_of_a_corporate_number_is_one(text: str) -> None:
    assert contacts.corporate_number(text) == Read("8700110005901")


@pytest.mark.parametrize("text", ["8700110005902", "870011000590", "8.70011E+12", ""])
def test_a_corporate_number_is_proved(text: str) -> None:
    assert isinstance(contacts.corporate_number(text), Unread)


@pytest.mark.parametrize(
    "text",
    ["info@example.jp", "info\u200b@example.jp", "ｉｎｆｏ＠example.jp", "mailto:info@example.jp", "<info@example.jp>"],
)
def test_an_address_is_read_without_what_came_along(text: str) -> None:
    assert contacts.email(text) == Read("info@example.jp")


def test_codes_lose_what_nobody_sees() -> None:
    assert plain("C04\u200b") == plain("\ufeffC04") == plain("Ｃ０４\u2028") == "C04"


@pytest.mark.parametrize("name", ["髙橋", "﨑山", "葛\U000e0100城", "神\ufa19", "渡邉　花子", "𠮷田"])
def test_a_name_stays_as_its_owner_writes_it(name: str) -> None:
    assert names.name(name) == name


def test_a_name_loses_what_nobody_sees_and_its_kana_are_whole() -> None:
    assert names.name("\u200b髙\u202c橋\t花子 ") == "髙橋 花子"
    assert names.name("か\u3099す") == "がす"


@pytest.mark.parametrize(
    ("text", "meant"),
    [("O3-1234-5678", "03-1234-5678"), ("０９Ｏ－１２３４－５６７８", "090-1234-5678"), ("0312345l78", "0312345178")],
)
def test_a_letter_that_looks_like_a_figure_is_asked(text: str, meant: str) -> None:
    found = contacts.telephone_as_written(text)
    assert isinstance(found, Doubt)
    assert found.readings == (meant,)


@pytest.mark.parametrize("text", ["内線 Ol", "Oil社の代表", "なし", "tel:0312345678"])
def test_words_in_the_place_of_a_telephone_stay(text: str) -> None:
    assert isinstance(contacts.telephone_as_written(text), Read)
