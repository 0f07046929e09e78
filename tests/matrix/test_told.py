"""Every page that stands by itself × role: what an answer names of records, the kept views tell.

The records' own words and numbers are looked for in the answer; the views that the answer left say which records it
showed. A page that names one record more than they say fails, and so does a new page with an argument that this test
does not know how to fill.
"""

import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL, Staff, number_of
from privacyportal.audit.models import AuditEntry, Reading
from privacyportal.backoffice import reading
from privacyportal.calendars.models import CalendarVersion
from privacyportal.checklists.models.about import AboutSubject
from privacyportal.clocks.models import Clock
from privacyportal.clocks.show import feeds
from privacyportal.notifications import services as notifications
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import BOUNCED, Reason, Status
from privacyportal.references.models import Reference
from tests.matrix.cast import ROLES, by_day
from tests.matrix.channels import WORD, Asker, text_of
from tests.matrix.conftest import SignIn
from tests.matrix.things import AT, Things
from tests.routes import Route, routes
from vendors.models import Entrustment, VendorEvidence

pytestmark = pytest.mark.long
# A year stands in the numbers of some kinds; what looks like a number and is none is not in the table of numbers.
NUMBER = re.compile(r"[A-Z]+(?:-\d+)+")
LINK = re.compile(r'href="([^"#]*\?[^"#]*)"')
# Asked in a body (tests/audit/test_readings.py), or they end the session.
NOT_ASKED = {"autocomplete", "menu_search", "sign_out", "admin:logout", "admin:autocomplete"}

type Fill = Callable[[Things, Asker], Iterator[dict[str, object]]]


def numbers(things: Things, asker: Asker) -> Iterator[dict[str, object]]:
    """The number of each record."""
    for number in sorted({number for _word, number in known(things)}):
        yield {"number": number}


def files(things: Things, asker: Asker) -> Iterator[dict[str, object]]:
    """The key of each file."""
    yield from ({"pk": thing.row.pk} for thing in things.every.values() if thing.label == "attachments.Attachment")


def clocks(things: Things, asker: Asker) -> Iterator[dict[str, object]]:
    """The key of one clock of each record."""
    firsts: dict[int, int] = {}
    for reference, pk in Clock.objects.order_by("pk").values_list("reference_id", "pk"):
        firsts.setdefault(reference, pk)
    yield from ({"pk": pk} for pk in firsts.values())


def drafts(things: Things, asker: Asker) -> Iterator[dict[str, object]]:
    """The key of each version of a calendar."""
    yield from ({"pk": pk} for pk in CalendarVersion.objects.order_by("pk").values_list("pk", flat=True)[:3])


def secret(things: Things, asker: Asker) -> Iterator[dict[str, object]]:
    """The secret address of the person's own deadlines."""
    if asker.user is not None:
        yield {"token": feeds.make(user=asker.user, by=Staff(asker.user), at=AT)}


FILLED: dict[str, Fill] = {
    "reference": numbers, "attachment": files, "clock_ledger": clocks, "calendar_impact": drafts, "feed": secret,
}  # fmt: skip
# Answered without a record: led on, found by nobody, or a chapter of the guide.
EMPTY = {"guide", "mailbox_letter", "mailbox_letter_html", "choose_password", "admin:app_list", "admin:view_on_site"}


def paths(route: Route, things: Things, asker: Asker) -> Iterator[str]:
    """Yield the addresses of a route.

    :raises KeyError: for a route with arguments that nobody has said how to fill.
    """
    if not route.arguments:
        yield route.path()
    elif route.name not in EMPTY:
        yield from (route.path(**values) for values in FILLED[route.name](things, asker))


def alone() -> list[Route]:
    """Return the routes that belong to no record's admin class."""
    return [route for route in routes() if route.model is None and route.name not in NOT_ASKED]


def known(things: Things) -> Iterator[tuple[str, str]]:
    """Yield (word, number of the record that it belongs to)."""
    for word, thing, _part in things.words():
        if number := number_of(thing.page or thing.row):
            yield word, number


def named(text: str, words: dict[str, str]) -> set[str]:
    """Return the numbers of the records that a text names, by number or by word."""
    plain = unescape(text)
    met = {words[word] for word in words.keys() & set(WORD.findall(plain))} | set(NUMBER.findall(plain))
    return set(Reference.objects.filter(number__in=met).values_list("number", flat=True))


def told(views: list[Reading]) -> set[str]:
    """Return the numbers of the records that views tell of."""
    found = {view.reference for view in views}
    for view in views:
        if view.model and view.what in (Reading.What.RECORD, Reading.What.ROWS, Reading.What.SEARCH):
            keys = [*view.keys, *filter(None, [view.object_pk])]
            rows = apps.get_model(view.model)._default_manager.filter(pk__in=keys)
            found |= {number for row in rows for number in (number_of(row), whose(row))}
    return found


