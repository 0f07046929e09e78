"""Twelve roles: who they are, at which desks they sit, for whom they act; as facts, not as the portal judges them."""

from dataclasses import dataclass
from datetime import date

import pytest
from _pytest.mark import ParameterSet
from django.contrib.auth.models import Group

from privacyportal.accounts.models import Department, Desk, User


@dataclass(frozen=True)
class Person:
    """Somebody who asks: `answers` are the user names in whose place they stand, their own first."""

    name: str = ""
    roles: tuple[str, ...] = ()
    desks: frozenset[str] = frozenset()
    answers: tuple[str, ...] = ()


def person(name: str, *roles: str, desks: tuple[str, ...] = (), absent: tuple[str, ...] = ()) -> Person:
    """Return somebody with an account."""
    return Person(name, roles, frozenset(desks), (name, *absent))


ROLES: dict[str, Person] = {
    "outsider": Person(),
    "no_role": person("mori"),
    "compliance_officer": person("baba", "compliance_officer"),
    "desk_handler": person("aoki", "desk_handler", desks=("PLANNING",)),
    "other_handler": person("chiba", "desk_handler", desks=("SALES",)),
    "head": person("kudo", "manager"),
    "manager": person("noda", "manager"),
    "vendor_owner": person("goto", "vendor_owner"),
    "other_owner": person("ueda", "vendor_owner"),
    "auditor": person("doi", "auditor"),
    "administrator": person("honda", "administrator"),
    # Acts for Aoki and Goto, who are away, and has nothing of their own.
    "deputy": person("kondo", "desk_handler", "vendor_owner", absent=("aoki", "goto")),
}
# What is tried by day for these is tried for the others at night.
BY_DAY = ("other_handler", "manager", "other_owner", "deputy")
FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)


def by_day(*roles: str) -> list[ParameterSet]:
    """Return roles as the parameters of a test: for those that stand for the others by day, for all at night."""
    return [pytest.param(role, marks=() if role in BY_DAY else pytest.mark.nightly) for role in roles]


def engage() -> dict[str, User]:
    """Give everybody an account; return them by user name, with Abe, Aoki's colleague, and Endo, a second officer."""
    planning = Department.objects.get_or_create(code="PLANNING", defaults={"name": "事務システム企画部"})[0]
    sales = Department.objects.get_or_create(code="SALES", defaults={"name": "営業推進部"})[0]
    desk = Desk.objects.get(kind=Desk.Kind.PLANNING)
    other = Desk.objects.get_or_create(
        code="SALES", defaults={"kind": Desk.Kind.OURS, "name": "営業推進部窓口", "calendar": desk.calendar}
    )[0]
    extra = {"endo": person("endo", "compliance_officer"), "abe": person("abe", "desk_handler", desks=("PLANNING",))}
    people = {}
    for one in (*(one for one in ROLES.values() if one.name), *extra.values()):
        department = sales if one.name in ("chiba", "goto") else planning
        user = User.objects.create_user(
            one.name, f"{one.name}@portal.example", last_name=one.name.title(), first_name="花子", is_staff=True,
            department=department,
        )  # fmt: skip
        user.groups.set(Group.objects.filter(name__in=one.roles))
        people[one.name] = user
    desk.members.add(people["aoki"], people["abe"])
    other.members.add(people["chiba"])
    User.objects.filter(username__in=("baba", "endo")).update(manager=people["kudo"])
    User.objects.filter(username="aoki").update(manager=people["baba"])
    Department.objects.filter(code="PLANNING").update(head=people["kudo"])
    return {user.username: user for user in User.objects.all()}


def leave() -> None:
    """Let those whom the deputy stands in for go on leave."""
    deputy = ROLES["deputy"]
    User.objects.filter(username__in=deputy.answers[1:]).update(
        deputy=User.objects.get(username=deputy.name), absent_from=FIRST, absent_until=LAST
    )
