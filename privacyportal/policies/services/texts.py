"""How are the policy's text and its master data kept?"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import PortalError, Refusal, refuse_if
from privacyportal.clocks import river as clocks
from privacyportal.policies.mapping import propose
from privacyportal.policies.models import (
    ConsentWording,
    DataCategory,
    Obligation,
    ObligationMapping,
    PolicyClause,
    PolicySection,
    PolicyVersion,
    PurposeOfUse,
)
from privacyportal.policies.parser import Clause, NoSections, ParsedPolicy, UnreadableText, decode, parse
from privacyportal.policies.permissions import (
    CHANGE_CATEGORY,
    CHANGE_OBLIGATION,
    CHANGE_PURPOSE,
    CHANGE_WORDING,
    MANAGE_POLICY,
    MAP_OBLIGATION,
)
from privacyportal.references.registry import issue


class PolicyRefused(PortalError):
    """A file that cannot be taken as a policy: not text, or without numbered sections."""


@dataclass(frozen=True)
class Loaded:
    """A version of the policy, and whether this file made it."""

    version: PolicyVersion
    is_new: bool


@deed(right=MANAGE_POLICY, words=_("loading of a policy version"), by_portal=True)
def load_policy(*, content: bytes, source_name: str, by: Actor, at: datetime) -> Loaded:
    """Keep a policy's text as a new version with its sections, clauses and proposed obligations.

    A text that is already kept changes nothing, in whatever encoding it comes.

    :raises PolicyRefused: when the file is no text or has no numbered sections; nothing is written.
    """
    text, parsed = _read(content)
    digest = hashlib.sha256(text.strip().encode()).hexdigest()
    known = PolicyVersion.objects.filter(content_sha256=digest).first()
    if known is not None:
        return Loaded(known, is_new=False)
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
    )
    sections = _keep_sections(version, parsed)
    _map_obligations(version, sections)
    changes = {"version": version.number, "sections": len(sections), "sha256": digest}
    trail.record(action="policies.version_loaded", obj=version, by=by, at=at, changes=changes, section="14")
    return Loaded(version, is_new=True)


def _read(content: bytes) -> tuple[str, ParsedPolicy]:
    try:
        text = decode(content)
        return text, parse(text)
    except UnreadableText as error:
        raise PolicyRefused(_("The file is no text in UTF-8 or Shift_JIS (CP932).")) from error
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
        [ObligationMapping(version=version, obligation=o, section=section) for o, section in proposed.items()]
    )


@deed(right=MANAGE_POLICY, on="version", words=_("dates of a policy version"))
def date_version(
    *,
    version: PolicyVersion,
    effective_from: date | None,
    retired_on: date | None,
    by: Actor,
    at: datetime,
) -> PolicyVersion:
    """Say from which Tokyo day a version is in effect and on which it is retired."""
    values = {"effective_from": effective_from, "retired_on": retired_on}
    stored = _store(version, values, "policies.version_dated", by, at)
    if stored.reference is not None:
        clocks.refresh(reference=stored.reference, at=at)
    return stored


@deed(right=MAP_OBLIGATION, words=_("mapping of an obligation"))
def map_obligation(
    *, version: PolicyVersion, obligation: Obligation, section: PolicySection, by: Actor, at: datetime
) -> ObligationMapping:
    """Say which section of a version holds an obligation; return the mapping.

    :raises Refused: when the section belongs to another version.
    """
    refuse_if([_belongs_to_another_version(version, section)])
    mapping, _created = ObligationMapping.objects.update_or_create(
        version=version, obligation=obligation, defaults={"section": section}
    )
    changes = {"version": version.number, "obligation": obligation.key, "section": section.number}
    trail.record(action="policies.obligation_mapped", obj=mapping, by=by, at=at, changes=changes)
    return mapping


def _belongs_to_another_version(version: PolicyVersion, section: PolicySection) -> Refusal | None:
    if section.version_id == version.pk:
        return None
    return Refusal(
        code="policies.section_of_other_version",
        cannot=_("The obligation cannot be mapped to this section."),
        missing=_("The section belongs to another version of the policy."),
        next_step=_("Choose a section of the same version."),
        field="section",
    )


@deed(right=CHANGE_OBLIGATION, on="obligation", words=_("change of an obligation"))
def change_obligation(*, obligation: Obligation, values: dict[str, Any], by: Actor, at: datetime) -> Obligation:
    """Change the words of an obligation, or take it out of use."""
    return _store(obligation, values, "policies.obligation_changed", by, at)


@deed(right=CHANGE_PURPOSE, on="purpose", words=_("purpose of use"))
def save_purpose(*, purpose: PurposeOfUse | None, values: dict[str, Any], by: Actor, at: datetime) -> PurposeOfUse:
    """Add a purpose of use (`purpose` None) or change one."""
    action = "policies.purpose_changed" if purpose else "policies.purpose_added"
    return _store(purpose or PurposeOfUse(), values, action, by, at, section="3")


@deed(right=CHANGE_CATEGORY, on="category", words=_("data category"))
def save_category(*, category: DataCategory | None, values: dict[str, Any], by: Actor, at: datetime) -> DataCategory:
    """Add a data category (`category` None) or change one."""
    action = "policies.category_changed" if category else "policies.category_added"
    return _store(category or DataCategory(), values, action, by, at, section="7")


@deed(right=CHANGE_WORDING, words=_("new consent wording"))
def add_wording(*, values: dict[str, Any], by: Actor, at: datetime) -> ConsentWording:
    """Add a wording, or the next version of one whose code exists; return it.

    `values` are the model's fields without `version`; `categories` is an iterable of categories.
    """
    last = ConsentWording.objects.filter(code=values["code"]).aggregate(last=Max("version"))["last"] or 0
    return _store(ConsentWording(version=last + 1), values, "policies.wording_added", by, at)


@deed(right=CHANGE_WORDING, on="wording", words=_("change of a consent wording"))
def change_wording(*, wording: ConsentWording, values: dict[str, Any], by: Actor, at: datetime) -> ConsentWording:
    """Change a wording that nobody has seen yet, or end one (`valid_to`).

    :raises Refused: when somebody has decided on these words and more than the end is to be changed.
    """
    changed = {name for name, value in values.items() if name != "categories" and getattr(wording, name) != value}
    chosen = values.get("categories")
    if chosen is not None and set(chosen) != set(wording.categories.all()):
        changed.add("categories")
    refuse_if([_was_shown(wording) if changed - {"valid_to"} else None])
    return _store(wording, values, "policies.wording_changed", by, at)


def _was_shown(wording: ConsentWording) -> Refusal | None:
    if not wording.is_used:
        return None
    return Refusal(
        code="policies.wording_used",
        section="3",
        cannot=_("The wording cannot be changed."),
        missing=_("Somebody has already decided on exactly these words."),
        next_step=_("Set its last day and add the new words as the next version."),
    )


def _store[M: models.Model](
    obj: M, values: dict[str, Any], action: str, by: Actor, at: datetime, section: str = ""
) -> M:
    """Write the values to a row and record the names of the fields that changed."""
    values = dict(values)
    related = {field.name: values.pop(field.name) for field in obj._meta.many_to_many if field.name in values}
    changed = sorted(name for name, value in values.items() if obj.pk is None or getattr(obj, name) != value)
    for name, value in values.items():
        setattr(obj, name, value)
    obj.save()
    for name, chosen in related.items():
        getattr(obj, name).set(chosen)
    code = str(getattr(obj, "code", getattr(obj, "key", getattr(obj, "number", ""))))
    trail.record(
        action=action, obj=obj, by=by, at=at, changes={"code": code, "fields": [*changed, *related]}, section=section
    )
    return obj
