"""What does a page show of records, so that it is kept who read what?

Screens say what they show or hide (`shows`, `lists`, `hides`); when the answer is made, all of it is stored with one
statement, before it leaves. An answer that refuses without a word (403, 404) is kept by its page's name.
"""

from collections.abc import Callable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from privacyportal.audit import readings
from privacyportal.audit.actors import Staff, number_of
from privacyportal.audit.models import Reading
from privacyportal.audit.readings import Look
from privacyportal.references.models import Reference

if TYPE_CHECKING:
    from privacyportal.accounts.models import User

NOT_SHOWN = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
SERVER_ERROR = HTTPStatus.INTERNAL_SERVER_ERROR
What = Reading.What


@dataclass
class _Said:
    """What the screens said of one answer, and of whom: of nobody, whoever is signed in reads it."""

    looks: list[Look] = field(default_factory=list)
    reader: "User | None" = None


_answer: ContextVar[_Said | None] = ContextVar("answer", default=None)


def shows(obj: models.Model) -> None:
    """Say that the page is about a record."""
    reference = number_of(obj)
    _say(Look(what=What.RECORD, model=obj._meta.label_lower, object_pk=str(obj.pk), reference=reference))


def lists(model: type[models.Model], keys: Sequence[object], *, searched: bool) -> None:
    """Say which records a list shows; what was searched for may name a person and is not kept."""
    what = What.SEARCH if searched else What.ROWS
    shown = tuple(str(key) for key in keys)
    _say(Look(what=what, model=model._meta.label_lower, rows=len(shown), keys=shown))


def lists_records(records: Iterable[object]) -> None:
    """Say which records of whatever kinds a page names."""
    keys: dict[type[models.Model], list[object]] = {}
    for record in records:
        if isinstance(record, models.Model):
            keys.setdefault(type(record), []).append(record.pk)
    for model, shown in keys.items():
        lists(model, shown, searched=False)


def shows_letters(page: str, keys: Sequence[str]) -> None:
    """Say which mails a page shows that are no records of the database, by the page and the mails' keys."""
    _say(Look(what=What.ROWS, route=page, rows=len(keys), keys=tuple(keys)))


def is_read_by(person: "User") -> None:
    """Say who reads the answer where no session does: whose secret address was asked."""
    said = _answer.get()
    if said is not None:
        said.reader = person


def hides(model: type[models.Model], key: object) -> None:
    """Say that a record was asked for that the person may not see, or that does not exist: to them it is the same."""
    if _answer.get() is None:
        return
    pk = _key(model, key)
    exists = pk is not None and model._default_manager.filter(pk=pk).exists()
    what = What.HIDDEN if exists else What.UNKNOWN
    _say(Look(what=what, model=model._meta.label_lower, object_pk="" if pk is None else str(pk), rows=0))


def hides_number(number: str) -> None:
    """Say the same of a record that was asked for by its number; a number that nothing has is not kept."""
    if _answer.get() is not None:
        exists = Reference.objects.filter(number=number).exists()
        what = What.HIDDEN if exists else What.UNKNOWN
        _say(Look(what=what, model=Reference._meta.label_lower, reference=number if exists else "", rows=0))


def _key(model: type[models.Model], text: object) -> object:
    """Return a text as a key of the model; None where it can be none, as an address may hold anything."""
    try:
        return model._meta.pk.to_python(text)
    except ValidationError:
        return None


def _say(look: Look) -> None:
    said = _answer.get()
    if said is not None:
        said.looks.append(look)


class ReadingMiddleware:
    """Keeps what each page showed to whom; where it cannot be kept, the page is not shown."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and store what the screens said of the answer."""
        said = _Said()
        token = _answer.set(said)
        try:
            response = self.get_response(request)
        finally:
            _answer.reset(token)
        reader = said.reader or (request.user if request.user.is_authenticated else None)
        if reader is not None and (kept := _kept(said.looks, response.status_code, _page(request))):
            readings.store(kept, by=Staff(reader), at=timezone.now())
        return response


def _page(request: HttpRequest) -> str:
    """Return the name of the page, "" where nothing answers to the address: its text may hold anything."""
    match = request.resolver_match
    return match.view_name if match is not None and match.url_name else ""


def _kept(said: Sequence[Look], status: int, page: str) -> Sequence[Look]:
    if status in NOT_SHOWN:
        hidden = [look for look in said if look.what in (What.HIDDEN, What.UNKNOWN)]
        about = said[0] if said else None
        refused = Look(
            what=What.REFUSED,
            route=page,
            rows=0,
            model=about.model if about else "",
            object_pk=about.object_pk if about else "",
            reference=about.reference if about else "",
        )
        return hidden or ([refused] if page else [])
    is_shown = status < HTTPStatus.MULTIPLE_CHOICES or HTTPStatus.BAD_REQUEST <= status < SERVER_ERROR
    return said if is_shown else []
