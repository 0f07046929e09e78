"""Which versions, purposes and wordings hold on a day?"""

from datetime import date
from typing import Any, Self

from django.db.models import Q

from privacyportal.backoffice.querysets import OpenQuerySet, Viewer, VisibleQuerySet


class PolicyVersionQuerySet(OpenQuerySet):
    """Versions of the policy."""

    def in_force_on(self, day: date) -> Self:
        """Return the versions in force on a Tokyo day; the newest first."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=day), effective_from__lte=day).order_by(
            "-effective_from", "-number"
        )


class DatedQuerySet(VisibleQuerySet):
    """Master data that holds from one day to another."""

    def valid_on(self, day: date) -> Self:
        """Return the rows that hold on a Tokyo day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class PledgeQuerySet(OpenQuerySet):
    """Pledges of staff."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all to those who oversee them; everybody sees their own."""
        person: Any = user
        return self if user.has_perm("policies.view_staffpledge") else self.filter(person=person.pk or 0)
