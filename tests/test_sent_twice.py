"""Every form of every page that changes something, sent twice: recorded once. Read from the URL patterns."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.test import Client
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.admin import PortalModelAdmin
from privacyportal.backoffice.confirming import CONFIRMED_AT
from privacyportal.backoffice.dates import TOKYO, tokyo_day
from privacyportal.backoffice.sendings import ONCE
from tests.forms import Form, Forms
from tests.routes import routes
from tests.test_access import ROLES, TABLE, rows, world  # noqa: F401  The fixture.
from tests.world import World

pytestmark = pytest.mark.long

# Forms that may be sent any number of times, and why.
REPEATABLE = {
    "/admin/logout/": "whoever is signed out stays so",
    "/language/": "the same choice again is the same choice",
    "/admin/audit/auditentry/verify/": "reads and stores nothing",
    "/sign-in/key/": "a secret and a challenge are good for one key, and its name is its own",
    "/sign-in/again/": "who has shown it twice has shown it",
    "/admin/password_change/": "asks for the present password, which is another one afterwards",
}
# A form is opened late in the evening and sent on the next day: what it says of "today" is no change by anybody.
LATE, HOURS = time(23, 30, tzinfo=TOKYO), timedelta(hours=2)
# Only mails that failed are sent again: at a second sending none of them has.
HARMLESS_TWICE = {"resend_selected"}
# Django's list is a form that could send actions and edited rows; ours have none of either. A search stores nothing.
SENDS_NOTHING = {"changelist-form", "changelist-search", "portal-find"}
# Pages whose form was refused as the test fills it in: the mechanism is the same, the words it needs are others.
LEAST_RECORDED = 40


@dataclass(frozen=True)
class Page:
    """A page with a form that changes something: whose it is and where the form is sent."""

    path: str
    client: Client
    user: User
    form: Form

    @property
    def target(self) -> str:
        """Where the form is sent, without its anchor."""
        return self.form.action.partition("#")[0] or self.path

    def confirm(self) -> None:
        """Have the person said again, just now, that it is they who sit at the screen."""
        session = self.client.session
        session[CONFIRMED_AT] = timezone.now().isoformat()
        session.save()

    def send(self) -> Any:
        """Send the form as it stands on the page."""
        for value in self.form.values.values():
            if isinstance(value, SimpleUploadedFile):
                value.seek(0)
        return self.client.post(self.target, self.form.values)


def late_in_the_evening() -> datetime:
    """The present Tokyo day, shortly before its end."""
    return datetime.combine(tokyo_day(timezone.now()), LATE)


@pytest.fixture
def pages(world: World) -> Iterator[list[Page]]:  # noqa: F811
    """Every form that is sent, of every page, as the first role that may open the page."""
    with time_machine.travel(late_in_the_evening(), tick=False):
        yield forms_of_pages(world)


def forms_of_pages(world: World) -> list[Page]:  # noqa: F811
    """Sign in each role, and read every page that the table lets it open."""
    with TABLE.open(encoding="utf-8") as file:
        table = {row["route"]: row for row in csv.DictReader(file)}
    users = {role: User.objects.get(username=name) for role, name in ROLES.items() if name}
    clients = {role: Client(raise_request_exception=False) for role in users}
    for role, client in clients.items():
        client.force_login(users[role], backend="privacyportal.accounts.backends.PortalBackend")
    found = []
    for route in routes():
        for row, path in rows(route, world):
            role = next((role for role in clients if table.get(row, {}).get(role) == "200"), None)
            if role is None:
                continue
            page = clients[role].get(path)
            if page.get("Content-Type", "").startswith("text/html"):
                forms = Forms(page.content.decode()).found
                found += [Page(path, clients[role], users[role], form) for form in forms if form.method == "post"]
    return [page for page in found if page.target not in REPEATABLE and page.form.key not in SENDS_NOTHING]


def is_for_its_target(page: Page) -> bool:
    """Whether the form carries a token for its person and for where it is sent."""
    signer = TimestampSigner(salt=json.dumps(["portal.once", page.user.pk, page.target.partition("?")[0]]))
    try:
        signer.unsign(str(page.form.values.get(ONCE, "")))
    except BadSignature:
        return False
    return True


def test_every_form_of_every_page_is_recorded_once(pages: list[Page]) -> None:
    recorded, twice, faults, conflicts = 0, {}, [], []
    assert len(pages) > LEAST_RECORDED
    assert [page.path for page in pages if not is_for_its_target(page)] == []
    for page in pages:
        with transaction.atomic(), time_machine.travel(timezone.now() + HOURS, tick=False):
            page.confirm()
            first = page.send()
            entries = AuditEntry.objects.count()
            if first.status_code == HTTPStatus.FOUND:
                second = page.send()
                recorded += 1
                led = second.get("Location", "") == first["Location"].partition("?")[0]
                if not led or AuditEntry.objects.count() != entries:
                    twice[page.path] = (first["Location"], second.status_code, second.get("Location"))
            elif first.status_code == HTTPStatus.INTERNAL_SERVER_ERROR:
                faults.append(page.path)
            elif "ほかの利用者が" in first.content.decode():
                conflicts.append(page.path)
            transaction.set_rollback(True)
    assert (twice, faults) == ({}, [])
    # Nobody is told that somebody else was faster where nobody was.
    assert conflicts == []
    assert recorded >= LEAST_RECORDED


def test_lists_change_nothing_that_a_second_sending_would_change_again() -> None:
    screens = admin.site._registry.values()
    assert [one for one in screens if one.list_editable or one.inlines] == []
    assert {action for one in screens for action in one.actions or ()} == HARMLESS_TWICE


def test_no_screen_answers_by_another_way() -> None:
    own = {"changeform_view", "action_view", "get_object"}
    classes = {cls for one in admin.site._registry.values() for cls in type(one).__mro__}
    others = classes - set(PortalModelAdmin.__mro__)
    assert {cls.__name__: own & set(vars(cls)) for cls in others if own & set(vars(cls))} == {}
