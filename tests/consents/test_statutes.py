"""Which items of Article 19 of the Number Act does a stated law fit?"""

import pytest

from consents.guards.statutes import fits

STATEMENTS = {"19-2", "19-6"}
EVERY = {"19-2", "19-6", "19-12", "19-16"}
PERMITTED: list[tuple[str, set[str]]] = [
    ("所得税法第225条第1項", STATEMENTS),
    ("租税特別措置法第三十七条の十一の三", STATEMENTS),
    ("相続税法第59条", STATEMENTS),
    ("内国税の適正な課税の確保を図るための国外送金等に係る調書の提出等に関する法律第4条", STATEMENTS),
    ("番号法第9条第4項", STATEMENTS),
    ("番号法第10条第1項", {"19-6"}),
    ("番号法第11条", {"19-6"}),
    ("番号法", EVERY),
    ("番号法第19条", EVERY),
    ("番号法第19条第2号", {"19-2"}),
    ("番号利用法第１９条第６号", {"19-6"}),
    ("番号法第十九条第十二号", {"19-12"}),
    ("マイナンバー法19条16号", {"19-16"}),
    (
        "行政手続における特定の個人を識別するための番号の利用等に関する法律第一九条第一六号",
        {"19-16"},
    ),
    ("所得税法第225条第1項、番号法第19条第2号", {"19-2"}),
    ("所得税法第225条第1項、番号法第19条第12号", set()),
    ("社債、株式等の振替に関する法律第2条第5項", {"19-12"}),
    ("番号法第9条第5項", set()),
    ("番号法第14条", set()),
    ("番号法第19条第1号", set()),
    ("個人情報保護法第27条第1項第1号", set()),
    ("個人情報の保護に関する法律第27条第1項第2号及び番号法第19条第2号", set()),
    ("会社法第433条", set()),
    ("第225条第1項", set()),
]


@pytest.mark.parametrize(("statute", "permitted"), PERMITTED)
def test_a_stated_law_fits_the_items_that_it_permits_and_no_others(statute: str, permitted: set[str]) -> None:
    assert {item for item in EVERY if fits(statute, item)} == permitted
