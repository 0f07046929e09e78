"""Who decides on a proposed answer is a person, and another one than its author."""

import pytest

from cases import guards


@pytest.mark.parametrize(
    ("is_person", "is_author", "is_refused"), [(True, True, True), (True, False, False), (False, False, True)]
)
def test_a_second_person_decides(*, is_person: bool, is_author: bool, is_refused: bool) -> None:
    refusal = guards.second_person(is_person=is_person, is_author=is_author)
    assert (refusal is not None) == is_refused
    assert refusal is None or refusal.code == "cases.second_person"
