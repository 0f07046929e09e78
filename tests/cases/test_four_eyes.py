"""Who decides on a proposed answer is a person, and another one than its author."""

import pytest

from cases import guards


@pytest.mark.parametrize(("decider", "is_refused"), [(1, True), (2, False), (None, True)])
def test_a_second_person_decides(decider: int | None, *, is_refused: bool) -> None:
    refusal = guards.second_person(proposer=1, decider=decider)
    assert (refusal is not None) == is_refused
    assert refusal is None or refusal.code == "cases.second_person"
