"""Who is meant by a role, now, around this record, and when may they be told? Found when a mail is prepared."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings

from privacyportal.accounts.models import Department, Desk, User
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.calendars.arithmetic import next_open
from privacyportal.calendars.hours import OpenHours
from privacyportal.calendars.loading import open_hours
from privacyportal.clocks.models import ReminderPreference
from privacyportal.clocks.plan import WARNING_LEVELS, Record, Role, Subject, Warnings
from privacyportal.clocks.river import limits
from privacyportal.references.models import Reference
from privacyportal.references.registry import can_view, visible_among

COMPLIANCE_GROUP = "compliance_officer"
LADDER = (Role.OWNER, Role.MANAGER, Role.DEPARTMENT_HEAD, Role.COMPLIANCE_HEAD)
HOUSE_CALENDAR = "DESK"
# What falls due this soon after opening still belongs to the morning's mail.
MORNING = timedelta(minutes=30)


class Directory:
    """Looks people up for many notices of one run; remembers what it found.

    `expect` and `look_up` name the questions at hand, so that few queries answer them together.
    """

    def __init__(self, at: datetime) -> None:
        self.today = tokyo_day(at)
        self._seen: dict[int, dict[int, bool]] = defaultdict(dict)
        self._asked: dict[int, tuple[User, dict[int, Reference]]] = {}
        self._heads: dict[str, list[User]] = {}
        self._hours: dict[str, OpenHours] = {}

    def expect(self, subject: Subject, obj: Record, role: str) -> list[User]:
        """Note that `find` will be asked this; return those who hold the role, whether or not they may see it."""
        people = self._active(subject, obj, role)
        for person in people:
            self._asked.setdefault(person.pk, (person, {}))[1][obj.reference_id] = obj.reference
        return people

    def look_up(self) -> None:
        """Learn whether the people noted may see their records, asked for all of them together."""
        self._seen.clear()
        seen = visible_among({person: references.values() for person, references in self._asked.values()})
        for person, references in self._asked.values():
            self._seen[person.pk] = {key: key in seen[person] for key in references}
        self._asked.clear()

    def find(self, subject: Subject, obj: Record, role: str) -> list[User]:
        """The people who hold a role around a record and may see it; if none, those of the next step up the ladder."""
        for wanted in steps_from(role):
            allowed = [person for person in self._active(subject, obj, wanted) if self.may_see(person, obj)]
            if allowed:
                return allowed
        return []

    def _active(self, subject: Subject, obj: Record, role: str) -> list[User]:
        holders = self._holders(subject, obj, role)
        everybody = [person for holder in holders for person in (holder, self._substitute(holder)) if person]
        return list(dict.fromkeys(person for person in everybody if person.is_active))

    def _substitute(self, person: User) -> User | None:
        """Who stands in for a person today; nobody while the person is here."""
        return self._person(person.deputy_id) if person.is_absent_on(self.today) else None

    def may_see(self, person: User, obj: Record) -> bool:
        """Whether the record is among those visible to the person."""
        known = self._seen[person.pk]
        if obj.reference_id not in known:
            known[obj.reference_id] = can_view(person, obj.reference)
        return known[obj.reference_id]

    def release_at(self, person: User, level: str, *, at: datetime, at_once: bool) -> datetime:
        """When a step's mail may go to a person: within their hours, or at the next opening, as they wish (E3).

        :raises NoCalendar: when the calendar of their desk has no version in force.
        """
        if at_once:
            return at
        hours = self._hours_of(person)
        moment = next_open(hours, at)
        in_the_morning = level in WARNING_LEVELS and self._wish(person) == Warnings.MORNING
        if in_the_morning and moment - hours.opening(hours.local_day(moment)) > MORNING:
            return next_open(hours, hours.midnight(hours.local_day(moment)))
        return moment

    def declines(self, person: User, level: str) -> bool:
        """Whether the person does not want this step, and the firm allows that."""
        return level in WARNING_LEVELS and self._may_decline and self._wish(person) == Warnings.NONE

    def _wish(self, person: User) -> str:
        return self._preferences.get(person.pk, Warnings.EACH)

    @cached_property
    def _people(self) -> dict[int, User]:
        people: dict[int, User] = User.objects.in_bulk()
        return people

    @cached_property
    def _department_heads(self) -> dict[int, int | None]:
        return dict(Department.objects.values_list("pk", "head_id"))

    @cached_property
    def _preferences(self) -> dict[int, str]:
        return dict(ReminderPreference.objects.values_list("person_id", "warnings"))

    @cached_property
    def _may_decline(self) -> bool:
        return limits.may_decline(self.today)

    @cached_property
    def _calendars(self) -> dict[int, str]:
        """The calendar of the desk that each person sits at."""
        seats = Desk.objects.filter(is_active=True, kind__in=Desk.OURS, members__isnull=False).order_by("-code")
        return dict(seats.values_list("members", "calendar__code"))

    def _hours_of(self, person: User) -> OpenHours:
        code = self._calendars.get(person.pk, HOUSE_CALENDAR)
        if code not in self._hours:
            self._hours[code] = open_hours(code)
        return self._hours[code]

    def _person(self, pk: int | None) -> User | None:
        return self._people.get(pk) if pk is not None else None

    def _holders(self, subject: Subject, obj: Record, role: str) -> list[User]:
        given = subject.people(obj, role)
        if given is not None:
            return given
        match role:
            case Role.OWNER:
                return self._owner(subject, obj)
            case Role.DEPUTY:
                owner = subject.owner(obj)
                deputy = self._person(owner.deputy_id) if owner else None
                return [deputy] if deputy else []
            case Role.MANAGER:
                return self._manager(subject, obj)
            case Role.DEPARTMENT_HEAD:
                return self._department_head(subject, obj)
            case Role.HEAD_OF_PLANNING:
                return self._head("planning", {"desks__kind": Desk.Kind.PLANNING})
        return self._head("compliance", {"code": settings.PORTAL_COMPLIANCE_DEPARTMENT}) or self._officers()

    def _owner(self, subject: Subject, obj: Record) -> list[User]:
        given = subject.owner(obj)
        owner = self._person(given.pk) if given else None
        return [owner] if owner else []

    def _manager(self, subject: Subject, obj: Record) -> list[User]:
        owner = subject.owner(obj)
        manager = self._person(owner.manager_id) if owner else None
        return [manager] if manager else self._department_head(subject, obj)

    def _department_head(self, subject: Subject, obj: Record) -> list[User]:
        owner = subject.owner(obj)
        department = subject.department(obj)
        department_id = department.pk if department else owner.department_id if owner else None
        head = self._person(self._department_heads.get(department_id)) if department_id else None
        return [head] if head else []

    def _head(self, name: str, condition: Mapping[str, object]) -> list[User]:
        if name not in self._heads:
            heads = Department.objects.filter(head__isnull=False, **condition).values_list("head_id", flat=True)
            self._heads[name] = [person for pk in heads.distinct() if (person := self._person(pk))]
        return self._heads[name]

    def _officers(self) -> list[User]:
        if COMPLIANCE_GROUP not in self._heads:
            keys = User.objects.filter(is_active=True, groups__name=COMPLIANCE_GROUP).values_list("pk", flat=True)
            self._heads[COMPLIANCE_GROUP] = [person for pk in keys if (person := self._person(pk))]
        return self._heads[COMPLIANCE_GROUP]


def steps_from(role: str) -> tuple[str, ...]:
    """The role itself, then the steps above it that stand in when nobody holds it."""
    if role in LADDER:
        return LADDER[LADDER.index(Role(role)) :]
    return (role, Role.COMPLIANCE_HEAD)
