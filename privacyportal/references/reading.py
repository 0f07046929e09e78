"""Which records may a person see, and what of them?

Each kind of numbered record answers four questions of reading, as methods of its queryset: its rows, what else is told
of them (deadlines, mails, checks), its files, and those of its files that are marked as restricted. They are abstract:
a kind that leaves one out, or misspells it, stops the portal at start-up instead of opening what it should close.
"""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Self

from django.db import models

from privacyportal.audit.covered import CoveredQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, PermissionsMixin

# Written out where it is read: apps' ready() imports this module before any model may be loaded.
type Viewer = PermissionsMixin | AnonymousUser


class VisibleQuerySet(CoveredQuerySet[Any]):
    """Records that show themselves only to those with the model's view permission; rooms narrow it further."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the records that `user` may see; everything shown to a person begins here."""
        return self if user.has_perm(view_permission(self.model)) else self.none()


class RecordQuerySet(VisibleQuerySet, ABC):
    """The rows of a kind of numbered record."""

    @abstractmethod
    def contents_visible_to(self, user: Viewer) -> Self:
        """Return the records whose deadlines, mails and checks `user` may see, not only look up."""

    @abstractmethod
    def files_visible_to(self, user: Viewer) -> Self:
        """Return the records of whose files `user` may take copies."""

    @abstractmethod
    def restricted_files_visible_to(self, user: Viewer) -> Self:
        """Return the records of whose restricted files (identity documents) `user` may take copies."""


class OpenQuerySet(RecordQuerySet):
    """Records of which whoever sees them sees everything."""

    def contents_visible_to(self, user: Viewer) -> Self:
        """Return the visible records."""
        return self.visible_to(user)

    def files_visible_to(self, user: Viewer) -> Self:
        """Return the visible records."""
        return self.contents_visible_to(user)

    def restricted_files_visible_to(self, user: Viewer) -> Self:
        """Return the visible records."""
        return self.files_visible_to(user)


def rows_visible_to(user: Viewer, model: type[models.Model]) -> models.QuerySet[Any]:
    """Return the records of any model that a person may see; a model without a rule of its own is shown whole."""
    rows = model._default_manager.all()
    return rows.visible_to(user) if isinstance(rows, VisibleQuerySet) else rows


def view_permission(model: type[models.Model]) -> str:
    """Return the name of the permission to see all rows of a model."""
    return f"{model._meta.app_label}.view_{model._meta.model_name}"