def whose(row: Model) -> str:
    """Return the number of the record that a row is part of and named by: a check's subject, a contract's vendor."""
    match row:
        case AboutSubject():
            return row.concerned.number
        case Entrustment() | VendorEvidence():
            return row.vendor.reference.number
    return ""


def answers(route: Route, things: Things, asker: Asker) -> Iterator[tuple[str, str, set[str]]]:
    """Yield (address, text, numbers that are told) of a route's pages, and of the questions that they offer themselves.

    That a file was taken stands in the trail.
    """
    client = asker.client if route.name != "feed" else Client()
    waiting, asked = list(paths(route, things, asker)), set[str]()
    while waiting:
        path = waiting.pop()
        if path in asked:
            continue
        asked.add(path)
        last = Reading.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        done = AuditEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        text = text_of(client.get(path))
        views = list(Reading.objects.filter(pk__gt=last, actor=asker.user))
        entries = AuditEntry.objects.filter(pk__gt=done, actor=asker.user).values_list("reference", flat=True)
        yield path, text, told(views) | set(entries)
        here = urlsplit(path).path
        offered = (unescape(link) for link in LINK.findall(text))
        waiting += [f"{here}?{urlsplit(link).query}" for link in offered if urlsplit(link).path in ("", here)]


def silent(things: Things, asker: Asker) -> tuple[dict[str, set[str]], set[str]]:
    """Return what each address named without a word of it anywhere; and the routes that named anything."""
    words, wrong, naming = dict(known(things)), dict[str, set[str]](), set[str]()
    for route in alone():
        for path, text, kept in answers(route, things, asker):
            met = named(text, words) - {part for part in urlsplit(path).path.split("/") if part}
            if met:
                naming.add(route.name)
            if missing := met - kept:
                wrong[path] = missing
    return wrong, naming


@pytest.fixture
def returned(things: Things) -> Iterator[Message]:
    """A mail to Aoki about a case that came back."""
    with transaction.atomic():
        aoki: User = things.people["aoki"]
        about = Reference.objects.get(number=number_of(things.every["case of one's own"].row))
        given = {"recipients": [aoki], "reference": about, "by": PORTAL, "at": AT}
        notifications.queue(kind="cases.assigned", key="matrix:returned", **given)
        mail = Message.objects.get(key="matrix:returned")
        Message.objects.filter(pk=mail.pk).update(status=Status.FAILED, reason=Reason.BOUNCED)
        notifications.queue(kind=BOUNCED, key=f"{BOUNCED}:{mail.pk}", **given)
        yield mail
        transaction.set_rollback(True)


@pytest.mark.parametrize("role", by_day(*ROLES))
def test_what_a_page_of_its_own_names_its_view_tells(role: str, things: Things, ask: SignIn, returned: Message) -> None:
    with transaction.atomic():
        wrong, _naming = silent(things, ask(role))
        transaction.set_rollback(True)
    assert wrong == {}


PAGES = {
    "deputy": {"work", "admin:index", "feed", "clock_ledger"},
    "desk_handler": {"work", "admin:index", "feed", "clock_ledger"},
    "vendor_owner": {"work", "admin:index", "feed", "clock_ledger"},
    "compliance_officer": {"work", "admin:index", "outlook", "clock_ledger"},
}


@pytest.mark.parametrize("role", PAGES)
def test_a_page_that_says_nothing_is_found(
    role: str, things: Things, ask: SignIn, returned: Message, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no page says what it names, each that names something is found."""
    monkeypatch.setattr(reading, "_say", lambda look: None)
    with transaction.atomic():
        wrong, naming = silent(things, ask(role))
        transaction.set_rollback(True)
    assert naming >= PAGES[role]
    for name in PAGES[role] - {"feed", "clock_ledger"}:
        assert any(urlsplit(path).path == reverse(name) for path in wrong), name
    for start in ("/feeds/", "/admin/clocks/clock/"):
        if {"/feeds/": "feed", "/admin/clocks/clock/": "clock_ledger"}[start] in PAGES[role]:
            assert any(path.startswith(start) for path in wrong), start


def test_a_page_that_says_nothing_of_the_mails_that_came_back_is_found(
    things: Things, ask: SignIn, returned: Message
) -> None:
    text = ask("desk_handler").get(reverse("work"))
    views = list(Reading.objects.filter(actor=things.people["aoki"], model="notifications.message"))
    assert number_of(returned) in text
    assert [str(returned.pk)] in [view.keys for view in views]
