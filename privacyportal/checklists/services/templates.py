"""How does a checklist file become a template version?"""

import hashlib
from datetime import datetime
from typing import IO

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.checklists import rights
from privacyportal.checklists.models import ChecklistItem, ChecklistTemplate
from privacyportal.checklists.reading import read_items
from privacyportal.policies.parser import decode


@deed(right=rights.CHANGE_TEMPLATE, words=_("import of a checklist"), by_portal=True)
def import_template(
    *, file: IO[bytes], code: str, name_ja: str = "", name_en: str = "", by: Actor, at: datetime
) -> ChecklistTemplate:
    """Keep a checklist file as the next version of its code; return the version.

    The same content as the newest version returns that version and changes nothing. Names left empty are those of
    the version before, else the code.

    :raises TemplateRefused: when the file is no checklist; the row is named and nothing is written.
    """
    content = file.read()
    items = read_items(content)
    digest = hashlib.sha256(decode(content).strip().encode()).hexdigest()
    last = ChecklistTemplate.objects.filter(code=code).order_by("-version").first()
    if last is not None and last.content_sha256 == digest:
        return last
    template = ChecklistTemplate.objects.create(
        code=code,
        version=_next_version(code),
        name_ja=name_ja or (last.name_ja if last else code),
        name_en=name_en or (last.name_en if last else code),
        content_sha256=digest,
        imported_at=at,
    )
    ChecklistItem.objects.bulk_create([ChecklistItem(template=template, **values) for values in items])
    changes = {"code": code, "version": template.version, "items": len(items), "sha256": digest}
    trail.record(action="checklists.template_imported", obj=template, by=by, at=at, changes=changes, section="6")
    return template


def _next_version(code: str) -> int:
    return (ChecklistTemplate.objects.filter(code=code).aggregate(last=Max("version"))["last"] or 0) + 1
