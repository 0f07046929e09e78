"""Does a text hold an individual number (個人番号), which is never kept in free text anywhere here?"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal

LENGTH = 12
# Two digits may stand in one sign (⑫).
_FEWEST_SIGNS = LENGTH // 2
# What stands between digits: no letter, no currency sign, but the long dash of kana and 「の」, as one reads aloud.
_APART = r"(?:[^\w¥$€£]|[ー_の])"
_RUN = re.compile(rf"\d+(?:{_APART}{{1,3}}\d+)*")
_NAMED_RUN = re.compile(rf"\d+(?:{_APART}{{1,8}}\d+)*")
# The words for the number itself: behind them 12 digits count whatever their groups.
_NAMED = re.compile(
    r"(?:個\W*人|私の|わたしの|自分の|本人の|マ\W*イ|ま\W*い|my|共通)[\W_]*"
    r"(?:番\W*[号號]|ばんごう|バンゴウ|ナ\W*ン\W*バー?|な\W*ん\W*ばー?|num(?:ber)?|no\b)(?:カード)?"
    r"(?:[^\w¥$€£]|[はがのをもで_ー]|です){0,8}(?=\d)",
    re.IGNORECASE,
)
# A SHA-256 in hexadecimal has twelve figures in a row, with the right check digit, once in a hundred times.
_DIGEST = re.compile(r"(?<![0-9A-Za-z])(?=[0-9a-f]*[a-f])[0-9a-f]{64}(?![0-9A-Za-z])")
_TELEPHONE = re.compile(r"(?<!\d)0\d{1,3}[-() ]{1,2}\d{1,4}[-() ]{1,2}\d{4}(?!\d)")
_TELEPHONE_DIGITS = (10, 11)
_YEAR = re.compile(r"(?:19[5-9]|20\d)\d")
_MONTH = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])")
_MINUTE = re.compile(r"20[0-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d")
# A list of single figures longer than this is a table, not a number behind the number of its line.
_LONGEST_SINGLES = LENGTH + 2
# Size of the groups → what set apart in such groups is an amount, an hour or a day.
_OTHER_THINGS = {2: ":/", 3: ",.", 6: ""}

type Found = tuple[Sequence[str], Sequence[str]]


def no_individual_number(*texts: str, field: str = "") -> Refusal | None:
    """An individual number is never written into a text (policy section 3; Number Act, Article 20)."""
    if not any(holds_individual_number(text) for text in texts):
        return None
    return Refusal(
        code="backoffice.individual_number",
        section="3",
        cannot=_("This text cannot be kept."),
        missing=_("It seems to contain an individual number, which may not be collected here."),
        next_step=_("Take the number out of the text."),
        field=field,
    )


def none_in(texts: Mapping[str, object]) -> list[Refusal]:
    """Return a refusal for each named text that holds an individual number; what is no text is passed over."""
    found = (no_individual_number(text, field=name) for name, text in texts.items() if isinstance(text, str))
    return [refusal for refusal in found if refusal is not None]


def holds_individual_number(text: str) -> bool:
    """Return whether 12 digits in the text, however written and set apart, have an individual number's check digit."""
    if len(text) < (LENGTH if text.isascii() else _FEWEST_SIGNS):
        return False
    plain = _DIGEST.sub(" ", text)
    return any(_is_individual_number(digits) for reading in _readings(plain) for digits in _candidates(reading))


def _readings(text: str) -> Iterator[str]:
    """Yield the text with plain digits: as it stands, with its signs for digits (①) read, with its kanji (一〇) read.

    One after the other, because a sign or a kanji beside a number (①1234…, …9018一部) is no part of it.
    """
    if text.isascii():
        if len(text) >= LENGTH:
            yield text
        return
    if sum(map(str.isnumeric, text)) < _FEWEST_SIGNS:
        return
    seen = "".join(sign for sign in text if sign.isascii() or _is_seen(sign))
    yield unicodedata.normalize("NFKC", "".join(" " if _is_sign(one) else one for one in seen))
    signs = unicodedata.normalize("NFKC", "".join(_digit(one) if _is_sign(one) else one for one in seen))
    yield signs
    yield "".join(map(_digit, signs.replace("○", "〇").replace("◯", "〇")))


