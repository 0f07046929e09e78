"""Which checklists does every installation start with?"""

from datetime import datetime
from pathlib import Path

from privacyportal.audit.actors import Actor
from privacyportal.checklists.models import ChecklistTemplate
from privacyportal.checklists.services import import_template

SUPERVISION = "supervision"
SOURCE = Path(__file__).parent / "data" / "supervision.csv"


def install(*, by: Actor, at: datetime) -> ChecklistTemplate | None:
    """Import the project's own supervision checklist where there is none yet; return what is newest.

    Safe to repeat: a firm that has imported its own later version keeps it.
    """
    newest = ChecklistTemplate.objects.filter(code=SUPERVISION).order_by("-version").first()
    if newest is not None:
        return newest
    with SOURCE.open("rb") as file:
        return import_template(
            file=file,
            code=SUPERVISION,
            name_ja="委託先監督点検表",
            name_en="Vendor supervision checklist",
            by=by,
            at=at,
        )
