"""What does an assessment's answers come to?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from privacyportal.checklists.states import Outcome, Result

WORTH = {Result.FIT: Fraction(1), Result.PARTLY: Fraction(1, 2), Result.NOT_FIT: Fraction(0)}
LETTERS = ("A", "B", "C")
PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Graded:
    """One answer as it counts: its result, and the weight and criticality of its item."""

    result: str
    weight: int
    critical: bool


@dataclass(frozen=True)
class Score:
    """What the answers come to; `value` is a share of 1, `capped` says that a critical item set the rating."""

    value: Decimal
    rating: str
    outcome: Outcome
    capped: bool


def score(answers: Iterable[Graded], *, least: Sequence[Decimal]) -> Score:
    """Weigh the answers: 1 for fit, 0.5 for partly fit, 0 for not fit or not yet confirmed; not applicable is left out.

    `least` are the shares from which the rating is A, B and C (0.90, 0.75, 0.60 as shipped); below the last it is D. A
    critical item that is not fit caps the rating at D, one that is partly fit at C, so that no other answer can make up
    for it. Where nothing applies nothing was shown: D.
    """
    counted = [answer for answer in answers if answer.result != Result.NOT_APPLICABLE]
    total = sum(answer.weight for answer in counted)
    points = sum((answer.weight * WORTH.get(Result(answer.result), Fraction(0)) for answer in counted), Fraction(0))
    share = points / total if total else Fraction(0)
    bounds = zip(LETTERS, map(Fraction, least), strict=True)
    earned = next((letter for letter, bound in bounds if share >= bound), "D")
    rating = max(earned, cap(counted))
    value = (Decimal(share.numerator) / Decimal(share.denominator)).quantize(PLACES, ROUND_HALF_UP)
    return Score(value, rating, _outcome(counted, rating), capped=rating != earned)


def cap(answers: Iterable[Graded]) -> str:
    """Return the best rating that the critical items allow."""
    results = {answer.result for answer in answers if answer.critical}
    if Result.NOT_FIT in results:
        return "D"
    return "C" if Result.PARTLY in results else "A"


def _outcome(answers: list[Graded], rating: str) -> Outcome:
    if rating == "D":
        return Outcome.NOT_FIT
    return Outcome.FIT if all(answer.result == Result.FIT for answer in answers) else Outcome.CONDITIONAL
