"""By which ways does a record reach a person? Every one is asked as this person, and its answer searched for words."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Model
from django.http import HttpResponseBase, QueryDict
from django.test import Client, RequestFactory
from django.urls import reverse

from cases.models import Case
from consents.models import DataSubject
from privacyportal.accounts.models import User
from privacyportal.attachments.models import Attachment
from privacyportal.audit.actors import Staff
from privacyportal.backoffice import searched
from privacyportal.backoffice.admin import PortalModelAdmin
from privacyportal.checklists.models import Assessment
from privacyportal.clocks.models import Clock
from privacyportal.clocks.show import feeds
from privacyportal.notifications.models import Message
from tests.backoffice.registered import screens
from tests.forms import Forms
from tests.matrix import oracle
from tests.matrix.things import AT, Thing, Things
from tests.routes import routes

WORD = re.compile(r"zq\d+qz")
# What a page that stands alone may be called without harm: asked by no argument, and answered with a page.
ALONE = (
    "admin:index", "work", "outlook", "calculator", "health", "restored", "mailbox", "my_calendar", "own_absence",
    "own_reminders", "own_keys", "own_sessions", "admin:cases_case_route", "admin:audit_auditentry_verify", "home",
    "metrics",
)  # fmt: skip


# Tabs that are asked for when they are opened: of every numbered record, and of a case.
TABS = ("files", "deadlines", "history", "readers")
OF_A_CASE = ("correspondence", "notes", "people", "decisions")
CLOSED = re.compile(r'href="\?part=all#(\w+)"')

# By these a part that one may read is met wherever anybody meets it there; by others it may or may not stand.
UNIFORM = ("page", "tab", "number", "file", "list", "search", "export")


@dataclass
class Asker:
    """Who asks, by which browser."""

    role: str
    client: Client
    user: User | None
    statuses: dict[str, int] = field(default_factory=dict)
    session: SessionBase | None = None

    def get(self, path: str, **asked: str) -> str:
        """Return what an address answers, whatever it answers: what is refused must tell nothing either."""
        return text_of(self.client.get(path, asked))

    @property
    def request(self) -> Any:
        """Return a request as a list receives it."""
        return self.asking("")

    def asking(self, question: str) -> Any:
        """Return a request to a list with a question."""
        made = RequestFactory().get("/", query_params=QueryDict(question))
        return self._signed(made)

    def searching(self, word: str) -> str:
        """Return the question by which a list is asked for a word: it is sent in a body, and sealed for the session."""
        led = searched.led(self._signed(RequestFactory().post("/", {"q": word})))
        return urlsplit(led["Location"]).query

    def _signed(self, made: Any) -> Any:
        if self.session is None:
            self.session = self.client.session
        made.user, made.session = self.user, self.session
        return made


def text_of(answer: HttpResponseBase) -> str:
    """Return all that an answer says: headers, and the body as text; a workbook is unpacked."""
    streamed = answer.streaming_content if answer.streaming else [answer.content]  # type: ignore[attr-defined]
    body = b"".join(streamed)  # type: ignore[arg-type]
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return f"{answer.headers} {body.decode(errors='replace')}"


def name_of(model: type[Model], page: str) -> str:
    """Return the name of an admin's address."""
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def whole(screen: PortalModelAdmin) -> dict[str, str]:
    """Return the question by which a list shows everything."""
    views = {made.parameter_name: made for made in screen.list_filter if isinstance(made, type)}
    shown = views.get("show")
    return {"show": "all"} if shown is not None and screen.model is not Message else {}


def readings(asker: Asker, things: Things) -> Iterator[tuple[str, str, str]]:
    """Yield (channel, kind of record that it belongs to, text) for every channel."""
    yield from of_lists(asker, things)
    yield from of_pages(asker, things)
    yield from of_files(asker, things)
    for name in ALONE:
        yield "pages of their own", "", asker.get(reverse(name))
    yield from of_fields(asker)
    yield from of_numbers(asker, things)
    if asker.user is not None:
        yield from of_questions(asker, things)
        yield from of_choices(asker, things)
        address = reverse("feed", args=[feeds.make(user=asker.user, by=Staff(asker.user), at=AT)])
        yield "calendar feed", "", text_of(Client().get(address))


def of_lists(asker: Asker, things: Things) -> Iterator[tuple[str, str, str]]:
    """Each list on the screen, as both kinds of file, and as a register; the form of a new record."""
    told = {thing.label for thing in things.every.values()} | NAMING
    for screen in screens():
        label, asked = screen.opts.label, whole(screen)
        for channel, page, args in (
            ("list", "changelist", []),
            ("new record's form", "add", []),
            ("export", "export", ["csv"]),
            ("register", "register", ["csv"]),
        ):
            if (page == "register" and label not in REGISTERS) or (page == "export" and label not in told):
                continue
            question = asked if page != "add" else {}
            answer = asker.client.get(reverse(name_of(screen.model, page), args=args), question)
            asker.statuses[f"{label} {channel}"] = answer.status_code
            yield channel, label, text_of(answer)


# Kinds that speak of other records: as files they are longer than a page of the list.
NAMING = {"audit.AuditEntry", "audit.RefusedAttempt", "clocks.Clock", "clocks.Notice", "notifications.Message"}
REGISTERS = {
    route.model._meta.label for route in routes() if route.name.endswith("_register") and route.model is not None
}


