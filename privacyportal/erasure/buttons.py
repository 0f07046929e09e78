"""Which button does a record with erasable content carry?"""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import ObjectAction
from privacyportal.erasure import services
from privacyportal.erasure.forms import ProposeForm
from privacyportal.erasure.models import ErasableModel, ErasureProposal
from privacyportal.erasure.registry import erasables
from privacyportal.references.kinds import Referenced
from privacyportal.references.reading import Viewer


def has_content(obj: models.Model, user: Viewer) -> bool:
    """Return whether the record still holds anything that could be erased."""
    if not isinstance(obj, Referenced):
        return False
    # Most hold something themselves: then nothing is looked up.
    return _holds(obj) or any(True for kind in erasables() for _row in kind.rows(obj.reference))


def _holds(row: models.Model) -> bool:
    return isinstance(row, ErasableModel) and row.erasure_id is None and any(vars(row)[name] for name in row.content)


def propose(
    *, obj: models.Model, target: ErasableModel, rule: str, reason: str, by: Actor, at: datetime
) -> ErasureProposal:
    """Propose the erasure of what was chosen of the record."""
    return services.propose(obj=target, rule=rule, reason=reason, by=by, at=at)


ERASE = ObjectAction[models.Model](
    name="erase",
    label=_("Propose erasing"),
    deed=services.propose,
    run=propose,
    available=has_content,
    form=ProposeForm,
    tone="danger",
    help_text=_("A second person decides. What is erased cannot be restored; who, when, why and its hash remain."),
    done=_("The erasure is proposed. A second person decides on it."),
)
