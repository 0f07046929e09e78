"""What becomes of a form that was sent when it has to be asked first who sits there? It waits, and is sent on.

It waits sealed in the session of whoever sent it, bound to the person and for a short while, and goes with the session.
Files do not wait: a browser hands them over only when the person chooses them.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.http import HttpRequest
from django.utils import timezone

from privacyportal.accounts.screens import person_at
from privacyportal.backoffice.confirming import KEPT
from privacyportal.backoffice.sealed import opened, sealed

FORMS = "accounts.kept_forms"
LARGEST = 64 * 1024  # characters of a form: sessions are read with every page
AT_ONCE = 3
WITHIN = timedelta(minutes=15)
# The page that sends it on brings its own.
NOT_KEPT = frozenset({"csrfmiddlewaretoken", KEPT})


@dataclass(frozen=True)
class KeptForm:
    """A form: where it goes, what was typed (and which button was pressed), and which of its fields held files."""

    path: str
    fields: list[tuple[str, str]]
    files: list[tuple[str, str]]


def keep(request: HttpRequest) -> str:
    """Keep what was sent; return the word by which it is found again, or nothing where it is too long."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values if name not in NOT_KEPT]
    files = [(name, str(file.name)) for name, given in request.FILES.lists() for file in given]
    text = json.dumps(asdict(KeptForm(request.get_full_path(), fields, files)), ensure_ascii=False)
    if len(text) > LARGEST:
        return ""
    word = token_urlsafe(16)
    one = {"at": timezone.now().isoformat(), "sealed": sealed(text.encode(), bound_to=_place(request, word))}
    waiting = {**_waiting(request), word: one}
    request.session[FORMS] = dict(sorted(waiting.items(), key=lambda entry: entry[1]["at"])[-AT_ONCE:])
    return word


def find(request: HttpRequest, word: str) -> KeptForm | None:
    """Return the form that waits by this word in this session; None where none does, or not any more."""
    one = _waiting(request).get(word)
    if one is None:
        return None
    try:
        told = json.loads(opened(one["sealed"], bound_to=_place(request, word)))
    except ValueError:
        return None
    return KeptForm(
        told["path"], [(name, value) for name, value in told["fields"]], [(name, file) for name, file in told["files"]]
    )


def forget(request: HttpRequest, word: str) -> None:
    """Let a form wait no longer: it has been sent on."""
    waiting = _waiting(request)
    if waiting.pop(word, None) is not None:
        request.session[FORMS] = waiting


def _waiting(request: HttpRequest) -> dict[str, dict[str, str]]:
    """Return what waits and is not too old, by a clock that may have been set back."""
    kept: Mapping[str, dict[str, str]] = request.session.get(FORMS, {})
    now = timezone.now()
    return {word: one for word, one in kept.items() if timedelta(0) <= now - datetime.fromisoformat(one["at"]) < WITHIN}


def _place(request: HttpRequest, word: str) -> str:
    return f"accounts.kept_form:{person_at(request).pk}:{word}"
