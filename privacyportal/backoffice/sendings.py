"""How does a form do no harm that is sent twice, or that was opened before somebody else changed the record?"""

import json
from collections.abc import Callable
from hashlib import sha256
from secrets import token_urlsafe

from django import forms
from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from privacyportal.backoffice.refusals import Conflict

ONCE, SEEN = "portal_once", "portal_seen"
# Where the last forms of this session led to, by their token.
LED_TO, MOST = "portal_led_to", 20
SHORT = 200


def new_token() -> str:
    """Return what tells one opening of a form from another."""
    return token_urlsafe(12)


def once(request: HttpRequest, send: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Answer a form; where this very form has been recorded already, lead there and record nothing again."""
    token = request.POST.get(ONCE, "")
    led_to: dict[str, str] = request.session.get(LED_TO, {}) if token else {}
    if token in led_to:
        messages.info(request, _("This form had been sent before; nothing was recorded a second time."))
        return HttpResponseRedirect(led_to[token])
    response = send()
    if token and isinstance(response, HttpResponseRedirect):
        request.session[LED_TO] = dict([*led_to.items(), (token, response.url)][-MOST:])
    return response


def seen(form: forms.BaseForm) -> str:
    """Return what a form shows of the stored record, a mark for each field, to be sent back with the form."""
    return json.dumps({name: _mark(form, name) for name in form.fields})


def unchanged_meanwhile(request: HttpRequest, form: forms.BaseForm, stored: models.Model) -> None:
    """Let a form pass if the record still is as it was when the form was opened.

    :raises Conflict: naming each field that somebody else has changed, with what it says now.
    """
    marks = _sent_marks(request)
    changed = [name for name in form.fields if name in marks and marks[name] != _mark(form, name)]
    if changed:
        says = ", ".join(_now(form, name, stored) for name in changed)
        raise Conflict(
            _(
                "Somebody else has changed this record since you opened it. It now says: %(says)s. "
                "Check it and send the form again."
            )
            % {"says": says}
        )


def _sent_marks(request: HttpRequest) -> dict[str, str]:
    try:
        marks = json.loads(request.POST.get(SEEN, "{}"))
    except (ValueError, RecursionError):
        return {}
    return marks if isinstance(marks, dict) else {}


def _mark(form: forms.BaseForm, name: str) -> str:
    value = form.fields[name].prepare_value(form.get_initial_for_field(form.fields[name], name))
    shown = sorted(map(str, value)) if isinstance(value, list) else str("" if value is None else value)
    return sha256(str(shown).encode()).hexdigest()[:12]


def _now(form: forms.BaseForm, name: str, stored: models.Model) -> str:
    in_words = getattr(stored, f"get_{name}_display", None)
    value = in_words() if in_words else getattr(stored, name, form.get_initial_for_field(form.fields[name], name))
    many = getattr(value, "all", None)
    words = ", ".join(map(str, many())) if many else str("" if value is None else value)
    return _("%(field)s “%(now)s”") % {
        "field": capfirst(str(form.fields[name].label)),
        "now": Truncator(words).chars(SHORT),
    }
