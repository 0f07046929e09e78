"""What does a row of supervision concern, and what is that called?"""

from django.db import models

from privacyportal.references.models import Reference


class AboutSubject(models.Model):
    """A record about a subject. `subject_name` is what a list has read of many rows at once; None before that."""

    subject_name: str | None = None

    class Meta:
        abstract = True

    @property
    def concerned(self) -> Reference:
        """Return the subject's reference."""
        raise NotImplementedError
