"""Which cases?"""

from typing import Self

from django.apps import apps
from django.db.models import Q

from cases.states import OPEN
from privacyportal.backoffice.querysets import RecordQuerySet, Viewer, VisibleQuerySet, assigned_to


def worked_or_decided_by(user: Viewer) -> Q:
    """Return a condition on visible cases: the person works on the case, or decides on it.

    To work on what one sees is a role's. To decide is an office on this case: the handler's supervisor, the head of the
    desk's department, who stands in for these, and who has decided on an answer to it.
    """
    if user.has_perm("cases.handle_case"):
        return ~Q(pk__in=[])
    own = Q(handler=user.pk or 0)
    if not user.has_perm("cases.approve_case"):
        return own
    absent = apps.get_model("accounts.User").objects.stood_in_by(user).values("pk")
    decided = apps.get_model("cases.AnswerProposal").objects.filter(decided_by=user.pk or 0).values("case")
    for person in ("handler__manager", "desk__department__head"):
        own |= Q(**{person: user.pk or 0}) | Q(**{f"{person}__in": absent})
    return own | Q(pk__in=decided)


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
        return self.people_visible_to(user)

    def restricted_files_visible_to(self, user: Viewer) -> Self:
        """Return the cases whose restricted files (identity documents) the person may take: as in a restricted case."""
        return self.visible_to(user).filter(worked_or_decided_by(user))

    def people_visible_to(self, user: Viewer) -> Self:
        """Return the cases whose people and content the person may read: of restricted ones, as of restricted files."""
        return self.visible_to(user).filter(Q(restricted=False) | worked_or_decided_by(user))

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
