"""What can a person do about a file in quarantine? Release it, as another than who added it, or have it erased."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.attachments.models import Attachment, Scan
from privacyportal.attachments.services.scanning import storage
from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.backoffice.rights import right
from privacyportal.backoffice.writing import locked, write
from privacyportal.erasure.rules import Rule
from privacyportal.erasure.services import propose

DECIDE = right("attachments.decide_quarantine")


@deed(right=DECIDE, on="scan", words=gettext_lazy("Release from quarantine"))
def release(*, scan: Scan, reason: str, by: Actor, at: datetime) -> Scan:
    """Let a file out of quarantine for a written reason.

    :raises Refused: when it is who added the file, or the reason is missing.
    :raises Conflict: when it is not in quarantine.
    """
    kept = _quarantined(scan)
    refuse_if([own_file(kept, by), _with_reason(reason)], obj=scan)
    told = {"released_at": at, "released_by": by.account, "release_reason": reason.strip()[:500]}
    write(kept, status=Scan.Status.RELEASED, **told)
    _record("attachments.released", kept, reason, by, at)
    name = kept.attachment.file.name or ""
    transaction.on_commit(lambda: storage().bring_back(name), robust=True)
    return kept


@deed(right=DECIDE, on="scan", words=gettext_lazy("Discarding from quarantine"))
def discard(*, scan: Scan, reason: str, by: Actor, at: datetime) -> Scan:
    """Propose for a written reason that a file in quarantine is erased; a second person approves it as any erasure.

    :raises Refused: when the reason is missing.
    :raises Conflict: when it is not in quarantine, erased, or proposed to be erased already.
    """
    kept = _quarantined(scan)
    refuse_if([_with_reason(reason)], obj=scan)
    why = f"{kept.signature}: {reason.strip()}"[:500]
    propose(obj=kept.attachment, rule=Rule.MISTAKEN, reason=why, by=by, at=at)
    _record("attachments.discarded", kept, reason, by, at)
    return kept


def held(attachment: Attachment) -> Refusal | None:
    """Refuse a file that the scanner has not looked at yet, or in which it found something."""
    scan = Scan.objects.filter(attachment=attachment).first()
    if scan is None or scan.status not in Scan.HELD:
        return None
    if scan.status == Scan.Status.WAITING:
        return Refusal(
            code="attachments.not_scanned",
            cannot=gettext_lazy("The file is not given out yet."),
            missing=gettext_lazy("The virus scanner has not looked at it."),
            next_step=gettext_lazy("Try again in a few minutes; if it lasts, tell the administrator."),
        )
    return Refusal(
        code="attachments.quarantined",
        cannot=gettext_lazy("The file is in quarantine."),
        missing=_("The virus scanner found something in it: %(found)s.") % {"found": scan.signature},
        next_step=gettext_lazy("Ask whoever sent it for another copy; compliance decides what becomes of this one."),
    )


def _quarantined(scan: Scan) -> Scan:
    kept = locked(scan, "attachment__reference", "attachment__erasure", "attachment__uploaded_by")
    if kept.status != Scan.Status.QUARANTINED or kept.attachment.erasure_id is not None:
        raise Conflict(_("This file is not in quarantine."))
    return kept


def _record(action: str, kept: Scan, reason: str, by: Actor, at: datetime) -> None:
    changes = {"signature": kept.signature, "sha256": kept.attachment.sha256}
    reference = str(kept.attachment.reference)
    trail.record(action=action, reference=reference, by=by, at=at, changes=changes, reason=reason.strip())


def own_file(scan: Scan, by: Actor) -> Refusal | None:
    """Refuse the release of a file by whoever added it."""
    if not by.is_same_person(scan.attachment.uploaded_by):
        return None
    return Refusal(
        code="attachments.released_by_another",
        cannot=gettext_lazy("The file is not released."),
        missing=gettext_lazy("Whoever added a file does not release it."),
        next_step=gettext_lazy("Ask a colleague."),
    )


def _with_reason(reason: str) -> Refusal | None:
    if reason.strip():
        return None
    return Refusal(
        code="attachments.decision_reason",
        cannot=gettext_lazy("Nothing is decided on the file."),
        missing=gettext_lazy("The reason is missing."),
        next_step=gettext_lazy("Write why, without personal data."),
        field="reason",
    )
