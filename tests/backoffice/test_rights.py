"""Who holds a right, on which record, for whom? Without a database: what is granted is a table."""

from types import SimpleNamespace

import pytest
from django.db import models
from django.utils.translation import override

from privacyportal.accounts.models import Department, User
from privacyportal.audit.actors import PORTAL, Actor, Deputy, Outsider, Staff, acting, number_of
from privacyportal.backoffice.rights import FOLLOWS, OWN, Right, right
from privacyportal.backoffice.steps import Step, table

HANDLE, OTHER_APP = "accounts.change_department", "vendors.change_vendor"
HERE, THERE = Department(pk=7), Department(pk=8)
AOKI = User(pk=1, username="aoki", last_name="青木", first_name="健")
BABA = User(pk=2, username="baba", last_name="馬場", first_name="恵")
GONE = User(pk=3, username="gone", last_name="退職", first_name="者", is_active=False)

type Grant = tuple[str, str, int | None]


@pytest.fixture
def granted(monkeypatch: pytest.MonkeyPatch) -> set[Grant]:
    """Who holds what by role (no record) or on one record; a closed account is asked nothing less."""
    grants: set[Grant] = set()

    def has_perm(self: User, permission: str, obj: models.Model | None = None) -> bool:
        return (self.username, permission, obj.pk if obj is not None else None) in grants

    monkeypatch.setattr(User, "has_perm", has_perm)
    return grants


AOKI_BY_ROLE: Grant = ("aoki", HANDLE, None)
AOKI_HERE: Grant = ("aoki", HANDLE, 7)
BABA_BY_ROLE: Grant = ("baba", HANDLE, None)
BABA_HERE: Grant = ("baba", HANDLE, 7)
DEPUTY = Deputy(AOKI, BABA)

# The actor, what is granted, the permission, the record; and whether it is held.
HELD: list[tuple[Actor, set[Grant], str, Department | None, bool]] = [
    (Staff(AOKI), {AOKI_BY_ROLE}, HANDLE, None, True),
    (Staff(AOKI), {AOKI_BY_ROLE}, HANDLE, HERE, True),
    (Staff(AOKI), {AOKI_HERE}, HANDLE, HERE, True),
    (Staff(AOKI), {AOKI_HERE}, HANDLE, THERE, False),
    (Staff(AOKI), {AOKI_HERE}, HANDLE, None, False),
    (Staff(AOKI), {("aoki", OTHER_APP, 7)}, OTHER_APP, HERE, False),
    (Staff(AOKI), {("aoki", "accounts", 7)}, "accounts", HERE, False),
    (Staff(AOKI), {BABA_BY_ROLE, BABA_HERE}, HANDLE, HERE, False),
    (Staff(GONE), {("gone", HANDLE, None), ("gone", HANDLE, 7)}, HANDLE, HERE, False),
    # A deputy has the rights of their own role, and what is given to the absent person on this one record.
    (DEPUTY, {AOKI_BY_ROLE}, HANDLE, None, True),
    (DEPUTY, {AOKI_HERE}, HANDLE, HERE, True),
    (DEPUTY, {AOKI_HERE}, HANDLE, THERE, False),
    (DEPUTY, {BABA_BY_ROLE}, HANDLE, None, False),
    (DEPUTY, {BABA_BY_ROLE, BABA_HERE}, HANDLE, HERE, False),
    (DEPUTY, {BABA_HERE}, HANDLE, HERE, True),
    (DEPUTY, {BABA_HERE}, HANDLE, THERE, False),
    (DEPUTY, {BABA_HERE}, HANDLE, None, False),
    (DEPUTY, {("baba", OTHER_APP, 7)}, OTHER_APP, HERE, False),
    (Deputy(AOKI, GONE), {("gone", HANDLE, 7)}, HANDLE, HERE, False),
    (Deputy(GONE, BABA), {BABA_HERE}, HANDLE, HERE, False),
    (PORTAL, {AOKI_BY_ROLE}, HANDLE, HERE, False),
]


@pytest.mark.parametrize(("actor", "grants", "permission", "record", "expected"), HELD)
def test_who_holds_a_permission(
    *,
    granted: set[Grant],
    actor: Actor,
    grants: set[Grant],
    permission: str,
    record: Department | None,
    expected: bool,
) -> None:
    granted |= grants
    assert actor.holds(permission, record) is expected
    assert right(permission).held_by(actor, record) is expected


def heads(account: User, obj: models.Model) -> bool:
    """Who is in charge of the record: Baba here, the one who left there."""
    return (account.username, obj.pk) in {("baba", 7), ("gone", 8)}


