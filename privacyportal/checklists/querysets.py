"""Which assessments, findings and actions may a person see, and which are open?"""

from datetime import date
from typing import Self

from django.apps import apps
from django.db.models import Q

from privacyportal.backoffice.querysets import OpenQuerySet, Viewer, view_permission
from privacyportal.checklists.states import ActionStatus, AssessmentStatus, FindingStatus
from privacyportal.references import registry
from privacyportal.references.models import Reference


def visible_subjects(user: Viewer) -> Q:
    """Return a condition on Reference: the subjects that the person may see, of every kind that is assessed."""
    own = ("ASSESS", "FINDING", "ACTION")
    others = [kind.prefix for kind in registry.kinds() if kind.prefix not in own]
    return registry.visible_references(user, *others)


class OfSubjectQuerySet(OpenQuerySet):
    """Records about a subject, seen by whoever sees the subject."""

    subject_path = "subject"

    def visible_to(self, user: Viewer) -> Self:
        """Return all to those who see the register, else what concerns the person's subjects or tasks."""
        if user.has_perm(view_permission(self.model)):
            return self
        seen = Reference.objects.filter(visible_subjects(user))
        return self.filter(Q(**{f"{self.subject_path}__in": seen.values("pk")}) | self.own_work(user))

    def own_work(self, user: Viewer) -> Q:
        """Return a condition on what is the person's own task in another's subject; none here."""
        return Q(pk__in=[])


class AssessmentQuerySet(OfSubjectQuerySet):
    """Assessments."""

    def unfinished(self) -> Self:
        """Return the assessments that are not signed off yet."""
        return self.exclude(status=AssessmentStatus.SIGNED_OFF)

    def awaiting_sign_off(self) -> Self:
        """Return the assessments that a second person has to look at."""
        return self.filter(status=AssessmentStatus.SUBMITTED)

    def overdue_on(self, day: date) -> Self:
        """Return the assessments whose answers were due before a Tokyo day."""
        return self.filter(status=AssessmentStatus.DRAFT, due_on__lt=day)


class FindingQuerySet(OfSubjectQuerySet):
    """Findings; an owner of a corrective action, or their deputy, sees what it is about."""

    def own_work(self, user: Viewer) -> Q:
        """Return a condition on findings with an action of the person."""
        return Q(pk__in=_own_actions(user).values("finding_id"))

    def open(self) -> Self:
        """Return the findings that are not closed."""
        return self.filter(status=FindingStatus.OPEN)


class ActionQuerySet(OfSubjectQuerySet):
    """Corrective actions, seen with their finding's subject and by their owner."""

    subject_path = "finding__subject"

    def own_work(self, user: Viewer) -> Q:
        """Return a condition on the actions that the person owns."""
        return Q(pk__in=_own_actions(user).values("pk"))

    def open(self) -> Self:
        """Return the actions that are still to be done."""
        return self.filter(status=ActionStatus.OPEN)

    def overdue_on(self, day: date) -> Self:
        """Return the actions that were to be done before a Tokyo day."""
        return self.open().filter(due_on__lt=day)


def _own_actions(user: Viewer) -> "ActionQuerySet":
    absent = apps.get_model("accounts.User").objects.stood_in_by(user)
    mine = Q(owner_id=user.pk) | Q(owner__in=absent.values("pk"))
    actions: ActionQuerySet = apps.get_model("checklists.CorrectiveAction").objects.filter(mine)
    return actions
