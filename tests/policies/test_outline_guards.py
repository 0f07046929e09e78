"""What forbids that a text becomes a version, or that its outline is corrected? Without a database."""

from collections.abc import Callable
from functools import partial

import pytest
from django.utils.translation import override

from privacyportal.backoffice.refusals import Refusal
from privacyportal.policies import outline_guards as guards
from tests.oracles import assert_says

type Guard = Callable[[], Refusal | None]

# The guard, the code of its refusal without the app's name, the section, the form's field, what it names.
FORBIDDEN: list[tuple[Guard, str, str, str, tuple[str, ...]]] = [
    (partial(guards.outline_open, is_open=False), "outline_closed", "", "", ()),
    (partial(guards.outline_has_section, has_section=False), "outline_without_section", "14", "", ()),
    (partial(guards.text_not_stored_yet, version="第3版"), "text_stored_already", "14", "", ("第3版",)),
]
ALLOWED: list[Guard] = [
    partial(guards.outline_open, is_open=True),
    partial(guards.outline_has_section, has_section=True),
    partial(guards.text_not_stored_yet, version=""),
]


@pytest.mark.parametrize(("guard", "code", "section", "field", "names"), FORBIDDEN)
def test_what_is_forbidden_is_told_with_its_rule_section_and_way_out(
    guard: Guard, code: str, section: str, field: str, names: tuple[str, ...]
) -> None:
    with override("ja"):
        assert_says(guard(), f"policies.{code}", section=section, field=field, names=names)


@pytest.mark.parametrize("guard", ALLOWED)
def test_what_is_not_forbidden_is_let_through(guard: Guard) -> None:
    assert guard() is None