# The actor, the record, whether a deputy does it for whom it is; and whether the record itself gives the right.
PERSONAL: list[tuple[Actor, Department | None, bool, bool]] = [
    (Staff(BABA), HERE, False, True),
    (Staff(BABA), HERE, True, True),
    (Staff(BABA), THERE, False, False),
    (Staff(BABA), None, False, False),
    (Staff(AOKI), HERE, True, False),
    (Staff(GONE), THERE, False, False),
    (DEPUTY, HERE, True, True),
    (DEPUTY, HERE, False, False),
    (DEPUTY, None, True, False),
    (Deputy(BABA, AOKI), HERE, True, True),
    (Deputy(BABA, AOKI), HERE, False, True),
    (Deputy(GONE, BABA), HERE, True, False),
    (PORTAL, HERE, True, False),
]


@pytest.mark.parametrize(("actor", "record", "by_deputy", "expected"), PERSONAL)
def test_who_holds_a_right_by_what_the_record_says(
    *, granted: set[Grant], actor: Actor, record: Department | None, by_deputy: bool, expected: bool
) -> None:
    granted.clear()
    assert right(HANDLE, personally=heads, by_deputy=by_deputy).held_by(actor, record) is expected


def test_any_of_the_permissions_gives_a_right_and_none_gives_what_only_follows(granted: set[Grant]) -> None:
    granted |= {AOKI_BY_ROLE}
    assert right(OTHER_APP, HANDLE).held_by(Staff(AOKI), HERE)
    assert not right(OTHER_APP).held_by(Staff(AOKI), HERE)
    assert not FOLLOWS.held_by(Staff(AOKI), HERE)


def test_ones_own_account_is_ones_own_alone(granted: set[Grant]) -> None:
    granted.clear()
    assert OWN.held_by(Staff(AOKI), AOKI)
    assert not OWN.held_by(Staff(AOKI), BABA)
    assert not OWN.held_by(DEPUTY, BABA)


def test_a_right_is_told_by_its_permissions() -> None:
    assert right(HANDLE) == Right((HANDLE,), None, by_deputy=False)
    assert (str(right(HANDLE, OTHER_APP)), str(OWN)) == (f"{HANDLE} | {OTHER_APP}", "personal")


def test_a_link_grants_what_it_was_made_for_on_its_one_record() -> None:
    link = Outsider(called="山本", company="甲社", reference="V-7", grants=frozenset({"vendors.answer"}))
    bound, other = SimpleNamespace(reference="V-7"), SimpleNamespace(reference="V-8")
    assert link.holds("vendors.answer", bound)
    assert not link.holds("vendors.answer", other)
    assert not link.holds("vendors.answer")
    assert not link.holds("vendors.sign_off", bound)
    assert (number_of(bound), number_of(SimpleNamespace())) == ("V-7", "")


def test_actors_are_told_by_their_words() -> None:
    link = Outsider(called="山本", company="甲社", reference="V-7", grants=frozenset())
    alone = Outsider(called="山本", reference="V-7", grants=frozenset())
    with override("en"):
        words = [str(actor) for actor in (Staff(AOKI), DEPUTY, PORTAL, link, alone)]
    assert words == [
        "青木 健",
        "青木 健 for 馬場 恵",
        "the portal",
        "甲社 山本 (outside, by link)",
        "山本 (outside, by link)",
    ]
    assert [actor.name for actor in (Staff(AOKI), DEPUTY, PORTAL, link, alone)] == [
        "aoki",
        "aoki",
        "",
        "甲社 山本",
        "山本",
    ]


def test_the_account_that_acts_and_whom_it_stands_for() -> None:
    assert (Staff(AOKI).account, Staff(AOKI).stands_for) == (AOKI, None)
    assert (DEPUTY.account, DEPUTY.stands_for) == (AOKI, BABA)
    assert (PORTAL.account, PORTAL.stands_for) == (None, None)


def test_four_eyes_compare_persons() -> None:
    assert Staff(AOKI).is_same_person(AOKI)
    assert Staff(AOKI).is_same_person(User(pk=9, username="aoki2", last_name="青木", first_name="健"))
    assert not Staff(AOKI).is_same_person(BABA)
    assert not DEPUTY.is_same_person(BABA)
    assert not Staff(AOKI).is_same_person(None)
    assert not PORTAL.is_same_person(None)
    assert not PORTAL.is_same_person(AOKI)


def test_a_bare_account_acts_for_itself_and_nothing_else_acts() -> None:
    assert acting(AOKI) == Staff(AOKI)
    assert acting(PORTAL) is PORTAL
    assert acting(DEPUTY) is DEPUTY
    with pytest.raises(TypeError, match=r"^Not an actor: None; the portal itself is PORTAL\.$"):
        acting(None)


def test_a_table_of_steps_names_each_once_and_says_where_it_starts() -> None:
    step = Step(name="start", words="開始", sources=("draft", "sent back"), target="running", right=FOLLOWS)
    assert table([step]) == {"start": step}
    assert [step.starts_from(status) for status in ("draft", "sent back", "running")] == [True, True, False]
    with pytest.raises(TypeError, match=r"^Two steps of a table have one name\.$"):
        table([step, step])
