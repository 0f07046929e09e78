"""The answers come to a score that no other answer can lift above what a critical item allows."""

from decimal import Decimal

import pytest

from privacyportal.checklists.scoring import Graded, score
from privacyportal.checklists.states import Outcome, Result

FIT, PARTLY, NOT_FIT, UNCONFIRMED, NA = (
    Result.FIT,
    Result.PARTLY,
    Result.NOT_FIT,
    Result.UNCONFIRMED,
    Result.NOT_APPLICABLE,
)


def graded(*answers):
    rows = (Graded(result, weight, critical) for result, weight, critical in answers)
    return score(rows, least=[Decimal("0.90"), Decimal("0.75"), Decimal("0.60")])


@pytest.mark.parametrize(
    ("missed", "rating"), [(0, "A"), (10, "A"), (11, "B"), (25, "B"), (26, "C"), (40, "C"), (41, "D"), (100, "D")]
)
def test_the_rating_changes_exactly_at_its_limits(missed, rating):
    result = graded((FIT, 100 - missed, False), (NOT_FIT, missed, False))
    assert (result.value, result.rating) == (Decimal(100 - missed) / 100, rating)


def test_partly_fit_counts_half_and_not_yet_confirmed_counts_nothing():
    assert graded((PARTLY, 2, False), (FIT, 1, False), (UNCONFIRMED, 1, False)).value == Decimal("0.5")


def test_what_does_not_apply_is_left_out():
    assert graded((FIT, 1, False), (NA, 99, True)).value == 1


def test_a_critical_item_that_is_not_fit_caps_the_rating_at_d():
    result = graded((FIT, 99, False), (NOT_FIT, 1, True))
    assert (result.value, result.rating, result.outcome, result.capped) == (Decimal("0.99"), "D", Outcome.NOT_FIT, True)


def test_a_critical_item_that_is_partly_fit_caps_the_rating_at_c():
    result = graded((FIT, 99, False), (PARTLY, 1, True))
    assert (result.rating, result.outcome, result.capped) == ("C", Outcome.CONDITIONAL, True)


def test_a_cap_never_lifts_a_worse_rating():
    assert graded((NOT_FIT, 99, False), (PARTLY, 1, True)).rating == "D"


def test_all_fit_is_fit_and_anything_wanting_is_conditional():
    assert graded((FIT, 5, True), (NA, 5, True)).outcome == Outcome.FIT
    assert graded((FIT, 99, True), (PARTLY, 1, False)).outcome == Outcome.CONDITIONAL
    assert graded((FIT, 99, True), (UNCONFIRMED, 1, False)).outcome == Outcome.CONDITIONAL


def test_where_nothing_applies_nothing_was_shown():
    assert (graded((NA, 5, True)).rating, graded().rating) == ("D", "D")


def test_the_share_is_rounded_only_for_keeping():
    assert graded((FIT, 2, False), (NOT_FIT, 1, False)).value == Decimal("0.6667")


def test_a_share_that_lies_half_way_is_rounded_up():
    assert graded((FIT, 1, False), (NOT_FIT, 31, False)).value == Decimal("0.0313")  # 0.03125


@pytest.mark.parametrize("least", [["0.90", "0.75"], ["0.90", "0.75", "0.60", "0.40"]])
def test_there_is_one_limit_for_each_rating_above_the_last(least):
    with pytest.raises(ValueError, match="zip"):
        score([Graded(NOT_FIT, 1, False)], least=[Decimal(limit) for limit in least])
