"""Who may read what? Told by `who.csv` in words and by the plain columns of a record, never by the portal's own rules.

The words: `all` every record; `charge` those that the person is in charge of, or acts for whoever is; `desk` these,
and what is not restricted at the person's desks; `open` what is not restricted, and restricted ones on which the person
decides; `decides` only these; `task` where the person has a task, `involved` this or `charge`. None: empty.
A row for kind `*` holds for every kind.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db.models import Model

from cases.models import Case, InternalNote
from privacyportal.attachments.models import Attachment
from privacyportal.checklists.models import Assessment, CorrectiveAction, Finding
from privacyportal.policies.models import AccessReview
from privacyportal.references.models import Reference
from tests.matrix.cast import ROLES, Person
from tests.matrix.things import Thing
from vendors.models import Entrustment, Vendor

TABLE = Path(__file__).with_name("who.csv")


@dataclass(frozen=True)
class Facts:
    """What a record's columns say: its desk, whether it is restricted, who is in charge, who decides, who has tasks."""

    desk: str = ""
    restricted: bool = False
    charge: frozenset[str] = frozenset()
    deciders: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()


@cache
def told() -> dict[tuple[str, str], dict[str, str]]:
    """Return the table: a word for each role, by kind and part."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(row.pop("kind"), row.pop("part")): row for row in csv.DictReader(file)}


def word_for(kind: str, part: str, role: str) -> str:
    """Return the table's word.

    :raises KeyError: for what has no row.
    """
    table = told()
    return (table.get(("*", part)) or table[kind, part])[role]


def opens(kind: str, part: str, role: str) -> bool:
    """Return whether a role may do something to a kind of record at all."""
    return word_for(kind, part, role) == "all"


def reads(thing: Thing, part: str, role: str) -> bool:
    """Return whether a role may read a part of a record."""
    return grants(word_for(kind_of(thing), part, role), ROLES[role], facts(thing.row))


def grants(word: str, who: Person, of: Facts) -> bool:
    """Return what a word says of a person and a record."""
    answers = set(who.answers)
    is_in_charge, decides, has_task = (bool(answers & some) for some in (of.charge, of.deciders, of.tasks))
    return {
        "": False,
        "all": True,
        "charge": is_in_charge,
        "desk": is_in_charge or (of.desk in who.desks and not of.restricted),
        "open": decides or not of.restricted,
        "decides": decides,
        "task": has_task,
        "involved": is_in_charge or has_task,
    }[word]


def kind_of(thing: Thing) -> str:
    """Return the table's name for the kind of a record; files are told apart by whose they are."""
    if isinstance(thing.row, Attachment) and thing.page is not None:
        return f"{'identity paper' if thing.row.restricted else 'file'} of {thing.page._meta.label}"
    return thing.label


def facts(row: Model) -> Facts:
    """Return what the columns of a record, and of what it belongs to, say."""
    if isinstance(row, InternalNote | Attachment | Reference):
        return facts(belongs_to(row))
    return of_supervision(row) if not isinstance(row, Case) else of_case(row)


def belongs_to(row: InternalNote | Attachment | Reference) -> Model:
    """Return the record that a note, a file or a number is of."""
    if isinstance(row, InternalNote):
        return row.case
    number = row if isinstance(row, Reference) else row.reference
    found = (model.objects.filter(reference=number).first() for model in (Case, Vendor))
    return next(one for one in found if one is not None)


def of_case(row: Case) -> Facts:
    """Return what a case's columns say."""
    superiors = (row.handler and row.handler.manager, row.desk.department and row.desk.department.head)
    return Facts(row.desk.code, row.restricted, names(row.handler), names(*superiors))


def of_supervision(row: Model) -> Facts:
    """Return what the columns of a vendor, and of what belongs to one, say; nothing of other records."""
    match row:
        case Vendor():
            actions = CorrectiveAction.objects.filter(finding__subject=row.reference_id).select_related("owner")
            return Facts(charge=names(row.owner), tasks=names(*(action.owner for action in actions)))
        case AccessReview():
            return Facts(charge=names(row.department.head))
        case Entrustment():
            return facts(row.vendor)
        case Assessment():
            return facts(Vendor.objects.get(reference=row.subject))
        case Finding():
            vendor = Vendor.objects.get(reference=row.subject)
            return Facts(charge=names(vendor.owner), tasks=names(*(action.owner for action in row.actions.all())))
        case CorrectiveAction():
            vendor = Vendor.objects.get(reference=row.finding.subject)
            return Facts(charge=names(vendor.owner), tasks=names(row.owner))
    return Facts()


def names(*people: Model | None) -> frozenset[str]:
    """Return the user names of those who are there."""
    return frozenset(one.get_username() for one in people if one is not None)  # type: ignore[attr-defined]
