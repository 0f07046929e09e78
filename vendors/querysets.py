"""Which vendors and which of their records?"""

from typing import Any, Self

from django.apps import apps
from django.db.models import Q

from privacyportal.backoffice.querysets import Viewer, VisibleQuerySet, assigned_to, view_permission


def assigned_vendor_ids(user: Viewer) -> Any:
    """Return the keys of the vendors assigned to the person."""
    return assigned_to(user, apps.get_model("vendors.VendorUserObjectPermission"), "view_vendor")


class VendorQuerySet(VisibleQuerySet):
    """Vendors."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all vendors to those who see the register, else those assigned to the person."""
        if user.has_perm("vendors.view_vendor"):
            return self
        return self.filter(pk__in=assigned_vendor_ids(user))


class OfVendorQuerySet(VisibleQuerySet):
    """Records that belong to a vendor and are seen by whoever sees the vendor."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the records of visible vendors."""
        if user.has_perm(view_permission(self.model)):
            return self
        return self.filter(vendor__in=assigned_vendor_ids(user))


class ForeignGroundQuerySet(VisibleQuerySet):
    """Grounds of section 11."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the grounds of visible vendors; those of partners to those who see the whole register."""
        if user.has_perm("vendors.view_foreignground"):
            return self
        return self.filter(vendor__in=assigned_vendor_ids(user))

    def in_force_on(self, day: Any) -> Self:
        """Return the grounds that hold on a Tokyo day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
