"""Which assessments, findings and actions may a person see?"""

from typing import Self

from privacyportal.backoffice.querysets import Viewer, VisibleQuerySet, view_permission
from privacyportal.references import registry
from privacyportal.references.models import Reference

SUBJECTS = ("VENDOR", "DEPT")


class OfSubjectQuerySet(VisibleQuerySet):
    """Records about a subject, seen by whoever sees the subject."""

    subject_path = "subject"

    def visible_to(self, user: Viewer) -> Self:
        """Return all to those who see the register, else those whose subject the person may see."""
        if user.has_perm(view_permission(self.model)):
            return self
        seen = Reference.objects.filter(registry.visible_references(user, *SUBJECTS))
        return self.filter(**{f"{self.subject_path}__in": seen.values("pk")})


class OfFindingQuerySet(OfSubjectQuerySet):
    """Corrective actions, seen with their finding's subject."""

    subject_path = "finding__subject"
