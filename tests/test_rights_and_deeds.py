"""Right × deed × role × whose: what each role may do to which record, read from the deeds and held to a reviewed table.

`tests/rights.csv` has a row for each deed and side that its record can be on: `mine` (at Aoki's desk, Goto's vendor),
`other` (at another desk, another's vendor), `ended`, `restricted`, and `new` where it begins a record. A deed without a
row, and a row without a deed, fail. After a deliberate change write the table anew with
`PORTAL_WRITE_RIGHTS_TABLE=1 python -m pytest tests/test_rights_and_deeds.py` and review the difference.
"""

import csv
import os
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model

from cases.models import Case
from cases.states import Status
from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL, Actor, Outsider, Staff
from privacyportal.backoffice.deeds import Deed, NotPermitted, deeds, sees
from privacyportal.backoffice.rights import FOLLOWS
from tests.factories.cases import answered, open_case
from tests.test_access import ROLES
from tests.world import AT, World, build

TABLE = Path(__file__).with_name("rights.csv")
ACTORS = (*(role for role in ROLES if role != "anonymous"), "portal", "outsider")
NEW = "new"


@pytest.fixture
def world(
    baba: User,
    endo: User,
    aoki: User,
    kudo: User,
    goto: User,
    ueda: User,
    doi: User,
    honda: User,
    chiba: User,
    settings: Any,
    tmp_path: Path,
) -> World:
    """The whole cast with their records."""
    settings.MEDIA_ROOT = tmp_path
    return build({user.username: user for user in User.objects.all()})


def record_of(deed: Deed[..., Any]) -> type[Model] | None:
    """Return the kind of record that a deed's right is asked of; None where it begins one."""
    if not deed.on:
        return None
    hint = deed.service.__annotations__[deed.on]
    if not (isinstance(hint, type) and issubclass(hint, Model)):
        return None
    # A deed on any row of a family (an erasure) is tried on the first kind of that family.
    return min(hint.__subclasses__(), key=lambda kind: kind._meta.label) if hint._meta.abstract else hint


def sides(deed: Deed[..., Any], world: World, special: dict[str, Case]) -> dict[str, Model | None]:
    """Return the records that a deed is tried on, by side."""
    model = record_of(deed)
    if model is None or not (model._default_manager.exists()):
        return {NEW: None}
    if model is Case:
        return {side: world.sample(Case, side) for side in ("mine", "other")} | dict(special)
    mine, other = world.sample(model, "mine"), world.sample(model, "other")
    return {"mine": mine} if mine == other else {"mine": mine, "other": other}


def may(deed: Deed[..., Any], by: Actor, obj: Model | None) -> bool:
    """Return whether the deed lets an actor pass; asked as the deed itself asks."""
    try:
        deed.insist(by, obj)
    except NotPermitted:
        return False
    return True


def measured(world: World) -> dict[str, dict[str, str]]:
    """Return who may do what to which record."""
    people = {role: User.objects.get(username=name) for role, name in ROLES.items() if name}
    special: dict[str, Case] = {
        "ended": answered(by=people["desk_handler"], approver=people["compliance_officer"]),
        "restricted": open_case(by=people["compliance_officer"], restricted=True),
    }
    # How a case ends is not what is asked here.
    Case.objects.filter(pk=special["ended"].pk).update(status=Status.CLOSED, closed_at=AT)
    found = {}
    for name, deed in sorted(deeds().items()):
        for side, obj in sides(deed, world, special).items():
            stranger = Outsider("社外 太郎", "VENDOR-9999", frozenset(deed.right.permissions))
            actors: dict[str, Actor] = {role: Staff(person) for role, person in people.items()}
            actors |= {"portal": PORTAL, "outsider": stranger}
            found[f"{name} [{side}]"] = {role: "yes" if may(deed, by, obj) else "" for role, by in actors.items()}
    return found


def stored() -> dict[str, dict[str, str]]:
    """Return the reviewed table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {row.pop("deed"): row for row in csv.DictReader(file)}


def write(table: dict[str, dict[str, str]]) -> None:
    """Write the table for review."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["deed", *ACTORS], lineterminator="\n")
        writer.writeheader()
        writer.writerows({"deed": name, **row} for name, row in sorted(table.items()))


def test_every_actor_may_do_what_the_table_says_and_nothing_else(world: World) -> None:
    found = measured(world)
    if os.environ.get("PORTAL_WRITE_RIGHTS_TABLE"):
        write(found)
    wanted = stored()
    assert sorted(found) == sorted(wanted), "a deed has no row in tests/rights.csv, or a row no deed"
    assert {name: row for name, row in found.items() if row != wanted[name]} == {}


def test_every_deed_is_declared(world: World) -> None:
    assert not [
        name
        for name, deed in deeds().items()
        if not deed.right.permissions
        and deed.right.personally is None
        and deed.right is not FOLLOWS
        and not deed.by_portal
    ]


def test_what_another_role_may_not_see_it_may_not_change(world: World) -> None:
    """The right alone does not open a record: the deed asks whether the actor sees it."""
    handler = Staff(User.objects.get(username="aoki"))
    hidden = world.sample(Case, "other")
    assert not sees(handler, hidden)
    for name, deed in deeds().items():
        if record_of(deed) is Case and deed.right is not FOLLOWS:
            assert not may(deed, handler, hidden), name


def test_an_outsider_may_do_what_the_link_grants_on_the_record_it_is_bound_to_and_nowhere_else(world: World) -> None:
    case, other = world.sample(Case, "mine"), world.sample(Case, "other")
    bound = Outsider("佐々木 涼子", str(case.reference), frozenset({"cases.handle_case"}))
    assert bound.holds("cases.handle_case", case)
    assert not bound.holds("cases.handle_case", other)
    assert not bound.holds("cases.approve_case", case)
    assert (bound.account, bound.name, bound.kind.value) == (None, "佐々木 涼子", "outsider")
