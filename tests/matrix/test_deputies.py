"""A deputy sees what is the absent person's on the days of the absence, and nothing one second before or after."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.services import add_note
from privacyportal.accounts.models import User
from privacyportal.audit.actors import Staff
from privacyportal.backoffice.deeds import NotPermitted
from privacyportal.clocks.show import feeds
from tests.factories.cases import tokyo
from tests.matrix import cast, oracle
from tests.matrix.channels import WORD, Asker, of_files, of_numbers, of_pages, text_of
from tests.matrix.conftest import SignIn
from tests.matrix.things import AT, Things

pytestmark = pytest.mark.long


@pytest.fixture(autouse=True)
def undone(things: Things) -> Iterator[None]:
    """Give back what a test has changed."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def away(name: str, first: date | None, last: date | None, deputy: str = "kondo") -> None:
    User.objects.filter(username=name).update(
        absent_from=first, absent_until=last, deputy=User.objects.get(username=deputy)
    )


def touched(things: Things) -> Things:
    """The records that an absence could open, and some that it may not."""
    few = Things(things.people)
    names = (*OWN, "moved", "another desk", "vendor of another")
    few.every = {name: thing for name, thing in things.every.items() if any(part in name for part in names)}
    return few


OWN = ("one's own", "of a handler")


def read(asker: Asker, things: Things) -> set[tuple[str, str]]:
    """Which parts of which records somebody reads on their pages, by number, as files."""
    asked = touched(things)
    known = {word: (thing.name, part) for word, thing, part in asked.words()}
    met = set()
    for channel in (of_pages, of_files, of_numbers):
        for _channel, place, text in channel(asker, asked):
            met |= {known[word] for word in WORD.findall(text) if word in known and known[word][0] == place}
    return met


def granted(things: Things, *absent: str) -> set[tuple[str, str]]:
    """What the oracle grants the deputy while these are away."""
    deputy = replace(cast.ROLES["deputy"], answers=("kondo", *absent))
    return {
        (thing.name, part)
        for thing in touched(things).every.values()
        for part in thing.words
        if oracle.grants(oracle.word_for(oracle.kind_of(thing), part, "deputy"), deputy, oracle.facts(thing.row))
    }


MOMENTS = {
    "2026-11-22T23:59:59": (),
    "2026-11-23T00:00:00": ("aoki",),
    "2026-11-24T23:59:59": ("aoki",),
    "2026-11-25T00:00:00": ("aoki", "goto"),
    "2026-11-27T23:59:59": ("aoki", "goto"),
    "2026-11-28T00:00:00": ("goto",),
    "2026-11-30T23:59:59": ("goto",),
    "2026-12-01T00:00:00": (),
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_absences_that_overlap_open_each_what_is_that_persons(moment: str, things: Things, ask: SignIn) -> None:
    away("goto", date(2026, 11, 25), date(2026, 11, 30))
    with time_machine.travel(tokyo(moment), tick=False):
        found = read(ask("deputy"), things)
    assert found == granted(things, *MOMENTS[moment])


def test_an_absence_opens_cases_files_and_vendors(things: Things) -> None:
    opened = {thing for thing, _part in granted(things, "aoki", "goto") - granted(things)}
    assert opened >= {
        "case of one's own", "restricted case of one's own", "file of the case of one's own",
        "identity paper of the case of one's own", "contract of the vendor of one's own",
    }  # fmt: skip


@pytest.mark.parametrize(("moment", "may"), [("2026-11-27T23:59:59", True), ("2026-11-28T00:00:00", False)])
def test_a_deed_for_somebody_ends_with_the_absence(moment: str, may: bool, things: Things) -> None:
    case, deputy, at = things.every["case of one's own"].row, User.objects.get(username="kondo"), tokyo(moment)
    with time_machine.travel(at, tick=False):
        if may:
            assert add_note(case=case, text="確認", by=Staff(deputy), at=at).written_by == deputy
            return
        with pytest.raises(NotPermitted):
            add_note(case=case, text="確認", by=Staff(deputy), at=at)


def test_who_stands_in_for_a_deputy_stands_in_for_nobody_else(things: Things, ask: SignIn) -> None:
    away("kondo", cast.FIRST, cast.LAST, deputy="chiba")
    page = reverse("admin:cases_case_change", args=[things.every["case of one's own"].row.pk])
    assert ask("deputy").client.get(page).status_code == 200
    assert ask("other_handler").client.get(page).status_code == 404


def test_a_deputy_without_the_role_gets_nothing_by_standing_in(things: Things, ask: SignIn) -> None:
    away("aoki", cast.FIRST, cast.LAST, deputy="mori")
    away("goto", cast.FIRST, cast.LAST, deputy="mori")
    task = {("action of a handler at the vendor of another", "head"), ("finding of the vendor of another", "head")}
    # Whoever has been given a corrective action reports on it, whatever their role, and so does who stands in.
    assert read(ask("no_role"), things) - {("action of one's own at the vendor of another", "head")} == task


def test_for_a_closed_account_nobody_stands_in(things: Things, ask: SignIn) -> None:
    User.objects.filter(username__in=("aoki", "goto")).update(is_active=False)
    assert read(ask("deputy"), things) == granted(things)


def calendar(name: str, at: datetime) -> str:
    """What the calendar subscription of somebody holds."""
    user = User.objects.get(username=name)
    address = reverse("feed", args=[feeds.make(user=user, by=Staff(user), at=AT)])
    with time_machine.travel(at, tick=False):
        return text_of(Client().get(address))


def test_also_for_who_sees_every_case_those_of_the_absent_are_theirs_on_these_days_only(things: Things) -> None:
    away("aoki", cast.FIRST, cast.LAST, deputy="endo")
    number = str(things.every["case of one's own"].row.reference)  # type: ignore[attr-defined]
    assert number in calendar("endo", AT)
    assert number not in calendar("endo", tokyo("2026-11-28T00:00:00"))
