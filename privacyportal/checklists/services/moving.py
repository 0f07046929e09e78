"""How does a record go from one state to the next, so that of two people only one succeeds?"""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from privacyportal.backoffice.refusals import Conflict
from privacyportal.checklists.states import TRANSITIONS


def move(obj: models.Model, action: str, **values: Any) -> None:
    """Take the record through one line of the transition table, in the database and in memory.

    :raises Conflict: when it is not, or no longer, in a state that the action starts from.
    """
    sources, target = TRANSITIONS[action]
    model = type(obj)
    moved = model._default_manager.filter(pk=obj.pk, status__in=sources).update(status=target, **values)
    if not moved:
        raise Conflict(_("%(number)s is not in the state that this needs; somebody was faster.") % {"number": str(obj)})
    for name, value in {"status": target, **values}.items():
        setattr(obj, name, value)
