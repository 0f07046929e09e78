"""Which cases?"""

from typing import Self

from django.apps import apps
from django.db.models import Q

from cases.states import OPEN
from privacyportal.backoffice.querysets import RecordQuerySet, Viewer, VisibleQuerySet, assigned_to


def works_or_decides(user: Viewer) -> bool:
    """Return whether the person's role is to work on cases or to decide on answers."""
    return user.has_perm("cases.handle_case") or user.has_perm("cases.approve_case")


class CaseQuerySet(RecordQuerySet):
    """Cases."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all cases to those who see the register, else those of the person's desks and the assigned ones.

        An assignment opens a case only to those whose role handles cases: it ends with the role, on every path. So does
        standing in for a handler, which also ends with the absence.
        """
        if user.has_perm("cases.view_case"):
            return self
        if not user.has_perm("cases.view_desk_case"):
            return self.none()
        own = Q(pk__in=assigned_to(user, apps.get_model("cases.CaseUserObjectPermission"), "view_case"))
        own |= Q(handler__in=apps.get_model("accounts.User").objects.stood_in_by(user).values("pk"))
        desks = apps.get_model("accounts.Desk").members.through.objects.filter(user=user.pk)
        return self.filter(own | Q(desk__in=desks.values("desk_id"), restricted=False))

    def contents_visible_to(self, user: Viewer) -> Self:
        """Return the visible cases: whoever sees a case sees its deadlines and mails."""
        return self.visible_to(user)

    def files_visible_to(self, user: Viewer) -> Self:
        """Return the cases whose files the person may take: of restricted ones, those who work on it or decide."""
        rows = self.visible_to(user)
        return rows if works_or_decides(user) else rows.filter(Q(restricted=False) | Q(handler_id=user.pk))

    def restricted_files_visible_to(self, user: Viewer) -> Self:
        """Return the cases whose restricted files (identity documents) the person may take: as in a restricted case."""
        rows = self.visible_to(user)
        return rows if works_or_decides(user) else rows.filter(handler_id=user.pk)

    def open(self) -> Self:
        """Return the cases that have not ended."""
        return self.filter(status__in=OPEN)


class OfCaseQuerySet(VisibleQuerySet):
    """Records that belong to a case and are seen by whoever sees the case."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the records of visible cases."""
        cases = apps.get_model("cases.Case")._default_manager
        return self.filter(case__in=cases.visible_to(user).values("pk"))


class LeakQuerySet(OfCaseQuerySet):
    """Leaks."""

    def owed(self) -> Self:
        """Return the leaks whose final report is still owed: neither made nor found unnecessary."""
        return self.filter(waived_at=None).exclude(filings__which="final")
