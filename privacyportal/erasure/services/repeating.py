"""How is erased again what a restored backup has brought back?"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.rights import FOLLOWS
from privacyportal.erasure.models import ErasableModel, Erasure
from privacyportal.erasure.registry import Erasable, erasable_of
from privacyportal.erasure.services.erasing import empty, finish

if TYPE_CHECKING:
    from privacyportal.accounts.models import User


@dataclass
class Repeated:
    """How many lines were erased again, stood as erased, or did not fit what is stored (their numbers)."""

    again: int = 0
    standing: int = 0
    other: list[int] = field(default_factory=list)


@deed(right=FOLLOWS, words=_("Repetition of erasures"), by_portal=True, numbers=("lines",))
def repeat(*, lines: Iterable[str], people: dict[str, "User"], by: Actor, at: datetime) -> Repeated:
    """Erase again what the file kept beside the backups names, where the stored content is the same by its hash.

    `people` are the accounts by user name. A line that fits nothing stored, or other content, is told and left alone.
    """
    found = Repeated()
    for number, text in enumerate(lines, start=1):
        line: dict[str, str] = json.loads(text)
        kind = erasable_of(line["model"])
        stored = kind.model_class._base_manager.filter(pk=line["object"]).first()
        if stored is not None and stored.erasure_id is not None:
            found.standing += 1
        elif stored is None or kind.digest(stored) != line["sha256"] or line["erased_by"] not in people:
            found.other.append(number)
        else:
            _again(kind, stored, line, people, by, at)
            found.again += 1
    return found


def _again(
    kind: Erasable[ErasableModel],
    stored: ErasableModel,
    line: dict[str, str],
    people: dict[str, "User"],
    by: Actor,
    at: datetime,
) -> None:
    erasure = Erasure.objects.create(
        reference=kind.reference(stored),
        model=line["model"],
        object_pk=line["object"],
        rule=line["rule"],
        reason=line["reason"],
        sha256=line["sha256"],
        erased_at=datetime.fromisoformat(line["erased_at"]),
        erased_by=people[line["erased_by"]],
        checked_by=people[line["checked_by"]],
        path=kind.path(stored),
    )
    empty(stored, erasure)
    changes = {"kind": erasure.model, "rule": erasure.rule, "sha256": erasure.sha256}
    trail.record(action="erasure.repeated", reference=str(erasure.reference), by=by, at=at, changes=changes)
    transaction.on_commit(lambda: finish(erasure), robust=True)
