"""How does a text become a version: read as a draft, corrected line by line, stored when a person agrees?"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.backoffice.writing import locked, write
from privacyportal.policies import outline_guards as guards
from privacyportal.policies.documents import text_of
from privacyportal.policies.models import PolicyOutline, PolicyVersion
from privacyportal.policies.models.outline import to_store
from privacyportal.policies.parser import UnreadableText
from privacyportal.policies.parser.rows import Role, Row, assemble, divide, propose_rows, take_as
from privacyportal.policies.permissions import MANAGE_POLICY
from privacyportal.policies.services.texts import NO_TEXT, Loaded, PolicyRefused, store_policy


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a person takes a line for; number and words only of a heading, None where the line itself tells.

    `new_line` are the words with which a line of its own begins; empty where the line stays whole.
    """

    role: Role
    number: int | None = None
    heading: str | None = None
    new_line: str = ""


@deed(right=MANAGE_POLICY, words=_("reading of a policy's text"))
def draft_outline(*, content: bytes, source_name: str, by: Actor, at: datetime) -> PolicyOutline:
    """Read a text line by line and keep it as a draft; one that is open already for the same text is returned.

    :raises PolicyRefused: when the file is no text, or an empty one.
    """
    try:
        text = text_of(content)
    except UnreadableText as error:
        raise PolicyRefused(str(error) or NO_TEXT) from error
    rows = propose_rows(text)
    if not rows:
        raise PolicyRefused(_("The text is empty."))
    digest = hashlib.sha256(text.strip().encode()).hexdigest()
    known: PolicyOutline | None = PolicyOutline.objects.filter(
        content_sha256=digest, version=None, given_up_at=None
    ).first()
    if known is not None:
        return known
    outline: PolicyOutline = PolicyOutline.objects.create(
        source_name=source_name[:200],
        text=text,
        content_sha256=digest,
        stored_rows=to_store(rows),
        drafted_at=at,
        drafted_by=by.account,
    )
    changes = {"lines": len(rows), "sha256": digest}
    trail.record(action="policies.outline_drafted", obj=outline, by=by, at=at, changes=changes, section="14")
    return outline


@deed(right=MANAGE_POLICY, on="outline", words=_("correction of an outline"))
def correct_outline(*, outline: PolicyOutline, marks: Mapping[int, Mark], by: Actor, at: datetime) -> PolicyOutline:
    """Take lines, counted from 0, for what a person says they are. The text itself stays as published.

    :raises Refused: when the outline is stored or given up.
    """
    stored = locked(outline)
    refuse_if([guards.outline_open(stored.is_open)], obj=stored)
    corrected = [(row, corrected_as(row, marks.get(line))) for line, row in enumerate(stored.rows)]
    changed = [str(line) for line, (row, rows) in enumerate(corrected, 1) if rows != (row,)]
    write(stored, stored_rows=to_store([row for _before, rows in corrected for row in rows]))
    changes = {"lines": changed}
    trail.record(action="policies.outline_corrected", obj=stored, by=by, at=at, changes=changes, section="14")
    return stored


def corrected_as(row: Row, mark: Mark | None) -> tuple[Row, ...]:
    """Return a line as it was marked: one line, or the two into which it comes apart."""
    if mark is None:
        return (row,)
    return divide(take_as(row, mark.role, number=mark.number, heading=mark.heading), mark.new_line)


def unfit(outline: PolicyOutline) -> list[Refusal | None]:
    """Return what keeps a text from being stored as its outline is: no section, or the text is a version already."""
    known = PolicyVersion.objects.filter(content_sha256=outline.content_sha256).first()
    has_section = any(row.role == Role.SECTION for row in outline.rows)
    return [guards.outline_has_section(has_section), guards.text_not_stored_yet(str(known) if known else "")]


@deed(right=MANAGE_POLICY, on="outline", words=_("storing of a text as a policy version"))
def keep_outline(*, outline: PolicyOutline, by: Actor, at: datetime) -> Loaded:
    """Store a text as a new version of the policy, cut as its outline says.

    :raises Refused: when the outline is stored or given up, has no section, or its text is a version already.
    """
    stored = locked(outline)
    refuse_if([guards.outline_open(stored.is_open), *unfit(stored)], obj=stored)
    version = store_policy(stored.text, assemble(stored.rows), source_name=stored.source_name, by=by, at=at)
    write(stored, version=version)
    return Loaded(version, is_new=True)


@deed(right=MANAGE_POLICY, on="outline", words=_("giving up of an outline"))
def give_up_outline(*, outline: PolicyOutline, reason: str, by: Actor, at: datetime) -> PolicyOutline:
    """Give a text up that is not to be stored; it stays readable.

    :raises Refused: when the outline is stored or given up already.
    """
    stored = locked(outline)
    refuse_if([guards.outline_open(stored.is_open)], obj=stored)
    write(stored, given_up_at=at)
    trail.record(action="policies.outline_given_up", obj=stored, by=by, at=at, reason=reason, section="14")
    return stored
