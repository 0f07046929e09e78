"""How does a deed change a stored record, so that of two people neither overwrites the other unseen?

Every service that changes a record reads it with `locked`, asks its guards of what it read, and writes with `write`;
a state is changed by `move` only, which asks the database again for the state that the step starts from.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from privacyportal.audit.actors import number_of
from privacyportal.backoffice.refusals import Conflict
from privacyportal.backoffice.steps import Step


def locked[M: models.Model](obj: M, *related: str) -> M:
    """Return the record as it is stored now, locked until the deed is done, with `related` read along."""
    rows = obj.__class__._default_manager.select_for_update(of=("self",)).select_related(*related)
    stored: M = rows.get(pk=obj.pk)
    return stored


def hold(model: type[models.Model], key: object) -> None:
    """Let nobody else change the record with this key until the transaction ends; a key that none can have holds none.

    What is read afterwards is as it will be until then; a page compares with it what its person saw (`seen`).
    """
    try:
        pk = model._meta.pk.to_python(key)
    except ValidationError:
        return
    list(model._default_manager.select_for_update(of=("self",), no_key=True).filter(pk=pk).only("pk"))


def write[M: models.Model](stored: M, **values: object) -> M:
    """Store new values of a record that this deed has locked; return it."""
    for name, value in values.items():
        setattr(stored, name, value)
    if values:
        stored.save(update_fields=list(values))
    return stored


def move[M: models.Model](obj: M, step: Step, **values: object) -> M:
    """Take a record through one step, in the database and in memory; return it.

    :raises Conflict: when it is not, or no longer, in a state that the step starts from.
    """
    rows = type(obj)._default_manager.filter(pk=obj.pk, status__in=step.sources)
    if not rows.update(status=step.target, **values):
        raise Conflict(
            _("%(number)s is not in the state that this needs; somebody was faster.") % {"number": _called(obj)}
        )
    for name, value in {"status": step.target, **values}.items():
        setattr(obj, name, value)
    return obj


def _called(obj: models.Model) -> str:
    return number_of(obj) or str(obj)
