"""Who is meant by a role, now, around this record? Found when a mail is prepared, never before."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from privacyportal.accounts.models import Department, Desk, User
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.clocks.registry import Subject
from privacyportal.clocks.states import Role
from privacyportal.references.registry import kind_of

COMPLIANCE_GROUP = "compliance_officer"
LADDER = (Role.OWNER, Role.MANAGER, Role.COMPLIANCE_HEAD)


class Directory:
    """Looks people up for many notices of one run; remembers what it found.

    `load` names the records at hand, so that one query a person tells which of them that person may see.
    """

    def __init__(self, at: datetime) -> None:
        self.today = tokyo_day(at)
        self._records: dict[str, list[int]] = {}
        self._seen: dict[tuple[int, str], set[int]] = {}
        self._heads: dict[str, list[User]] = {}

    def load(self, records: Iterable[Any]) -> None:
        """Take these records as the ones that people will be asked about next."""
        self._records, self._seen = defaultdict(list), {}
        for record in records:
            self._records[record.reference.prefix].append(record.reference_id)

    def find(self, subject: Subject, obj: Any, role: str) -> list[User]:
        """The people who hold a role around a record and may see it; if none, those of the next step up the ladder."""
        for wanted in steps_from(role):
            people = [person for person in self._holders(subject, obj, wanted) if person.is_active]
            allowed = [person for person in dict.fromkeys(people) if self.may_see(person, obj)]
            if allowed:
                return allowed
        return []

    def may_see(self, person: User, obj: Any) -> bool:
        """Whether the record is among those visible to the person."""
        prefix = obj.reference.prefix
        key = (person.pk, prefix)
        if key not in self._seen:
            manager: Any = kind_of(obj.reference).model_class._default_manager
            rows = manager.visible_to(person).filter(reference__in=self._records[prefix])
            self._seen[key] = set(rows.values_list("reference_id", flat=True))
        return obj.reference_id in self._seen[key]

    def _holders(self, subject: Subject, obj: Any, role: str) -> list[User]:
        given = subject.people(obj, role)
        if given is not None:
            return given
        match role:
            case Role.OWNER:
                return self._owner(subject, obj)
            case Role.DEPUTY:
                owner: Any = subject.owner(obj)
                return [owner.deputy] if owner and owner.deputy else []
            case Role.MANAGER:
                return self._manager(subject, obj)
            case Role.HEAD_OF_PLANNING:
                return self._head("planning", {"desks__kind": Desk.Kind.PLANNING})
        return self._head("compliance", {"code": settings.PORTAL_COMPLIANCE_DEPARTMENT}) or self._officers()

    def _owner(self, subject: Subject, obj: Any) -> list[User]:
        owner: Any = subject.owner(obj)
        if owner is None:
            return []
        if owner.deputy and owner.is_absent_on(self.today):
            return [owner, owner.deputy]
        return [owner]

    def _manager(self, subject: Subject, obj: Any) -> list[User]:
        owner: Any = subject.owner(obj)
        department = subject.department(obj) or (owner.department if owner else None)
        manager = (owner.manager if owner else None) or (department.head if department else None)
        return [manager] if manager else []

    def _head(self, name: str, condition: dict[str, Any]) -> list[User]:
        if name not in self._heads:
            departments = Department.objects.filter(head__isnull=False, **condition).select_related("head").distinct()
            self._heads[name] = [department.head for department in departments if department.head]
        return self._heads[name]

    def _officers(self) -> list[User]:
        if COMPLIANCE_GROUP not in self._heads:
            self._heads[COMPLIANCE_GROUP] = list(User.objects.filter(is_active=True, groups__name=COMPLIANCE_GROUP))
        return self._heads[COMPLIANCE_GROUP]


def steps_from(role: str) -> tuple[str, ...]:
    """The role itself, then the steps above it that stand in when nobody holds it."""
    if role in LADDER:
        return LADDER[LADDER.index(Role(role)) :]
    return (role, Role.COMPLIANCE_HEAD)
