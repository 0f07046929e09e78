"""Is an individual number known however it is written, and is nothing else taken for one?"""

import pytest

from privacyportal.backoffice.individual_numbers import holds_individual_number, none_in

WRITTEN = [
    "123456789018",
    "１２３４５６７８９０１８",
    "1234-5678-9018",
    "1234の5678の9018",
    "「1234」「5678」「9018」",
    "1234★5678★9018",
    "1234\u200b5678\u20609018",
    "1 2 3 4 5 6 7 8 9 0 1 8",
    "1,2,3,4,5,6,7,8,9,0,1,8",
    "１　２　３　４　５　６　７　８　９　０　１　８",
    "１、２、３、４、５、６、７、８、９、０、１、８",
    "1 2 3 4 - 5 6 7 8 - 9 0 1 8",
    "1\n2\n3\n4\n5\n6\n7\n8\n9\n0\n1\n8",
    "1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7\u200b8\u200b9\u200b0\u200b1\u200b8",
    "1\u200d2\u200d3\u200d4\u200d5\u200d6\u200d7\u200d8\u200d9\u200d0\u200d1\u200d8",
    "1\u31642\u31643\u31644\u31645\u31646\u31647\u31648\u31649\u31640\u31641\u31648",
    "1\ufe0f\u20e32\ufe0f\u20e33\ufe0f\u20e34\ufe0f\u20e35\ufe0f\u20e36\ufe0f\u20e37\ufe0f\u20e38\ufe0f\u20e39\ufe0f\u20e30\ufe0f\u20e31\ufe0f\u20e38\ufe0f\u20e3",
    "(1)(2)(3)(4)(5)(6)(7)(8)(9)(0)(1)(8)",
    "3. 1 2 3 4 5 6 7 8 9 0 1 8",
    "一二三四五六七八九〇一八",
    "一二三四　五六七八　九〇一八",
    "一・二・三・四・五・六・七・八・九・〇・一・八",
    "一二三四五六七八九○一八",
    "壱弐参四五六七八九零壱八",
    "㊀㊁㊂㊃㊄㊅㊆㊇㊈〇㊀㊇",
    "1二3四5六7八9〇1八",
    "①②③④⑤⑥⑦⑧⑨⓪①⑧",
    "① ② ③ ④ ⑤ ⑥ ⑦ ⑧ ⑨ ⓪ ① ⑧",
    "❶❷❸❹❺❻❼❽❾⓿❶❽",
    "⑴⑵⑶⑷⑸⑹⑺⑻⑼⓪⑴⑻",
    "¹²³⁴⁵⁶⁷⁸⁹⁰¹⁸",
    "𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗𝟎𝟏𝟖",
    "١٢٣٤٥٦٧٨٩٠١٨",
    "⑫㉞ 5678 9018",
    "①1234 5678 9018",
    "1234 5678 9018一部",
    "12-34-56-78-90-18",
    "123 456 789 018",
    "123456-789018",
    "電話03-1234-5678、1234 5678 9018",
    "個人番号：12-3456-7890-18",
    "個人番号 12345-67890-18",
    "個 人 番 号は1-23456789018",
    "ﾏｲﾅﾝﾊﾞｰは 12 34567890 18",
    "まいなんばーが12345 6789018",
    "My Number: 12345-6789018",
    "MY NO. 12345-6789018",
    "マイナンバーカードの123-4567-89018",
    "私の番号は1234    5678    9018です",
    "本人の番号 ①②③④⑤ ⑥⑦⑧⑨⓪①⑧",
    "マイナンバー2026/1101/1000",
]
# The 12 digits of each, where there are twelve, have the right check digit: it is the way of writing that tells.
OTHERS = [
    "電話は03-1234-5678、0126-22-3456です",
    "03-6234-5678 0129-33-4567",
    "(03)4567-8901 0122-44-5678",
    "03 1234 5678 0126",
    "〇三―一二三四―五六七八",
    "０９０－１２３４－５６７８",
    "0120-123-456",
    "+819012349018",
    "+81-90-1234-9018",
    "2015年、2016年、2017年",
    "2015/2016/2017",
    "2020 2021 2022",
    "2026-11-01 10:00",
    "2026/11/01 11:15",
    "202611011530",
    "202611-202612",
    "2026-11-16 2026-11-17 2026-11-18",
    "2026年11月16日10時00分",
    "二〇二六年十一月十六日",
    "令和8年11月16日",
    "12:34:56:78:90:18",
    "12:34～56:78、90:18",
    "123,456,789,018",
    "123,456,789,018円",
    "¥123456789018",
    "123456789018円",
    "¥1,234 ¥5,678 ¥9,018",
    "1.2 3.4 5.6 7.8 9.0 1.8",
    "12.34 56.78 90.18",
    "普通 123-4567890-18",
    "支店123 口座4567890",
    "記号12345 番号67890181",
    "口座番号 1234567",
    "お客様番号 123-456789",
    "お客様番号 123456789012",
    "顧客番号 C-00012345",
    "法人番号 1234567890180",
    "受付番号 CASE-2026-000123",
    "〒103-0027 東京都中央区日本橋1-2-3",
    "1234 5678 9019",
    "1 2 3 4 5 6 7 8 9 10 11 12",
    "1 2 3 4 5 6 7 8 9 0 1 9",
    "1 2 3 4 5 6 7 8 9 0 1 8 1 2 3 4 5 6 7 8",
    "①②③④⑤⑥⑦⑧⑨⑩",
    "一二三四五六七八九十",
    "第一項、第二項、第三項",
    "1234 abcd 5678 9018",
    "1234    5678    9018",
    "91234 5678 9018",
    "個人番号の件は2026年11月1日10時に",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_an_individual_number_is_known_however_it_is_written(text: str) -> None:
    assert holds_individual_number(text)
    assert holds_individual_number(f"ご本人から伺った内容：{text}")
    assert [refusal.field for refusal in none_in({"note": f"{text}\n以上"})] == ["note"]


@pytest.mark.parametrize("text", OTHERS)
def test_telephones_days_amounts_accounts_and_lists_are_none(text: str) -> None:
    assert not holds_individual_number(text)
    assert not holds_individual_number(f"ご連絡先など：{text}")


def test_a_long_text_is_read_quickly_enough_to_end() -> None:
    assert not holds_individual_number("0 " * 200_000)
    assert not holds_individual_number("マイナンバー" * 50_000 + "個 人 " * 50_000 + "一二、" * 50_000)


def test_a_digest_holds_none_and_a_number_beside_it_is_found() -> None:
    number, digest = "123456789018", "ab" * 26
    assert not holds_individual_number(f"SHA-256: {digest[:26]}{number}{digest[:26]}")
    assert holds_individual_number(f"SHA-256: {digest[:26]}{number}{digest[:26]} {number}")
    assert holds_individual_number(f"{digest[:20]}{number}{digest[:20]}")
    assert holds_individual_number("1" * 52 + f" {number}")
