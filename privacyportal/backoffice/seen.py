"""Has somebody else changed what a person saw when they opened a form?

A page sends marks of what it showed back with the form, and what it showed. The marks are compared with what is stored
now, in the deed's transaction and under the lock of the record (`writing.hold`), so that of fifty people at once one
goes first and all others are told: what they saw, what it says now and since whose deed, what they typed.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.choices import flatten_choices
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from privacyportal.audit.models import REFUSED, AppendOnlyQuerySet, AuditEntry
from privacyportal.backoffice import labels
from privacyportal.backoffice.dates import long_instant
from privacyportal.backoffice.refusals import Conflict

SEEN = "portal_seen"
SHORT = 200
# So many deeds at most are looked at, or told.
LOOKED_BACK = 20
# The mark of a whole record, beside those of fields.
WHOLE = ""
# What changes by itself, without anybody's deed.
RESTLESS = frozenset({"last_login", "heartbeat_at", "rows_done", "rows_total"})


class ChangedMeanwhile(Conflict):
    """Somebody else has changed what a form showed; `beside` says of each field, by its name, what changed in words."""

    def __init__(self, text: str, beside: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.beside = dict(beside or {})


def marks_of(form: forms.BaseForm, names: Iterable[str] | None = None, record: models.Model | None = None) -> str:
    """Return the marks of what a form shows of what is stored (fields by `names`, or all), and of its `record`."""
    stored = [name for name in (form.fields if names is None else names) if _is_stored(form, name)]
    shown = {name: (mark(value := _shown(form, name)), _plain(value)) for name in stored}
    if record is not None:
        shown[WHOLE] = mark_of_record(record), timezone.now().isoformat()
    return marks(shown)


def marks(shown: Mapping[str, tuple[str, object]]) -> str:
    """Return marks by name, each with what was shown, as a page sends them back."""
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
    sent, shown = sent_marks(request), sent_values(request)
    changed = [
        name
        for name in (form.fields if names is None else names)
        if name in sent and sent[name] != mark(_shown(form, name))
    ]
    if changed:
        told = {name: _difference(form, name, stored, shown.get(name)) for name in changed}
        fields = ", ".join(capfirst(str(form.fields[name].label)) for name in changed)
        raise ChangedMeanwhile(
            _(
                "Somebody else has changed this record since you opened it: %(fields)s. What you typed is kept. "
                "Compare it, and send the form again."
            )
            % {"fields": fields},
            told,
        )
    if record is not None and sent.get(WHOLE, mark_of_record(record)) != mark_of_record(record):
        text = _(
            "Somebody else has changed this record since you opened it. It is shown as it is now. "
            "Check it and send the form again."
        )
        raise ChangedMeanwhile(" ".join([text, *_done_since(record, shown.get(WHOLE))]))


def sent_marks(request: HttpRequest) -> dict[str, str]:
    """Return the marks that came with a form; none where a script sent none."""
    return {name: str(found[0]) for name, found in _sent(request).items() if found}


def sent_values(request: HttpRequest) -> dict[str, object]:
    """Return what the form showed when it was opened, as the page says: to be shown again, never to be believed."""
    return {name: found[1] for name, found in _sent(request).items() if len(found) > 1}


def _sent(request: HttpRequest) -> dict[str, list[object]]:
    try:
        sent = json.loads(request.POST.get(SEEN, "{}"))
    except (ValueError, RecursionError):
        return {}
    if not isinstance(sent, dict):
        return {}
    # A page opened before an upgrade sends marks alone.
    return {name: found if isinstance(found, list) else [found] for name, found in sent.items()}


def compared(saw: str | None, now: str, typed: str | None, *, by: str = "") -> str:
    """Say what a person saw (None where nobody knows), what it says now, by whose deed, and what they typed instead."""
    parts = [] if saw is None else [_("When you opened it: “%(saw)s”") % {"saw": _short(saw)}]
    parts.append(_("Now: “%(now)s”") % {"now": _short(now)} + (_(" (%(by)s)") % {"by": by} if by else ""))
    if typed is not None:
        parts.append(_("You typed: “%(typed)s”") % {"typed": _short(typed)})
    return " / ".join(parts)


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


def mark_of_record(record: models.Model) -> str:
    """Return the mark of a whole record: of whatever is stored of it but what changes by itself."""
    fields = [field for field in record._meta.concrete_fields if field.name not in RESTLESS]
    return mark([f"{field.attname}={field.value_from_object(record)}" for field in fields])


def _plain(value: object) -> object:
    """What a page keeps of what it showed: enough to say it again."""
    if isinstance(value, list):
        return [str(one) for one in value]
    return str("" if value is None else value)[: SHORT + 1]


def _difference(form: forms.BaseForm, name: str, stored: models.Model, shown: object) -> str:
    asked = form.fields[name]
    saw = None if shown is None else in_words(asked, shown)
    typed = in_words(asked, form[name].value())
    return compared(
        saw,
        in_words(asked, _shown(form, name)) or _now(form, name, stored),
        None if _short(typed) == _short(saw or "") else typed,
        by=_done_by(stored, name),
    )


def in_words(asked: forms.Field, value: object) -> str:
    """Say a field's value (as its widget has it) as the page does: a choice and a record by their names."""
    values = [one for one in (value if isinstance(value, list) else [value]) if one not in (None, "")]
    if isinstance(asked, forms.BooleanField):
        return _("Yes") if str(value) == "True" else _("No")
    if isinstance(asked, forms.ModelChoiceField) and asked.queryset is not None:
        try:
            found = asked.queryset.filter(**{f"{asked.to_field_name or 'pk'}__in": values})
            return ", ".join(asked.label_from_instance(one) for one in found)
        except (ValueError, ValidationError):
            return ""
    if isinstance(asked, forms.ChoiceField):
        choices: Iterable[tuple[object, object]] = flatten_choices(asked.choices)  # type: ignore[arg-type]
        names = {str(code): str(label) for code, label in choices}
        return ", ".join(names.get(str(one), str(one)) for one in values)
    return ", ".join(str(one).replace("\r\n", "\n").strip() for one in values)


