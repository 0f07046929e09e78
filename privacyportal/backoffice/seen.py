"""Has somebody else changed what a person saw when they opened a form?

A page sends marks of what it showed back with the form. They are compared with what is stored now, in the deed's
transaction and under the lock of the record (`writing.hold`), so that of fifty people at once one goes first and all
others are told.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256

from django import forms
from django.db import models
from django.http import HttpRequest
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from privacyportal.backoffice.refusals import Conflict

SEEN = "portal_seen"
SHORT = 200
# The mark of a whole record, beside those of fields.
WHOLE = ""
# What changes by itself, without anybody's deed.
RESTLESS = frozenset({"last_login", "heartbeat_at", "rows_done", "rows_total"})


class ChangedMeanwhile(Conflict):
    """Somebody else has changed what a form showed; `now` says what the fields say now, by their names."""

    def __init__(self, text: str, now: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.now = dict(now or {})
        self.beside = {name: _("Now: “%(now)s”") % {"now": value} for name, value in self.now.items()}


def marks_of(form: forms.BaseForm, names: Iterable[str] | None = None, record: models.Model | None = None) -> str:
    """Return the marks of what a form shows of what is stored (fields by `names`, or all), and of its `record`."""
    shown = {
        name: mark(_shown(form, name)) for name in (form.fields if names is None else names) if _is_stored(form, name)
    }
    return marks({**shown, WHOLE: _mark_of_record(record)} if record is not None else shown)


def marks(shown: Mapping[str, str]) -> str:
    """Return marks by name as a page sends them back."""
    return json.dumps(shown)


def unchanged_meanwhile(
    request: HttpRequest,
    form: forms.BaseForm,
    stored: models.Model,
    *,
    names: Iterable[str] | None = None,
    record: models.Model | None = None,
) -> None:
    """Let a form pass if what it showed still is as it was when it was opened; of `record` nothing may have changed.

    :raises ChangedMeanwhile: naming each field that somebody else has changed, with what it says now.
    """
    sent = sent_marks(request)
    changed = [
        name
        for name in (form.fields if names is None else names)
        if name in sent and sent[name] != mark(_shown(form, name))
    ]
    if changed:
        now = {name: _now(form, name, stored) for name in changed}
        says = ", ".join(
            _("%(field)s “%(now)s”") % {"field": capfirst(str(form.fields[name].label)), "now": value}
            for name, value in now.items()
        )
        raise ChangedMeanwhile(
            _(
                "Somebody else has changed this record since you opened it. It now says: %(says)s. "
                "Check it and send the form again."
            )
            % {"says": says},
            now,
        )
    if record is not None and sent.get(WHOLE, _mark_of_record(record)) != _mark_of_record(record):
        raise ChangedMeanwhile(
            _(
                "Somebody else has changed this record since you opened it. It is shown as it is now. "
                "Check it and send the form again."
            )
        )


def sent_marks(request: HttpRequest) -> dict[str, str]:
    """Return the marks that came with a form; none where a script sent none."""
    try:
        sent = json.loads(request.POST.get(SEEN, "{}"))
    except (ValueError, RecursionError):
        return {}
    return sent if isinstance(sent, dict) else {}


def mark(value: object) -> str:
    """Return the mark of a value: another value has another."""
    shown = sorted(map(str, value)) if isinstance(value, list) else str("" if value is None else value)
    return sha256(str(shown).encode()).hexdigest()[:12]


def _is_stored(form: forms.BaseForm, name: str) -> bool:
    """Return whether a field opens with something that stands still: the present minute does not."""
    return not callable(form.initial.get(name, form.fields[name].initial))


def _shown(form: forms.BaseForm, name: str) -> object:
    shown: object = form.fields[name].prepare_value(form.get_initial_for_field(form.fields[name], name))
    return shown


def _mark_of_record(record: models.Model) -> str:
    fields = [field for field in record._meta.concrete_fields if field.name not in RESTLESS]
    return mark([f"{field.attname}={field.value_from_object(record)}" for field in fields])


def _now(form: forms.BaseForm, name: str, stored: models.Model) -> str:
    in_words = getattr(stored, f"get_{name}_display", None)
    value = in_words() if in_words else getattr(stored, name, form.get_initial_for_field(form.fields[name], name))
    many = getattr(value, "all", None)
    words = ", ".join(map(str, many())) if many else str("" if value is None else value)
    return Truncator(words).chars(SHORT)
