"""How are the policy's text and its obligations kept?"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import PortalError, refuse_if
from privacyportal.backoffice.writing import locked, write
from privacyportal.policies import guards
from privacyportal.policies.documents import text_of
from privacyportal.policies.doubts import doubts_about
from privacyportal.policies.mapping import propose, sentence_for
from privacyportal.policies.models import (
    Obligation,
    ObligationMapping,
    PolicyClause,
    PolicySection,
    PolicyVersion,
)
from privacyportal.policies.parser import Clause, NoSections, ParsedPolicy, UnreadableText, parse
from privacyportal.policies.parser.rows import rows_of
from privacyportal.policies.permissions import CHANGE_OBLIGATION, MANAGE_POLICY, MAP_OBLIGATION
from privacyportal.policies.services.items import raise_defects
from privacyportal.references.registry import issue

NO_TEXT = _("The file is no text in UTF-8 or Shift_JIS (CP932).")


class PolicyRefused(PortalError):
    """A file that cannot be taken as a policy: not text, or without numbered sections."""


@dataclass(frozen=True)
class Loaded:
    """A version of the policy, whether this text made it, and the doubts in words about how it was read."""

    version: PolicyVersion
    is_new: bool
    doubts: tuple[str, ...] = ()


@deed(right=MANAGE_POLICY, words=_("loading of a policy version"), by_portal=True)
def load_policy(*, content: bytes, source_name: str, by: Actor, at: datetime) -> Loaded:
    """Keep a policy's text as a new version with its sections, clauses and proposed obligations.

    A text that is already kept changes nothing, in whatever encoding it comes.

    :raises PolicyRefused: when the file is no text or has no numbered sections; nothing is written.
    """
    text, parsed = _read(content)
    known = PolicyVersion.objects.filter(content_sha256=_digest(text)).first()
    if known is not None:
        return Loaded(known, is_new=False)
    version = store_policy(text, parsed, source_name=source_name, by=by, at=at)
    return Loaded(version, is_new=True, doubts=tuple(doubt.words for doubt in doubts_about(rows_of(parsed))))


def store_policy(text: str, parsed: ParsedPolicy, *, source_name: str, by: Actor, at: datetime) -> PolicyVersion:
    """Keep a text that no version has yet as the next one, cut as it was parsed. Call it inside a deed."""
    digest = _digest(text)
    last = PolicyVersion.objects.aggregate(last=Max("number"))["last"] or 0
    version = PolicyVersion.objects.create(
        reference=issue("POLICY", at=at),
        number=last + 1,
        title=parsed.title[:200],
        source_name=source_name[:200],
        content_sha256=digest,
        loaded_at=at,
        loaded_by=by.account,
        closing=parsed.closing,
        furniture="\n".join(parsed.furniture),
        drafted_at=at,
        drafted_by=by.account,
    )
    sections = _keep_sections(version, parsed)
    _map_obligations(version, sections)
    raise_defects(version, sections, by=by, at=at)
    changes = {"version": version.number, "sections": len(sections), "sha256": digest}
    trail.record(action="policies.version_loaded", obj=version, by=by, at=at, changes=changes, section="14")
    return version


def _digest(text: str) -> str:
    return hashlib.sha256(text.strip().encode()).hexdigest()


def _read(content: bytes) -> tuple[str, ParsedPolicy]:
    try:
        text = text_of(content)
        return text, parse(text)
    except UnreadableText as error:
        raise PolicyRefused(str(error) or NO_TEXT) from error
    except NoSections as error:
        raise PolicyRefused(_("No numbered sections were found in the file. Nothing was stored.")) from error


def _keep_sections(version: PolicyVersion, parsed: ParsedPolicy) -> list[PolicySection]:
    sections = PolicySection.objects.bulk_create(
        [
            PolicySection(
                version=version,
                part=section.part,
                number=section.number,
                label=section.label[:20],
                heading=section.heading[:300],
                body=section.body,
            )
            for section in parsed.sections
        ]
    )
    for stored, section in zip(sections, parsed.sections, strict=True):
        _keep_clauses(stored, section.clauses, None, 0)
    return sections


def _keep_clauses(section: PolicySection, clauses: list[Clause], parent: PolicyClause | None, order: int) -> int:
    for clause in clauses:
        order += 1
        stored = PolicyClause.objects.create(
            section=section, parent=parent, label=clause.label[:20], text=clause.text, order=order
        )
        order = _keep_clauses(section, clause.children, stored, order)
    return order


def _map_obligations(version: PolicyVersion, sections: list[PolicySection]) -> None:
    proposed = propose(sections, Obligation.objects.filter(is_active=True))
    ObligationMapping.objects.bulk_create(
        [
            ObligationMapping(version=version, obligation=o, section=proposal.section, sentence=proposal.sentence)
            for o, proposal in proposed.items()
        ]
    )


@deed(right=MAP_OBLIGATION, words=_("mapping of an obligation"))
def map_obligation(
    *, version: PolicyVersion, obligation: Obligation, section: PolicySection, by: Actor, at: datetime
) -> ObligationMapping:
    """Say which section of a version holds an obligation; return the mapping, confirmed. The trail keeps the former.

    :raises Refused: when the section belongs to another version.
    """
    refuse_if([guards.own_section(section.version_id == version.pk)])
    former = ObligationMapping.objects.filter(version=version, obligation=obligation).select_related("section").first()
    before = former.section.number if former else None
    said = {
        "section": section,
        "sentence": sentence_for(obligation, section),
        "confirmed_at": at,
        "confirmed_by": by.account,
    }
    mapping, _created = ObligationMapping.objects.update_or_create(
        version=version, obligation=obligation, defaults=said
    )
    changes = {"version": version.number, "obligation": obligation.key, "section": [before, section.number]}
    trail.record(action="policies.obligation_mapped", obj=mapping, by=by, at=at, changes=changes)
    return mapping


@deed(right=MAP_OBLIGATION, on="mapping", words=_("confirmation of a mapping"))
def confirm_mapping(*, mapping: ObligationMapping, by: Actor, at: datetime) -> ObligationMapping:
    """Confirm that a section holds an obligation as was proposed; what is confirmed already stays as it is."""
    stored = locked(mapping, "version", "obligation", "section")
    if stored.confirmed_at is not None:
        return stored
    write(stored, confirmed_at=at, confirmed_by=by.account)
    changes = {"version": stored.version.number, "obligation": stored.obligation.key, "section": stored.section.number}
    trail.record(action="policies.obligation_confirmed", obj=stored, by=by, at=at, changes=changes)
    return stored


@deed(right=CHANGE_OBLIGATION, on="obligation", words=_("change of an obligation"))
def change_obligation(*, obligation: Obligation, values: Mapping[str, object], by: Actor, at: datetime) -> Obligation:
    """Change the words of an obligation, or take it out of use. The trail keeps what they were, word for word."""
    stored = locked(obligation)
    held = Obligation.objects.filter(pk=stored.pk).values(*values).get()
    changed = {name: [held[name], value] for name, value in sorted(values.items()) if held[name] != value}
    write(stored, **values)
    changes = {"code": stored.key, **changed}
    trail.record(action="policies.obligation_changed", obj=stored, by=by, at=at, changes=changes)
    return stored
