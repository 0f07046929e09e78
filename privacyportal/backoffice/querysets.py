"""Which records may a person see?"""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import models

type Viewer = PermissionsMixin | AnonymousUser


class VisibleQuerySet(models.QuerySet[Any]):
    """Records that show themselves only to those with the model's view permission; rooms narrow it further."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the records that `user` may see; everything shown to a person begins here."""
        return self if user.has_perm(view_permission(self.model)) else self.none()


def view_permission(model: type[models.Model]) -> str:
    """Return the name of the permission to see all rows of a model."""
    return f"{model._meta.app_label}.view_{model._meta.model_name}"


def assigned_to(user: Viewer, permissions: Any, codename: str) -> models.QuerySet[Any]:
    """Return the keys of the objects on which `user` personally holds a permission, from its direct table."""
    return permissions.objects.filter(user_id=user.pk, permission__codename=codename).values("content_object_id")
