"""What becomes of a form that was sent when it has to be asked first who sits there? It waits, and is sent on.

It waits sealed in the session of whoever sent it, bound to the person and the present start of their account, and for a
short while: who has left and returned finds nothing. Where that session is over it goes on waiting in the one in which
the person signs in anew; nobody else's session takes it over. Files do not wait: a browser hands them over only when
the person chooses them.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from http import HTTPMethod
from secrets import token_urlsafe
from typing import TypedDict

from django.http import HttpRequest
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.accounts.screens import person_at
from privacyportal.backoffice.confirming import KEPT
from privacyportal.backoffice.sealed import opened, sealed

FORMS = "accounts.kept_forms"
LARGEST = 64 * 1024  # characters of a form: sessions are read with every page
AT_ONCE = 3
WITHIN = timedelta(minutes=15)
# The page that sends it on brings its own.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", KEPT})


class Waiting(TypedDict):
    """A form that waits: since when, whose, and itself, sealed."""

    at: str
    of: int
    sealed: str


@dataclass(frozen=True)
class KeptForm:
    """A form: where it goes, what was typed (and which button was pressed), and which of its fields held files."""

    path: str
    fields: list[tuple[str, str]]
    files: list[tuple[str, str]]


def is_form(request: HttpRequest) -> bool:
    """Return whether a person has sent a form, rather than a script of a page that asks for something."""
    return request.method == HTTPMethod.POST and request.headers.get("Sec-Fetch-Dest") != "empty"


def keep(request: HttpRequest) -> str:
    """Keep what was sent; return the word by which it is found again, or nothing where it is too long."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in NOT_KEPT]
    files = [(name, str(file.name)) for name, given in request.FILES.lists() for file in given]
    text = json.dumps(asdict(KeptForm(request.get_full_path(), fields, files)), ensure_ascii=False)
    if len(text) > LARGEST:
        return ""
    word, person = token_urlsafe(16), person_at(request)
    one: Waiting = {
        "at": timezone.now().isoformat(),
        "of": person.pk,
        "sealed": sealed(text.encode(), bound_to=_place(person, word, person.epoch)),
    }
    wait_on(request, {**waiting(request), word: one})
    return word


def wait_on(request: HttpRequest, forms: Mapping[str, Waiting]) -> None:
    """Let forms wait in this session: the newest of them, where they are many."""
    if forms:
        request.session[FORMS] = dict(sorted(forms.items(), key=lambda entry: entry[1]["at"])[-AT_ONCE:])


def leave_only(request: HttpRequest, user: User) -> None:
    """Keep what waits here for the person who has just signed in, and nobody else's."""
    if FORMS in request.session:
        request.session[FORMS] = {word: one for word, one in waiting(request).items() if one["of"] == user.pk}


def find(request: HttpRequest, word: str) -> KeptForm | None:
    """Return the form that waits by this word in this session; None where none does, or not any more."""
    one, person = waiting(request).get(word), person_at(request)
    if one is None:
        return None
    try:
        told = json.loads(opened(one["sealed"], bound_to=_place(person, word, person.epoch)))
    except ValueError:
        return None
    return KeptForm(
        told["path"], [(name, value) for name, value in told["fields"]], [(name, file) for name, file in told["files"]]
    )


def forget(request: HttpRequest, word: str) -> None:
    """Let a form wait no longer: it has been sent on."""
    forms = waiting(request)
    if forms.pop(word, None) is not None:
        request.session[FORMS] = forms


def carry(request: HttpRequest, user: User) -> None:
    """Let what waits go on waiting after a fresh start of the account that this very session has asked for."""
    forms = waiting(request)
    for word, one in forms.items():
        try:
            text = opened(one["sealed"], bound_to=_place(user, word, user.epoch - 1))
        except ValueError:
            continue
        one["sealed"] = sealed(text, bound_to=_place(user, word, user.epoch))
    wait_on(request, forms)


def waiting(request: HttpRequest) -> dict[str, Waiting]:
    """Return what waits and is not too old, by a clock that may have been set back."""
    kept: Mapping[str, Waiting] = request.session.get(FORMS, {})
    now = timezone.now()
    return {word: one for word, one in kept.items() if timedelta(0) <= now - datetime.fromisoformat(one["at"]) < WITHIN}


def _place(user: User, word: str, epoch: int) -> str:
    return f"accounts.kept_form:{user.pk}:{epoch}:{word}"