def _entries(record: models.Model) -> AppendOnlyQuerySet:
    """The deeds done to a record itself, newest first."""
    done = AuditEntry.objects.filter(model=record._meta.label_lower, object_pk=str(record.pk))
    return done.exclude(action=REFUSED).exclude(changes={}).select_related("actor", "acting_for").order_by("-sequence")


def _done_by(record: models.Model, name: str) -> str:
    """Who changed a field last, and when, as the trail says; where it names no field, whose the last deed was."""
    entries = list(_entries(record)[:LOOKED_BACK])
    named = (entry for entry in entries if name in entry.changes or name in entry.changes.get("fields", ()))
    if told := next(named, None):
        return f"{told.done_by}, {long_instant(told.at)}"
    last = f"{entries[0].done_by}, {long_instant(entries[0].at)}" if entries else ""
    return _("last deed on this record: %(by)s") % {"by": last} if last else ""


def _done_since(record: models.Model, opened: object) -> list[str]:
    """What was done to a record since a form was opened, by whom and when, in sentences."""
    try:
        since = datetime.fromisoformat(str(opened))
        entries = list(_entries(record).filter(at__gte=since)[:LOOKED_BACK])
    except (ValueError, TypeError):
        return []
    return [
        f"{long_instant(entry.at)} {entry.done_by}: {labels.label(entry.action)} {labels.sentence(entry)}".strip()
        for entry in reversed(entries)
    ]


def _short(text: str) -> str:
    return Truncator(text.strip()).chars(SHORT)


def _now(form: forms.BaseForm, name: str, stored: models.Model) -> str:
    in_words = getattr(stored, f"get_{name}_display", None)
    value = in_words() if in_words else getattr(stored, name, form.get_initial_for_field(form.fields[name], name))
    many = getattr(value, "all", None)
    words = ", ".join(map(str, many())) if many else str("" if value is None else value)
    return _short(words)
