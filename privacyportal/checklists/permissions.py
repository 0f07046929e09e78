"""Which kinds of record are supervised, and who works on records given to them? The rights stand in `rights`."""

from django.db.models import Model

from privacyportal.backoffice.querysets import Viewer
from privacyportal.references import registry


def is_supervised(model: type[Model]) -> bool:
    """Return whether records of a kind are supervised: they have a right of that name."""
    options = model._meta
    return f"supervise_{options.model_name}" in {codename for codename, _name in options.permissions}


def works_on_subjects(user: Viewer) -> bool:
    """Return whether the role lets the person work on records that are given to them personally."""
    options = [kind.model_class._meta for kind in registry.kinds()]
    return any(user.has_perm(f"{o.app_label}.view_assigned_{o.model_name}") for o in options)
