"""Who reads more than their work asks for, or walks through numbers? Told to those who audit and who administer.

Looked at whenever what was read has been taken into the trail (`audit.readings`), which is every few minutes. What was
read is kept for as long as the firm says.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby

from django.apps import apps
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from privacyportal.accounts.models import User
from privacyportal.accounts.roles import ADMINISTRATOR, AUDITOR
from privacyportal.audit import proving, readings, trail
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry, Reading
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.calendars.arithmetic import add_months
from privacyportal.clocks.plan import Measure, declare
from privacyportal.clocks.river.thresholds import values_on
from privacyportal.notifications import services
from privacyportal.notifications.models import Message
from privacyportal.notifications.registry import Content, Kind, register_kind
from privacyportal.notifications.telling import Fact
from privacyportal.references import kinds

ALARM = "audit.alarm"
REFUSALS, RECORDS, MONTHS = "audit.refusals_alarm", "audit.records_alarm", "audit.readings_kept"
WALK, MASS = "walk", "mass"
WALKED_WITHIN, LOOKED_BACK = timedelta(minutes=5), timedelta(days=1)
EXPORTS = ("backoffice.exported", "backoffice.register_exported")
SOURCE = "初期設定（変更可）"
What = Reading.What
IN_VAIN = (What.REFUSED, What.HIDDEN, What.UNKNOWN)


@dataclass(frozen=True)
class Alarm:
    """One person's reading beyond a figure: `count` where `most` was allowed."""

    kind: str
    person: int
    count: int
    most: int


def watch(at: datetime) -> None:
    """Raise the alarms that are due, each person and kind once in a day; let go what was kept long enough."""
    today = tokyo_day(at)
    figures = values_on([REFUSALS, RECORDS, MONTHS], today)
    known = _known(at)
    for alarm in (*_walks(at, int(figures[REFUSALS])), *_masses(at, int(figures[RECORDS]), known)):
        if (alarm.kind, alarm.person) not in known:
            _raise(alarm, at)
    kept_since = at - (today - add_months(today, -int(figures[MONTHS])))
    proving.forget(Reading, before=kept_since, at=at)


def _known(at: datetime) -> set[tuple[str, int]]:
    raised = AuditEntry.objects.filter(action=readings.ALARMED, at__gt=at - LOOKED_BACK)
    return {(changes["kind"], int(pk)) for changes, pk in raised.values_list("changes", "object_pk")}


def _walks(at: datetime, most: int) -> Iterator[Alarm]:
    """Yield who was refused, or asked for what is not there, so often within five minutes."""
    in_vain = Reading.objects.filter(what__in=IN_VAIN, at__gt=at - LOOKED_BACK).order_by("actor", "at", "pk")
    for person, rows in groupby(in_vain.values_list("actor_id", "at"), key=lambda row: row[0]):
        moments = [moment for _person, moment in rows]
        starts = zip(moments, moments[most - 1 :], strict=False)
        if any(last - first <= WALKED_WITHIN for first, last in starts):
            yield Alarm(WALK, person, len(moments), most)


def _masses(at: datetime, most: int, known: set[tuple[str, int]]) -> Iterator[Alarm]:
    """Yield who was shown more numbered records in a day than allowed, without those that they answer for."""
    since, labels = at - LOOKED_BACK, [kind.model.lower() for kind in kinds.registered.values()]
    exported = _exported(since, labels)
    shown = Reading.objects.filter(at__gt=since, model__in=labels, rows__gt=0)
    sums = dict(shown.order_by().values_list("actor_id").annotate(rows=Sum("rows")))
    for person in sorted(sums.keys() | exported.keys()):
        if (MASS, person) in known or sums.get(person, 0) + exported.get(person, 0) <= most:
            continue
        count = len(_others_records(person, shown.filter(actor=person))) + exported.get(person, 0)
        if count > most:
            yield Alarm(MASS, person, count, most)


def _exported(since: datetime, labels: Iterable[str]) -> Mapping[int, int]:
    counts: dict[int, int] = {}
    entries = AuditEntry.objects.filter(action__in=EXPORTS, at__gt=since).values_list("actor_id", "changes")
    for person, changes in entries:
        if changes["list"] in labels:
            counts[person] = counts.get(person, 0) + int(changes["rows"])
    return counts


def _others_records(person: int, shown: Iterable[Reading]) -> set[tuple[str, str]]:
    """Return the records of which a person saw anything, without those that they answer for."""
    seen = {(look.model, key) for look in shown for key in (look.keys or [look.object_pk])}
    own: set[tuple[str, str]] = set()
    for label, pairs in groupby(sorted(seen), key=lambda pair: pair[0]):
        rows = apps.get_model(label)._base_manager.filter(pk__in=[key for _label, key in pairs])
        own |= {(label, str(row.pk)) for row in rows if (by := kinds.person_of(row)) and by.pk == person}
    return seen - own


@transaction.atomic
def _raise(alarm: Alarm, at: datetime) -> None:
    person = User.objects.get(pk=alarm.person)
    changes = {"kind": alarm.kind, "count": alarm.count, "most": alarm.most}
    entry = trail.record(action=readings.ALARMED, obj=person, by=PORTAL, at=at, changes=changes)
    told = User.objects.filter(groups__name__in=[AUDITOR.code, ADMINISTRATOR.code], is_active=True).exclude(
        pk=person.pk
    )
    facts = {"person": person.pk, "kind": alarm.kind, "count": alarm.count}
    services.queue(kind=ALARM, key=f"{ALARM}:{entry.pk}", recipients=told.distinct(), facts=facts, by=PORTAL, at=at)


def _content(message: Message) -> Content:
    person = User.objects.get(pk=message.facts["person"])
    is_walk = message.facts["kind"] == WALK
    reader = User.objects.get(pk=message.recipient_id)
    may_read = reader.has_perm("audit.view_reading")
    counted = _("Refused or unknown within a day") if is_walk else _("Records of others shown within a day")
    views = f"{reverse('admin:audit_reading_changelist')}?actor__id__exact={person.pk}"
    return Content(
        bracket=_("Audit trail"),
        ask=_("Unusual reading: please look into it"),
        lead=_("A person was refused many records within minutes, as whoever tries numbers one after the other is.")
        if is_walk
        else _("A person was shown more records within a day than the firm holds usual."),
        lines=[(_("Person"), str(person)), (counted, str(message.facts["count"]))],
        action=_("Views of records") if may_read else _("Is everything working?"),
        path=views if may_read else reverse("health"),
        why=_("You receive this because you audit or administer the portal."),
    )


register_kind(
    Kind(
        code=ALARM,
        label=_("Unusual reading, for auditors and administrators"),
        content=_content,
        facts={"person": Fact.KEY, "kind": Fact.CODE, "count": Fact.COUNT},
    )
)
declare(
    Measure(
        code=REFUSALS,
        label=_("Refused or unknown records within five minutes at which an alarm is raised"),
        unit=_("records (count)"),
        value=Decimal(20),
        source=SOURCE,
        least=Decimal(2),
    ),
    Measure(
        code=RECORDS,
        label=_("Records of others read within a day above which an alarm is raised"),
        unit=_("records (count)"),
        value=Decimal(300),
        source=SOURCE,
        least=Decimal(1),
    ),
    Measure(
        code=MONTHS,
        label=_("Months for which it is kept who read what"),
        unit=_("months"),
        value=Decimal(36),
        source=SOURCE,
        least=Decimal(13),
        most=Decimal(120),
    ),
)
readings.tell(watch)
