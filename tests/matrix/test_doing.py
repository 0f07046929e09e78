"""Role × record × verb: who may do which deed, add, change, delete, choose in bulk, bring in? `deeds.csv` says it.

Asked of every deed for every record, and sent to every button, form, bulk action and import as everybody who may not:
refused, and not one row changed. `doing.csv` is what was found (see test_reading.py for how it is written anew).
"""

import csv
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpResponseBase
from django.urls import reverse

from cases.models import Case
from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL, Staff
from privacyportal.backoffice.deeds import Deed, NotPermitted, deeds, in_place
from privacyportal.notifications import services as notifications
from privacyportal.notifications.models import Message
from privacyportal.policies.models import StaffPledge
from privacyportal.references.models import Reference
from tests.backoffice.registered import screens
from tests.matrix import oracle
from tests.matrix.cast import ROLES, by_day
from tests.matrix.channels import Asker, name_of
from tests.matrix.conftest import SignIn
from tests.matrix.table import Matrix, Row, compare
from tests.matrix.things import AT, Thing, Things
from tests.test_rights_and_deeds import record_of

pytestmark = pytest.mark.long
TABLE, OFFICES = Path(__file__).with_name("doing.csv"), Path(__file__).with_name("deeds.csv")
CASES = (
    "case of one's own", "case of a colleague at the desk", "case at another desk", "case moved to another desk",
    "restricted case of a colleague", "closed case",
)  # fmt: skip
# What a refusal itself writes: the trail, the session, the form's token.
TRACES = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) (?!"?(audit_|django_session|backoffice_sen))', re.IGNORECASE)
REFUSED = {302, 403, 404, 405}


@pytest.fixture(autouse=True)
def undone(things: Things) -> Iterator[None]:
    """Give back what a test has changed."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@cache
def offices() -> dict[str, dict[str, str]]:
    """Return the words of `deeds.csv`: those of `who.csv`, and `self` for one's own record."""
    with OFFICES.open(encoding="utf-8", newline="") as file:
        return {row.pop("deed"): row for row in csv.DictReader(file)}


def may(deed: str, role: str, thing: Thing) -> bool:
    """What the table says of a deed, a role and a record."""
    word, row, who = offices()[deed][role], thing.row, ROLES[role]
    match word:
        case "self":
            owner = row.person if isinstance(row, StaffPledge) else row
            return isinstance(owner, User) and owner.username == who.name
        case "as who.csv says":
            return oracle.reads(thing, "contents", role)
    return oracle.grants(word, who, oracle.facts(row))


def records(deed: Deed[..., object], things: Things) -> list[Thing]:
    """Return the records that a deed is tried on: those with words, else one of the kind; none where it begins one."""
    model = record_of(deed)
    if model is Reference:
        return [Thing(f"number of the {name}", things.every[name].row.reference) for name in VENDORS]  # type: ignore[attr-defined]
    found = [thing for thing in things.every.values() if type(thing.row) is model]
    if model is Case:
        return [thing for thing in found if thing.name in CASES]
    if model is User:
        return [Thing(f"account of {name}", things.people[name]) for name in ("goto", "chiba")]
    if found or model is None:
        return found
    first = model._default_manager.order_by("pk").first()
    return [] if first is None else [Thing(model._meta.label, first)]


VENDORS = ("vendor of one's own", "vendor of another")


def lets(deed: Deed[..., object], user: User, row: Model | None) -> bool:
    """Whether the deed lets somebody pass, asked as the deed itself asks."""
    try:
        deed.insist(in_place(Staff(user), row, AT), row)
    except NotPermitted:
        return False
    return True


def test_every_deed_lets_pass_on_every_record_whom_the_table_says(things: Things) -> None:
    matrix, wrong = Matrix(), []
    for name, deed in sorted(deeds().items()):
        assert name in offices(), f"{name} has no row in tests/matrix/deeds.csv"
        for thing in records(deed, things) or [Thing("a new record", User())]:
            row = thing.row if thing.row.pk else None
            for role, who in ROLES.items():
                is_let = bool(who.name) and lets(deed, things.people[who.name], row)
                matrix.say(Row(thing.name, "", "deed", name), role, is_let=is_let)
                if is_let != may(name, role, thing):
                    wrong.append((name, thing.name, role, is_let))
    assert set(offices()) == set(deeds()), "a row of tests/matrix/deeds.csv has no deed"
    assert wrong == [], "\n".join(map(str, wrong))
    compare(matrix, TABLE)


# Sent by who may not: refused, and nothing has changed


def changed(asker: Asker, path: str, **said: object) -> tuple[int, list[str]]:
    """Send something; return the answer's status, and the statements that changed a row of the business."""
    statements: list[str] = []

    def note(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        statements.extend([sql[:120]] if TRACES.match(sql) else [])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(note):
        answer: HttpResponseBase = asker.client.post(path, said)
        transaction.set_rollback(True)
    return answer.status_code, statements


def hold(asker: Asker, path: str, **said: object) -> None:
    """Hold that something sent is refused and changes nothing."""
    status, statements = changed(asker, path, **said)
    assert status in REFUSED, (asker.role, path, status)
    assert statements == [], (asker.role, path)


def of_kind(model: type[Model], things: Things) -> Thing | None:
    """Return a record of a kind, of another rather than one's own."""
    found = [thing for thing in things.every.values() if type(thing.row) is model]
    others = [thing for thing in found if "another" in thing.name]
    if found:
        return (others or found)[0]
    first = model._default_manager.order_by("pk").first()
    return None if first is None else Thing(model._meta.label, first)


@pytest.mark.parametrize("role", by_day(*ROLES))
def test_no_button_does_anything_for_whom_the_table_does_not_name(role: str, things: Things, ask: SignIn) -> None:
    asker = ask(role)
    for screen in screens():
        thing = of_kind(screen.model, things)
        for action in screen.object_actions if thing is not None else ():
            if not may(action.deed.name, role, thing):
                hold(asker, reverse(name_of(screen.model, action.name), args=[thing.row.pk]), reason="確認")


@pytest.mark.parametrize("role", by_day(*ROLES))
def test_no_form_adds_changes_or_deletes_for_whom_the_table_does_not_name(
    role: str, things: Things, ask: SignIn
) -> None:
    asker = ask(role)
    for screen in screens():
        label, thing = screen.opts.label, of_kind(screen.model, things)
        if not oracle.opens(label, "add", role):
            hold(asker, reverse(name_of(screen.model, "add")), name="x")
        if thing is None:
            continue
        word = oracle.word_for(label, "change", role)
        if not oracle.grants(word, ROLES[role], oracle.facts(thing.row)):
            hold(asker, reverse(name_of(screen.model, "change"), args=[thing.row.pk]), name="x", reason="確認")
        hold(asker, reverse(name_of(screen.model, "delete"), args=[thing.row.pk]), post="yes")


@pytest.mark.parametrize("role", by_day(*ROLES))
def test_no_list_deletes_or_sends_what_is_chosen_across_its_pages(role: str, things: Things, ask: SignIn) -> None:
    asker = ask(role)
    chosen = list(Message.objects.order_by("pk").values_list("pk", flat=True)[:5])
    across = {"action": "resend_selected", "select_across": "1", "_selected_action": chosen}
    status, statements = changed(asker, reverse("admin:notifications_message_changelist"), **across)
    assert statements == []
    if not oracle.opens("notifications.Message", "list", role):
        assert status in REFUSED
    for screen in screens():
        if oracle.opens(screen.opts.label, "list", role) and asker.user is not None:
            assert "delete_selected" not in screen.get_actions(asker.request)
    if offices()["notifications.resend_many"][role] != "all":
        keys = ",".join(map(str, chosen))
        hold(asker, reverse("admin:notifications_message_resend_many"), mails=keys, reason="確認")


def test_of_mails_chosen_together_none_is_sent_where_one_is_not_the_persons_to_see(things: Things, ask: SignIn) -> None:
    """Even for somebody to whom the right was given beside the role."""
    aoki = things.people["aoki"]
    aoki.user_permissions.add(
        permission("notifications", "resend_message"), permission("notifications", "view_message")
    )
    failed = [mail(things, name) for name in ("case of one's own", "case at another desk")]
    path = reverse("admin:notifications_message_resend_many")
    asker = ask("desk_handler")
    hold(asker, path, mails=",".join(str(one.pk) for one in failed), reason="確認")
    with pytest.raises(NotPermitted):
        deeds()["notifications.resend_many"](
            messages=failed, reason="確認", by=Staff(User.objects.get(pk=aoki.pk)), at=AT
        )
    status, statements = changed(asker, path, mails=str(failed[0].pk), reason="確認")
    assert (status, bool(statements)) == (302, True)


def mail(things: Things, about: str) -> Message:
    """A mail about a record that failed."""
    about_it = {"key": f"matrix:{about}", "reference": things.every[about].row.reference}  # type: ignore[attr-defined]
    notifications.queue(kind="cases.assigned", recipients=[things.people["baba"]], by=PORTAL, at=AT, **about_it)
    Message.objects.filter(**about_it).update(status="failed", reason="refused")
    return Message.objects.get(**about_it)


def permission(app: str, codename: str) -> Permission:
    """Return a permission by name."""
    return Permission.objects.get(content_type__app_label=app, codename=codename)