def of_pages(asker: Asker, things: Things) -> Iterator[tuple[str, str, str]]:
    """The page of each record, and each tab by itself."""
    for thing in things.every.values():
        if thing.page is None:
            page = reverse(name_of(type(thing.row), "change"), args=[thing.row.pk])
            yield "page", thing.name, asker.get(page)
            yield from (("tab", thing.name, text) for text in of_tabs(asker, thing, page))
            for name, keys in behind(thing):
                yield "page behind a page", thing.name, text_of(asker.client.get(reverse(name, args=keys), follow=True))


def of_tabs(asker: Asker, thing: Thing, page: str) -> Iterator[str]:
    """The page as a browser's script gets it, and what it then asks for, whether it is offered or not."""
    tabs = (*TABS, *OF_A_CASE) if isinstance(thing.row, Case) else TABS
    asker.client.cookies["parts"] = "opened"
    closed = asker.get(page)
    del asker.client.cookies["parts"]
    assert set(CLOSED.findall(closed)) <= set(tabs)
    yield closed
    for tab in tabs:
        yield asker.get(page, part=tab)


def behind(thing: Thing) -> Iterator[tuple[str, list[object]]]:
    """Yield the pages of a record beside its own: an address's name and its keys."""
    match thing.row:
        case Assessment():
            yield "admin:checklists_assessment_answers", [thing.row.pk]
        case DataSubject():
            yield "admin:consents_datasubject_matrix", [thing.row.pk]
    clock = Clock.objects.filter(reference=thing.row.reference).order_by("pk").first()  # type: ignore[attr-defined]
    if clock is not None:
        yield "clock_ledger", [clock.pk]


def of_files(asker: Asker, things: Things) -> Iterator[tuple[str, str, str]]:
    """Each file by its key; where the portal asks what for, it is told."""
    for thing in things.every.values():
        if not isinstance(thing.row, Attachment):
            continue
        path = reverse("attachment", args=[thing.row.pk])
        answer = asker.client.get(path)
        said = text_of(answer)
        yield "file", thing.name, said
        for form in Forms(said).found if answer.status_code == 200 and not answer.streaming else ():
            if "reason" in form.values:
                yield "file", thing.name, text_of(asker.client.post(path, form.values))


def of_fields(asker: Asker) -> Iterator[tuple[str, str, str]]:
    """Each field that is completed while somebody types."""
    for screen in screens():
        for name in screen.autocomplete_fields:
            asked = {"app_label": screen.opts.app_label, "model_name": str(screen.opts.model_name), "field_name": name}
            yield "completed field", "", text_of(asker.client.post(reverse("autocomplete"), {"term": "zq", **asked}))
    yield "one box", "", text_of(asker.client.post(reverse("find"), {"q": "zq"}, follow=True))


def of_numbers(asker: Asker, things: Things) -> Iterator[tuple[str, str, str]]:
    """The way from a number to the record: where it leads is as good as its first word."""
    for thing in things.every.values():
        if thing.page is not None:
            continue
        answer = asker.client.get(reverse("reference", args=[str(thing.row.reference)]))  # type: ignore[attr-defined]
        leads = answer.status_code == 302 and "/do/" not in answer["Location"] and "sign" not in answer["Location"]
        leads = leads and "login" not in answer["Location"]
        yield "number", thing.name, first_word(thing) if leads else ""


def of_questions(asker: Asker, things: Things) -> Iterator[tuple[str, str, str]]:
    """Every search for a word, every choice of every filter, every order; and the words of the choices."""
    for screen in screens():
        if not screen.has_view_permission(asker.request):
            continue
        here = {thing.row.pk: thing for thing in things.every.values() if isinstance(thing.row, screen.model)}
        asked = QueryDict(mutable=True)
        asked.update(whole(screen))
        for thing in here.values() if screen.search_fields else ():
            for word in thing.words.values():
                question = "&".join(filter(None, (asked.urlencode(), asker.searching(word))))
                rows = screen.get_changelist_instance(asker.asking(question)).result_list
                yield "search", thing.name, word if thing.row.pk in {row.pk for row in rows} else ""
        hidden = [thing for thing in here.values() if not oracle.reads(thing, next(iter(thing.words)), asker.role)]
        if not hidden:
            continue  # Of a list of which one sees everything no question tells more.
        page = screen.get_changelist_instance(asker.request)
        offered = [choice for spec in page.filter_specs for choice in spec.choices(page)]
        orders = [f"?o={number}" for number, column in enumerate(page.list_display) if page.get_ordering_field(column)]
        for question in {choice.get("query_string", "?") for choice in offered} | set(orders):
            rows = screen.get_changelist_instance(asker.asking(question.lstrip("?"))).result_list
            yield "filtered or ordered list", "", " ".join(first_word(here[row.pk]) for row in rows if row.pk in here)


def of_choices(asker: Asker, things: Things) -> Iterator[tuple[str, str, str]]:
    """What the forms of buttons offer to choose from."""
    assert asker.user is not None
    for thing in things.every.values():
        screen = admin.site._registry.get(type(thing.row))
        if not isinstance(screen, PortalModelAdmin) or not screen.has_view_permission(asker.request):
            continue
        if screen.get_queryset(asker.request).filter(pk=thing.row.pk).exists():
            for action in screen.object_actions:
                if screen.is_offered(asker.request, action, thing.row):
                    made = action.form(obj=thing.row, user=asker.user)
                    said = (str(label) for part in made.fields.values() for _key, label in getattr(part, "choices", ()))
                    yield "button's choices", thing.name, " ".join(said)


def first_word(thing: Thing) -> str:
    """Return the word that stands for the row as such."""
    return next(iter(thing.words.values()), "")
