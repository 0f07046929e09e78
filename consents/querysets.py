"""Which consents and provisions?"""

from datetime import date
from typing import Any, Self

from django.db.models import OuterRef, Q, QuerySet, Subquery

from privacyportal.backoffice.querysets import VisibleQuerySet


class ConsentEntryQuerySet(VisibleQuerySet):
    """Consent entries: append-only."""

    def update(self, **kwargs: Any) -> int:
        """Refuse: entries are never changed."""
        raise TypeError("Consent entries cannot be changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: entries are never deleted."""
        raise TypeError("Consent entries cannot be deleted.")

    def until(self, day: date) -> Self:
        """Return the entries decided on or before a Tokyo day."""
        return self.filter(decided_on__lte=day)

    def latest_on(self, day: date) -> Self:
        """Return, for each person, purpose, scope and recipient, the entry that decides on a Tokyo day."""
        same: QuerySet[Any] = self.model._default_manager.filter(
            data_subject=OuterRef("data_subject"),
            purpose=OuterRef("purpose"),
            scope=OuterRef("scope"),
            recipient=OuterRef("recipient"),
            decided_on__lte=day,
        ).order_by("-decided_at", "-pk")
        return self.filter(pk=Subquery(same.values("pk")[:1]))

    def in_force_on(self, day: date) -> Self:
        """Return the consents that hold on a Tokyo day."""
        return self.latest_on(day).filter(Q(expires_on__isnull=True) | Q(expires_on__gte=day), decision="given")


class ProvisionQuerySet(VisibleQuerySet):
    """Provisions to third parties: append-only."""

    def update(self, **kwargs: Any) -> int:
        """Refuse: provision records are never changed."""
        raise TypeError("Provision records cannot be changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: provision records are never deleted."""
        raise TypeError("Provision records cannot be deleted.")
