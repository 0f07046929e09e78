"""What may nobody do to an account, at its exact edge, and what does the refusal say? Without a database."""

from collections.abc import Callable
from functools import partial

import pytest
from django.utils.translation import override

from privacyportal.accounts import guards
from privacyportal.accounts.roles import ROLES
from privacyportal.backoffice.refusals import Refusal
from tests.oracles import assert_says

type Guard = Callable[[], Refusal | None]

ladder = partial(guards.not_themselves, 7)
apart = guards.told_apart
second = guards.second_person

# The guard, the code of its refusal without the app's name, the form's field.
FORBIDDEN: list[tuple[Guard, str, str]] = [
    (partial(guards.own_account, is_own=True, changed=["department"]), "own_account", ""),
    (partial(guards.own_account, is_own=True, changed=["deputy", "roles"]), "own_account", ""),
    (partial(guards.superuser, is_outside_roles=True, by_such=False), "superuser", ""),
    (partial(guards.known_roles, ["manager", "root"]), "unknown_role", "roles"),
    (partial(ladder, manager=7, deputy=None), "own_ladder", "manager"),
    (partial(ladder, manager=8, deputy=7), "own_ladder", "deputy"),
    (partial(guards.name_free, taken=True), "name_taken", "username"),
    (partial(guards.mail_free, holder="馬場 恵"), "mail_taken", "email"),
    (partial(guards.number_free, holder="馬場 恵"), "number_taken", "staff_number"),
    (partial(apart, namesake="馬場 恵", is_told_apart=False), "namesake", "staff_number"),
    (partial(guards.has_mail, mail=""), "no_mail", "email"),
    (partial(second, same_as_asker=True, same_as_concerned=False), "second_person", ""),
    (partial(second, same_as_asker=False, same_as_concerned=True), "second_person", ""),
]
ALLOWED: list[Guard] = [
    partial(guards.own_account, is_own=False, changed=["roles"]),
    partial(guards.own_account, is_own=True, changed=["deputy", "absent_from", "absent_until", "language"]),
    partial(guards.superuser, is_outside_roles=False, by_such=False),
    partial(guards.superuser, is_outside_roles=True, by_such=True),
    partial(guards.known_roles, [role.code for role in ROLES]),
    partial(ladder, manager=8, deputy=9),
    partial(guards.not_themselves, None, manager=None, deputy=None),
    partial(guards.name_free, taken=False),
    partial(guards.mail_free, holder=""),
    partial(guards.number_free, holder=""),
    partial(apart, namesake="", is_told_apart=False),
    partial(apart, namesake="馬場 恵", is_told_apart=True),
    partial(guards.has_mail, mail="a@portal.example"),
    partial(second, same_as_asker=False, same_as_concerned=False),
]


@pytest.mark.parametrize(("guard", "code", "field"), FORBIDDEN)
def test_what_is_forbidden_is_told_with_its_rule_and_way_out(guard: Guard, code: str, field: str) -> None:
    with override("ja"):
        assert_says(guard(), f"accounts.{code}", field=field)


@pytest.mark.parametrize("guard", ALLOWED)
def test_what_is_not_forbidden_is_let_through(guard: Guard) -> None:
    assert guard() is None


@pytest.mark.parametrize(
    "guard",
    [
        partial(guards.mail_free, holder="馬場 恵"),
        partial(guards.number_free, holder="馬場 恵"),
        partial(apart, namesake="馬場 恵", is_told_apart=False),
    ],
)
def test_whoever_is_there_already_is_named(guard: Guard) -> None:
    refusal = guard()
    assert refusal is not None
    assert "馬場 恵" in str(refusal.missing)


def test_who_asked_and_whom_it_concerns_are_told_apart() -> None:
    asked, concerned, both = (
        second(same_as_asker=True, same_as_concerned=False),
        second(same_as_asker=False, same_as_concerned=True),
        second(same_as_asker=True, same_as_concerned=True),
    )
    assert asked is not None
    assert concerned is not None
    assert both is not None
    assert asked.missing != concerned.missing
    assert both.missing == asked.missing
