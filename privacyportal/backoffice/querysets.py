"""Which records may a person see?"""

from typing import Any

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


def assigned_to(user: Viewer, permissions: Any, codename: str) -> models.QuerySet[Any]:
    """Return the keys of the objects on which `user` personally holds a permission, from its direct table."""
    return permissions.objects.filter(user_id=user.pk, permission__codename=codename).values("content_object_id")
