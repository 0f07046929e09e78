"""Which records may a person see?"""

from django.db import models

from privacyportal.references.reading import (
    OpenQuerySet,
    RecordQuerySet,
    Viewer,
    VisibleQuerySet,
    rows_visible_to,
    view_permission,
)

__all__ = [
    "OpenQuerySet",
    "RecordQuerySet",
    "Viewer",
    "VisibleQuerySet",
    "assigned_to",
    "rows_visible_to",
    "view_permission",
]


def assigned_to(
    user: Viewer, permissions: type[models.Model], codename: str
) -> models.QuerySet[models.Model, dict[str, object]]:
    """Return the keys of the objects on which `user` personally holds a permission, from its direct table."""
    return permissions._default_manager.filter(user_id=user.pk, permission__codename=codename).values(
        "content_object_id"
    )
