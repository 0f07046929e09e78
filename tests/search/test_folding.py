"""A text is compared in one form, however it was written, and what was found is shown as it was written."""

import unicodedata
from pathlib import Path

import pytest

from privacyportal.search import forms, grams, keys, romaji
from privacyportal.search.folding import digits, fold, folded, numbers
from privacyportal.search.registry import Shape
from privacyportal.search.typed import words

PAIRS = Path(__file__).parent / "name_pairs.txt"


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("渡邉", "渡辺"),
        ("渡邊", "渡邉"),
        ("齋藤", "斉藤"),
        ("齊藤", "斎藤"),
        ("澤田", "沢田"),
        ("濵田", "浜田"),
        ("濱田", "浜田"),
        ("𠮷田", "吉田"),
        ("嶋田", "島田"),
        ("佐々木", "佐佐木"),
        ("葛󠄀城", "葛城"),
        ("ﾀｶﾊｼ", "たかはし"),
        ("タカハシ", "ﾀｶﾊｼ"),
        ("ダイスケ", unicodedata.normalize("NFD", "だいすけ")),
        ("ﾀﾞｲｽｹ", "だいすけ"),
        ("シユウジ", "しゅうじ"),
        ("サービス", "サ－ビス"),
        ("ＡＢＣ　Ｄ", "abcd"),
        ("㈱あおば", "(株)アオバ"),
        ("山田\u3000太郎", "山田太郎"),
        ("山\u200b田", "山田"),
        ("ヴァイオリン", "バイオリン"),
        ("ワタナベ", "わたなへ゛"),
        ("ﾜﾀﾅﾍ゛", "ワタナベ"),
        ("ハ゜ン", "パン"),
        ("ジョン・スミス", "ｼﾞｮﾝｽﾐｽ"),
        ("ジョン･スミス", "ジョン゠スミス"),
        ("凉子", "涼子"),
        ("彥根", "彦根"),
        ("戶田", "戸田"),
        ("籔内", "薮内"),
    ],
)
def test_two_writings_of_one_word_are_compared_alike(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


@pytest.mark.parametrize(("one", "other"), [("埼玉", "崎玉"), ("太郎", "次郎"), ("ハハ", "パパ"), ("か", "が")])
def test_other_words_stay_other_words(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_every_form_of_the_table_is_found_by_every_other() -> None:
    assert len(forms.groups()) > 300
    assert [group for group in forms.groups() if len({fold(form) for form in group}) != 1] == []


def test_no_character_stands_in_two_groups() -> None:
    every = [form for group in forms.groups() for form in group]
    assert len(every) == len(set(every))


def test_what_was_found_is_shown_as_it_was_written() -> None:
    text = "窓口：髙橋　ﾀﾞｲｽｹ様、㈱あおば"
    [(start, end)] = folded(text).places(fold("高橋ダイスケ"))
    assert text[start:end] == "髙橋　ﾀﾞｲｽｹ"
    [(start, end)] = folded(text).places(fold("株"))
    assert text[start:end] == "㈱"


def test_a_voiced_kana_in_two_characters_is_shown_whole() -> None:
    text = "ｽｹﾀﾞ"
    [(start, end)] = folded(text).places(fold("すけだ"))
    assert text[start:end] == text


@pytest.mark.parametrize(
    "written",
    [
        "03-1234-5678",
        "０３（１２３４）５６７８",
        "03 1234 5678",
        "+81 3-1234-5678",
        "＋８１－３－１２３４－５６７８",
        "+81(0)3-1234-5678",
        "0081-3-1234-5678",
        "010-81-3-1234-5678",
        "03・1234・5678",
        "\u202d03-1234-5678\u202c",
    ],
)
def test_a_telephone_number_is_one_number_in_any_writing(written: str) -> None:
    assert digits(written) == "0312345678"
    assert any("0312345678" in form for [*found] in words(written) for form in found)


def test_a_number_within_a_text_is_found_without_its_dashes() -> None:
    assert list(numbers("折り返し先は０９０－１２３４－５６７８、番号は不要")) == ["09012345678"]


@pytest.mark.parametrize(
    ("kana", "typed"),
    [
        ("しんばし", ["shimbashi", "shinbashi", "sinbasi", "SHIMBASHI"]),
        ("しゅうじ", ["shuji", "syuuzi", "shūji", "shuuji"]),
        ("オオノ", ["ono", "ohno", "oono", "ōno"]),
        ("ジョウジ", ["joji", "zyozi", "jyoji", "jouji"]),
        ("いっちょう", ["itchō", "icchou", "ittyo"]),
        ("ハットリ", ["hattori"]),
        ("けんいち", ["kenichi", "ken'ichi"]),
        ("つづき", ["tsuzuki", "tuduki"]),
        ("ふじ", ["fuji", "huzi"]),
        ("イトウ", ["ito", "itoh", "itou"]),
        ("ﾁﾊﾞ", ["chiba", "tiba"]),
    ],
)
def test_a_reading_is_found_in_latin_letters(kana: str, typed: list[str]) -> None:
    assert {romaji.of_typed(word) for word in typed} == {romaji.of_reading(kana)}


@pytest.mark.parametrize(
    "written", ["株式会社青葉情報", "青葉情報株式会社", "㈱青葉情報", "（株）青葉情報", "青葉情報（株）"]
)
@pytest.mark.parametrize("typed", ["青葉情報", "株式会社青葉情報", "青葉情報㈱"])
def test_a_company_is_found_whatever_kind_of_company_is_said(written: str, typed: str) -> None:
    kept = keys.of_values([written], Shape.COMPANY)
    [found] = words(typed)
    assert any(form in kept for form in found)


def test_a_number_with_spaces_is_one_word_and_a_name_with_spaces_two() -> None:
    assert len(words("090 1234 5678")) == 1
    assert len(words("山田　太郎")) == 2
    assert words("　") == []


def test_every_word_of_a_text_has_its_tokens_among_the_texts() -> None:
    text = fold("個人情報の開示請求について、本人確認書類の補正をお願いした。")
    kept = set(grams.of_text(text, "CASE"))
    for start in range(len(text)):
        for end in range(start + 1, min(start + 5, len(text)) + 1):
            assert set(grams.of_word(text[start:end])) <= kept or (end - start == 1 and len(text) > grams.SHORT)


def test_two_hundred_names_are_found_in_the_other_form_of_their_characters() -> None:
    pairs = [line.split() for line in PAIRS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert len(pairs) >= 200
    assert [pair for pair in pairs if pair[0] == pair[1] or len({fold(name) for name in pair}) != 1] == []


@pytest.mark.parametrize("text", ["ヴァイオリン ﾊﾞｲｵﾘﾝ", "佐々木 々", "が\u3099 e\u0301 ｶﾞ", "㈱Ａ―ｰ\u200b\0 葛󠄀城"])
def test_a_text_is_folded_as_where_each_character_is_traced(text: str) -> None:
    assert fold(text) == folded(text).text
