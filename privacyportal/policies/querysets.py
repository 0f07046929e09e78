"""Which versions, purposes and wordings hold on a day?"""

from datetime import date
from typing import Self

from django.apps import apps
from django.db.models import Q

from privacyportal.backoffice.publishing import DatedVersionQuerySet
from privacyportal.backoffice.querysets import OpenQuerySet, Viewer, VisibleQuerySet


class PolicyVersionQuerySet(OpenQuerySet, DatedVersionQuerySet):  # type: ignore[override]
    """Versions of the policy."""

    def in_force_on(self, day: date) -> Self:
        """Return the version in force on a Tokyo day, if there is one."""
        return self.in_force(day)


class WordingQuerySet(DatedVersionQuerySet):
    """Versions of wordings."""

    def valid_on(self, day: date) -> Self:
        """Return those to be shown on a Tokyo day."""
        return self.in_force(day).filter(is_end=False)

    def shown(self) -> Self:
        """Return those that are, were or will be shown to people."""
        return self.published().filter(is_end=False)


class DatedQuerySet(VisibleQuerySet):
    """Master data that holds from one day to another."""

    def valid_on(self, day: date) -> Self:
        """Return the rows that hold on a Tokyo day."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class PledgeQuerySet(OpenQuerySet):
    """Pledges of staff."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all to those who oversee them; everybody sees their own."""
        return self if user.has_perm("policies.view_staffpledge") else self.filter(person=user.pk or 0)


class ReviewItemQuerySet(OpenQuerySet):
    """Review items of the policy."""

    def open(self) -> Self:
        """Return those that nobody has settled yet."""
        return self.filter(settled_at=None)


def _of_department(user: Viewer, prefix: str) -> Q:
    """Return a condition: the person heads the department, or stands in for its head."""
    absent = apps.get_model("accounts.User").objects.stood_in_by(user).values("pk")
    return Q(**{f"{prefix}department__head": user.pk or 0}) | Q(**{f"{prefix}department__head__in": absent})


class AccessReviewQuerySet(OpenQuerySet):
    """Access reviews."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all to those who oversee them; the head of a department sees its own."""
        return self if user.has_perm("policies.view_accessreview") else self.filter(_of_department(user, ""))

    def open(self) -> Self:
        """Return those of which something is still to be decided."""
        return self.filter(closed_at=None)


class AccessGrantQuerySet(VisibleQuerySet):
    """What gives people access."""

    def visible_to(self, user: Viewer) -> Self:
        """Return those of the visible reviews."""
        return self if user.has_perm("policies.view_accessreview") else self.filter(_of_department(user, "review__"))

    def pending(self) -> Self:
        """Return those on which nothing was said yet."""
        return self.filter(decision="pending")
