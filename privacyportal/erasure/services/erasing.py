"""How is content erased, so that at no moment more is claimed than is true?

The row, its proof and the trail's entry change in one transaction. What is on the disk goes after that is committed:
until then, and if the process dies between, the proof still names the file and says that it is not finished; a task and
doctor look for such.
"""

import json
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.audit.covered import CoveredQuerySet
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.erasure.models import ErasableModel, Erasure
from privacyportal.erasure.registry import erasable_of

if TYPE_CHECKING:
    from privacyportal.accounts.models import User


def erase(
    *, obj: ErasableModel, rule: str, reason: str, erased_by: "User", checked_by: "User", by: Actor, at: datetime
) -> Erasure:
    """Empty a row's content for good, within a deed of `by`; `erased_by` wanted it, `checked_by` saw that it is right.

    :raises Refused: when both are one person.
    :raises Conflict: when it is erased already.
    """
    kind = erasable_of(obj._meta.label)
    stored = kind.model_class._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    if stored.erasure_id is not None:
        raise Conflict(_("This is erased already."))
    refuse_if([two_persons(erased_by, checked_by)], obj=obj)
    erasure = Erasure.objects.create(
        reference=kind.reference(stored),
        model=obj._meta.label_lower,
        object_pk=str(obj.pk),
        rule=rule,
        reason=reason,
        sha256=kind.digest(stored),
        erased_at=at,
        erased_by=erased_by,
        checked_by=checked_by,
        path=kind.path(stored),
    )
    empty(stored, erasure)
    changes = {"kind": erasure.model, "rule": rule, "sha256": erasure.sha256, "fields": list(stored.content)}
    trail.record(action="erasure.erased", reference=str(erasure.reference), by=by, at=at, changes=changes, section="4")
    transaction.on_commit(lambda: finish(erasure), robust=True)
    return erasure


def empty(stored: ErasableModel, erasure: Erasure) -> None:
    """Make the one change that the database's triggers allow; the model's own manager knows none at all."""
    rows: CoveredQuerySet[ErasableModel] = CoveredQuerySet(type(stored))
    rows.filter(pk=stored.pk, erasure__isnull=True).update(erasure=erasure, **stored.emptied())


def two_persons(wants: "User", checks: "User | None") -> Refusal | None:
    """Refuse an erasure that one person wants and checks."""
    if checks is not None and not wants.is_same_person(checks):
        return None
    return Refusal(
        code="erasure.two_persons",
        section="4",
        cannot=_("The content cannot be erased."),
        missing=_("A second person has to check it."),
        next_step=_("Ask a colleague."),
    )


def unfinished() -> models.QuerySet[Erasure]:
    """Return erasures of which something may still lie on the disk, oldest first."""
    return Erasure.objects.filter(finished_at=None).order_by("pk")


def finish(erasure: Erasure) -> None:
    """Remove the file from the disk, write the erasure into the file kept beside the backups, and say so.

    Safe to repeat: a file that is gone is gone, and a line written twice is one erasure.
    """
    if erasure.path:
        default_storage.delete(erasure.path)
    _note(erasure)
    rows: CoveredQuerySet[Erasure] = CoveredQuerySet(Erasure)
    done = {"path": "", "finished_at": max(timezone.now(), erasure.erased_at)}
    rows.filter(pk=erasure.pk, finished_at=None).update(**done)


def _note(erasure: Erasure) -> None:
    line = {
        "model": erasure.model,
        "object": erasure.object_pk,
        "reference": str(erasure.reference),
        "sha256": erasure.sha256,
        "rule": erasure.rule,
        "reason": erasure.reason,
        "erased_at": erasure.erased_at.isoformat(),
        "erased_by": erasure.erased_by.get_username(),
        "checked_by": erasure.checked_by.get_username(),
    }
    with settings.PORTAL_ERASURES_FILE.open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
