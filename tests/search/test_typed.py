"""What people type or paste with a word, a name or a number is no part of it."""

import pytest

from privacyportal.search import keys
from privacyportal.search.registry import Shape
from privacyportal.search.typed import words

NAME = ("渡邉 涼子", "ワタナベ リョウコ")
NUMBER = ("CASE-2026-000123", "H30-苦情-045")


def is_found(typed: str, kept: tuple[str, ...], shape: Shape) -> bool:
    """Whether each word that was typed is held in one of its forms."""
    text = keys.of_values(kept, shape)
    return all(any(form in text for form in forms) for forms in words(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "渡辺様", "渡辺さん", "渡辺涼子様", "渡辺　涼子　様", "渡辺さま", "わたなべ様",
        "渡辺氏", "渡辺涼子 殿", "WATANABEさん", "Watanabe様",
        "「渡辺」", "“渡辺”", '"渡辺"', "渡辺、", "渡辺・涼子", "渡辺，涼子", "涼子、渡辺",
        "Watanabe, Ryoko", "渡辺 凉子",
    ],
)  # fmt: skip
def test_a_name_is_found_as_people_call_and_paste_it(typed: str) -> None:
    assert words(typed)
    assert is_found(typed, NAME, Shape.READING)


@pytest.mark.parametrize(
    ("typed", "name"), [("森様", "森"), ("李さん", "李 明"), ("ジョンスミス様", "ジョン・スミス"), ("小林 ｻﾏ", "小林")]
)
def test_short_and_foreign_names_too(typed: str, name: str) -> None:
    assert is_found(typed, (name,), Shape.READING)


@pytest.mark.parametrize(("typed", "name"), [("奥様", "奥田"), ("皆様", "皆川"), ("様", "森"), ("渡辺様", "渡 一郎")])
def test_what_is_no_name_finds_no_name(typed: str, name: str) -> None:
    assert words(typed)
    assert not is_found(typed, (name,), Shape.READING)


@pytest.mark.parametrize(
    "typed", ["東和データ御中", "東和データ㈱ 御中", "東和データ株式会社御中", "株式会社東和データ 様", "towa"]
)
def test_a_company_is_found_as_it_is_addressed_and_by_its_reading(typed: str) -> None:
    assert is_found(typed, ("株式会社東和データ", "トウワデータ"), Shape.COMPANY)


@pytest.mark.parametrize("written", ["03-1234-5678", "０３（１２３４）５６７８", "+81 3-1234-5678"])
@pytest.mark.parametrize(
    "typed",
    [
        "TEL:03-1234-5678", "TEL 03-1234-5678", "℡03-1234-5678", "電話03-1234-5678",
        "電話番号：０３－１２３４－５６７８",
        "03-1234-5678（自宅）", "03-1234-5678まで", "81-3-1234-5678", "連絡先03-1234-5678",
    ],
)  # fmt: skip
def test_a_telephone_number_is_found_with_what_was_pasted_with_it(typed: str, written: str) -> None:
    assert is_found(typed, (written,), Shape.NUMBER)
    assert is_found(typed, (f"折り返しは{written}へ",), Shape.TEXT)


@pytest.mark.parametrize(
    "typed",
    [
        "CASE-2026-123", "2026-123", "「CASE-2026-000123」", "[CASE-2026-000123]", "受付番号CASE-2026-000123",
        "CASE-2026-000123、", "#123", "苦情045", "Ｈ３０苦情０４５",
    ],
)  # fmt: skip
def test_a_records_number_is_found_as_it_is_said_and_pasted(typed: str) -> None:
    assert is_found(typed, NUMBER, Shape.NUMBER)


def test_a_records_number_is_no_other_records() -> None:
    assert not is_found("CASE-2026-23", NUMBER, Shape.NUMBER)
    assert not is_found("CASE-2025-123", NUMBER, Shape.NUMBER)
    assert is_found("VENDOR-12", ("VENDOR-0012",), Shape.NUMBER)


@pytest.mark.parametrize("typed", ["A0012-34", "A 0012 34", "a-001234"])
def test_a_customers_number_is_found_however_it_is_parted(typed: str) -> None:
    assert is_found(typed, ("A-0012-34",), Shape.NUMBER)


@pytest.mark.parametrize(
    ("typed", "text"), [("10000円", "10,000円"), ("１０，０００円", "10000円"), ("1,000", "１０００")]
)
def test_an_amount_is_found_with_and_without_commas(typed: str, text: str) -> None:
    assert is_found(typed, (f"手数料{text}の返金",), Shape.TEXT)


@pytest.mark.parametrize("typed", ["?", "、", '"', "「」", "%", "_"])
def test_a_sign_alone_is_looked_for_as_it_is(typed: str) -> None:
    assert words(typed) == [] or not is_found(typed, NAME, Shape.READING)


def test_a_text_without_spaces_is_not_a_word_for_each_of_its_commas() -> None:
    assert len(words("、".join("あいうえお"))) == 5
    assert len(words("、".join("あ" * 100))) == 1
