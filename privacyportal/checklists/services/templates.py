"""How does a checklist file become a template version?"""

from datetime import date, datetime, timedelta
from typing import IO

from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor, ActorKind
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.publishing import (
    Stage,
    bring_along,
    give_up,
    no_draft_yet,
    put_in_force,
    require_draft,
)
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.checklists import rights
from privacyportal.checklists.models import Assessment, ChecklistItem, ChecklistTemplate
from privacyportal.checklists.reading import Checklist, read_items
from privacyportal.imports.brought import Opening

CHANGES = ("checklists.template_imported",)


@deed(right=rights.CHANGE_TEMPLATE, words=_("import of a checklist"), by_portal=True)
def import_template(
    *,
    file: IO[bytes],
    file_name: str = "checklist.csv",
    opening: Opening | None = None,
    code: str,
    name_ja: str = "",
    name_en: str = "",
    valid_from: date | None = None,
    change_reason: str = "",
    by: Actor,
    at: datetime,
) -> ChecklistTemplate:
    """Keep a checklist file as the draft of the next version of its code; return the version.

    Nothing is assessed by it before a second person puts it in force. What the portal brings along where there is
    nothing yet is in force at once. The same content as the newest version returns that version and changes nothing.
    Names left empty are those of the version before, else the code; without a first day it is the day after.

    :raises TemplateRefused: when the file is no checklist; the row is named and nothing is written.
    :raises Refused: while another draft of the code waits for its second person.
    """
    checklist = read_items(file.read(), file_name, opening)
    versions = ChecklistTemplate.objects.filter(code=code)
    last: ChecklistTemplate | None = versions.exclude(stage=Stage.WITHDRAWN).order_by("-version").first()
    if last is not None and last.content_sha256 == checklist.sha256:
        return last
    refuse_if([no_draft_yet(versions)])
    template = ChecklistTemplate(
        code=code,
        version=_next_version(code),
        name_ja=name_ja or (last.name_ja if last else code),
        name_en=name_en or (last.name_en if last else code),
        valid_from=valid_from or tokyo_day(at) + timedelta(days=1),
        change_reason=change_reason,
    )
    _store(template, checklist, is_shipped=by.kind == ActorKind.PORTAL and last is None, by=by, at=at)
    _record_import(template, items=len(checklist.items), by=by, at=at)
    return template


def _store(template: ChecklistTemplate, checklist: Checklist, *, is_shipped: bool, by: Actor, at: datetime) -> None:
    """Store a version with its items as a draft; what the portal brings along is in force from today."""
    template.content_sha256, template.remarks = checklist.sha256, checklist.remarks
    template.imported_at = template.drafted_at = at
    template.drafted_by = by.account
    if is_shipped:
        template.valid_from = tokyo_day(at)
    template.save(force_insert=True)
    ChecklistItem.objects.bulk_create([ChecklistItem(template=template, **values) for values in checklist.items])
    if is_shipped:
        bring_along([template], at=at)


def _record_import(template: ChecklistTemplate, *, items: int, by: Actor, at: datetime) -> None:
    digest = template.content_sha256
    changes = {"code": template.code, "version": template.version, "items": items, "sha256": digest}
    trail.record(action="checklists.template_imported", obj=template, by=by, at=at, changes=changes, section="6")


@deed(right=rights.CHANGE_TEMPLATE, on="template", words=_("publication of a checklist"))
def publish_template(*, template: ChecklistTemplate, by: Actor, at: datetime) -> ChecklistTemplate:
    """Put a draft in force from its first day on, as a second person; assessments begun before keep their questions.

    :raises Refused: when the person drafted it, or the first day is not after the newest use of the version before.
    :raises Conflict: when it is no longer a draft.
    """
    require_draft(template)
    put_in_force(
        template,
        versions=ChecklistTemplate.objects.filter(code=template.code),
        changes=CHANGES,
        newest_use=_newest_use(template.code),
        impact=effect_text(template),
        by=by,
        at=at,
    )
    changes = {"code": template.code, "version": template.version, "valid_from": template.valid_from}
    trail.record(action="checklists.template_published", obj=template, by=by, at=at, changes=changes, section="6")
    return template


@deed(right=rights.CHANGE_TEMPLATE, on="template", words=_("withdrawal of a checklist's draft"))
def withdraw_template(*, template: ChecklistTemplate, reason: str, by: Actor, at: datetime) -> ChecklistTemplate:
    """Give a draft up; it stays readable.

    :raises Conflict: when it is no longer a draft.
    """
    give_up(template)
    trail.record(action="checklists.template_withdrawn", obj=template, by=by, at=at, reason=reason, section="6")
    return template


def template_on(code: str, day: date) -> ChecklistTemplate | None:
    """Return the version of a checklist that is in force on a Tokyo day."""
    found: ChecklistTemplate | None = ChecklistTemplate.objects.in_force(day).filter(code=code).first()
    return found


def effect_text(draft: ChecklistTemplate) -> str:
    """Return what publishing a draft changes: the items asked from then on, and which assessments keep the old ones."""
    standing = ChecklistTemplate.objects.published().filter(code=draft.code, valid_to=None).first()
    before = _asked(standing) if standing is not None else {}
    after = _asked(draft)
    kinds = (
        (_("New items: %(codes)s"), [code for code in after if code not in before]),
        (_("Items no longer asked: %(codes)s"), [code for code in before if code not in after]),
        (_("Items changed: %(codes)s"), [code for code in after if code in before and after[code] != before[code]]),
    )
    lines = [str(words) % {"codes": "、".join(codes)} for words, codes in kinds if codes]
    running = Assessment.objects.unfinished().filter(template__code=draft.code).count()
    lines.append(gettext("Assessments begun that keep their questions: %(count)d") % {"count": running})
    return "\n".join(lines)


def _asked(template: ChecklistTemplate) -> dict[str, tuple[object, ...]]:
    fields = ("text_ja", "text_en", "weight", "critical", "applies_to", "frequency", "evidence", "category")
    return {row[0]: row[1:] for row in template.items.order_by("order").values_list("code", *fields)}


def _newest_use(code: str) -> date | None:
    """Return the Tokyo day on which the last assessment with this checklist was begun."""
    last = Assessment.objects.filter(template__code=code).aggregate(last=Max("started_at"))["last"]
    return tokyo_day(last) if last is not None else None


def _next_version(code: str) -> int:
    return (ChecklistTemplate.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0) + 1