def _is_seen(sign: str) -> bool:
    """Return whether a sign is seen: soft hyphens, zero-width blanks, joiners, marks of direction, fillers are not."""
    return unicodedata.category(sign) not in {"Cf", "Mn", "Me"} and sign not in "\u115f\u1160\u3164\uffa0\u2800"


def _is_sign(one: str) -> bool:
    return unicodedata.category(one) == "No"


def _digit(one: str) -> str:
    """Return the ASCII digit that one character stands for, in whatever script; itself where it stands for none."""
    value = unicodedata.numeric(one, -1)
    return str(int(value)) if value in range(10) else one


def _candidates(text: str) -> Iterator[str]:
    """Yield each 12 digits that may be meant as one number."""
    for named in _NAMED.finditer(text):
        run = _NAMED_RUN.match(text, named.end())
        yield from _sums(re.findall(r"\d+", run[0])) if run else ()
    plain = _TELEPHONE.sub(_without_telephone, text)
    for run in _RUN.finditer(plain):
        if plain[run.end() : run.end() + 1] != "円" and run.end() - run.start() >= LENGTH:
            yield from _in_groups(re.findall(r"\d+", run[0]), re.findall(r"\D+", run[0]), plain[: run.start()][-1:])


def _without_telephone(found: re.Match[str]) -> str:
    return "T" if len(re.sub(r"\D", "", found[0])) in _TELEPHONE_DIGITS else found[0]


def _sums(groups: Sequence[str]) -> Iterator[str]:
    """Yield every 12 digits that whole groups beside one another make."""
    for first in range(len(groups)):
        digits = ""
        for group in groups[first:]:
            digits += group
            if len(digits) >= LENGTH:
                break
        if len(digits) == LENGTH:
            yield digits


def _in_groups(groups: Sequence[str], apart: Sequence[str], before: str) -> Iterator[str]:
    """Yield 12 digits in one piece, in three groups of four, one by one, or in other equal groups set apart alike."""
    for place, group in enumerate(groups):
        is_other = before in {"+", "¥", "$"} and place == 0
        if len(group) == LENGTH and not is_other and not _MINUTE.fullmatch(group):
            yield group
    for three in zip(groups, groups[1:], groups[2:], strict=False):
        if all(len(group) == LENGTH // 3 for group in three) and not all(map(_YEAR.fullmatch, three)):
            yield "".join(three)
    for size, alike, between in _alike(groups, apart):
        if size == 1:
            yield from _one_by_one(alike, between)
        elif size in _OTHER_THINGS and len(alike) * size == LENGTH and _is_set_apart_alike(alike, between, size):
            yield "".join(alike)


def _alike(groups: Sequence[str], apart: Sequence[str]) -> Iterator[tuple[int, Sequence[str], Sequence[str]]]:
    """Yield the size of groups beside one another that are equally long, those groups, and what stands between them."""
    ends = [place for place, (one, other) in enumerate(pairwise(groups), start=1) if len(one) != len(other)]
    for first, last in pairwise([0, *ends, len(groups)]):
        yield len(groups[first]), groups[first:last], apart[first : last - 1]


def _one_by_one(digits: Sequence[str], between: Sequence[str]) -> Iterator[str]:
    """Yield 12 digits set apart one by one; six figures with one decimal each are none."""
    if len(digits) > _LONGEST_SINGLES or (set(between[::2]) <= {".", ","} and not {*between[1::2]} & {*between[::2]}):
        return
    yield from ("".join(digits[first : first + LENGTH]) for first in range(len(digits) - LENGTH + 1))


def _is_set_apart_alike(groups: Sequence[str], between: Iterable[str], size: int) -> bool:
    signs = {sign.strip() for sign in between}
    is_months = size == len("202611") and all(map(_MONTH.fullmatch, groups))
    return len(signs) == 1 and not is_months and (signs == {""} or not signs <= {*_OTHER_THINGS[size]})


def _is_individual_number(digits: str) -> bool:
    # Order of the Ministry for Internal Affairs on individual numbers (2014 No. 85), Article 5.
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(digits[:11]), start=1))
    check = 11 - total % 11
    return int(digits[11]) == (0 if check > 9 else check)
