"""Whose turn is it with a record that has deadlines? Of whoever answers for what is due next."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from privacyportal.backoffice import turns
from privacyportal.backoffice.turns import Turn
from privacyportal.clocks.models import Clock
from privacyportal.clocks.plan import Record, Role, informational_codes, label_of, prefixes, subject_of
from privacyportal.clocks.plan.states import OPEN
from privacyportal.clocks.show.display import limit_text
from privacyportal.references.kinds import Referenced
from privacyportal.references.registry import kind_of

# What is due later is nobody's turn yet.
SOON = timedelta(days=30)


def due_next(record: object) -> Turn | None:
    """Return what is due next of a record, of whom and by when; None where nothing is soon, dates to know apart."""
    if not isinstance(record, Referenced) or not _has_deadlines(record):
        return None
    running = Clock.objects.filter(reference=record.reference_id, state__in=OPEN, due_at__lte=timezone.now() + SOON)
    clock = running.exclude(duty__in=informational_codes()).order_by("due_at", "pk").first()
    if clock is None:
        return None
    words = {"people": people_of(record), "duty": label_of(clock.duty), "limit": limit_text(clock.due_at)}
    return Turn(text=_("%(people)s: %(duty)s, by %(limit)s") % words)


def _has_deadlines(record: Referenced) -> bool:
    """Return whether it is a record with duties: not what is only about one, as a deadline or a file of it is."""
    if record.reference_id is None or record.reference.prefix not in prefixes():
        return False
    return isinstance(record, kind_of(record.reference).model_class)


def people_of(record: Record) -> str:
    """Return by name who answers for a record; its department, or compliance, where nobody does in person."""
    subject = subject_of(record.reference.prefix)
    owner = subject.owner(record)
    people = subject.people(record, Role.OWNER) or ([owner] if owner is not None else [])
    names = pgettext("list", ", ").join(str(person) for person in people)
    return names or str(subject.department(record) or _("Compliance"))


turns.register(due_next)
