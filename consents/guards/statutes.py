"""Which items of Article 19 of the Number Act does a stated statute fit?"""

import re
import unicodedata
from collections.abc import Iterator

from consents.states import NumberItem

type Items = frozenset[NumberItem]

_STATEMENTS: Items = frozenset({NumberItem.AFFAIR, NumberItem.ENTRUSTMENT})
# Tax law obliges to the statements of the affairs (Number Act, Article 9(4)), which may be entrusted (Article 19(vi));
# transfer bodies have an item of their own; the Act on personal information permits none (Number Act, Article 30(2)).
_LAWS: tuple[tuple[re.Pattern[str], Items], ...] = (
    (
        re.compile(
            "所得税法|租税特別措置|相続税法|法人税法|国税通則法|国税徴収法|地方税法|租税条約|国外送金|内国税の適正"
        ),
        _STATEMENTS,
    ),
    (re.compile("社債、?株式等の振替|振替法|社振法"), frozenset({NumberItem.TRANSFER_BODY})),
    (re.compile("個人情報(?:の)?保護(?:に関する)?法|個人情報の保護に関する法律"), frozenset()),
)
_NUMBER_ACT = re.compile(
    r"(?:番号(?:利用)?法|マイナンバー法|番号の利用等に関する法律)(?:\s*第?(?P<article>\d+)条(?:第?(?P<paragraph>\d+)項)?)?"
)
_BY_ARTICLE: dict[str | None, Items] = {
    None: frozenset(NumberItem),
    "9": _STATEMENTS,
    "10": frozenset({NumberItem.ENTRUSTMENT}),
    "11": frozenset({NumberItem.ENTRUSTMENT}),
    "19": frozenset(NumberItem),
}
_ITEM = re.compile(r"(?<!\d)19条\s*第?(\d+)号")
_NUMERAL = re.compile("[一二三四五六七八九十]+(?=[条項号])")
_DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}


def fits(statute: str, item: str) -> bool:
    """Return whether at least one law that is stated is known here, and each of those permits the item."""
    text = _NUMERAL.sub(_number, unicodedata.normalize("NFKC", statute))
    stated = list(_permitted(text))
    return bool(stated) and all(item in permitted for permitted in stated)


def _permitted(text: str) -> Iterator[Items]:
    """Yield what each law that the text names permits, and the items that it names.

    Payments in a disaster (Article 9(5)) are none of the affairs that the policy names.
    """
    yield from (items for law, items in _LAWS if law.search(text))
    for found in _NUMBER_ACT.finditer(text):
        is_disaster = (found["article"], found["paragraph"]) == ("9", "5")
        yield frozenset() if is_disaster else _BY_ARTICLE.get(found["article"], frozenset())
        named = {f"19-{number}" for number in _ITEM.findall(text)}
        yield frozenset(item for item in NumberItem if not named or item in named)


def _number(found: re.Match[str]) -> str:
    """Return kanji numerals below 100 in digits (十九, 一九)."""
    tens, ten, ones = found[0].rpartition("十")
    if not ten:
        return "".join(str(_DIGITS[one]) for one in ones)
    return str(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
