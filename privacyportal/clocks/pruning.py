"""Which sweeps need not be remembered? Those of long ago that found nothing; what was recorded stays."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from privacyportal.clocks.models import Notice, SweepRun

KEPT = timedelta(days=30)


def prune_sweeps(*, at: datetime) -> int:
    """Delete the rows of sweeps that began more than KEPT ago and recorded nothing; return how many. Safe to repeat."""
    found = Exists(Notice.objects.filter(sweep=OuterRef("pk")))
    deleted, _by_model = SweepRun.objects.filter(~found, started_at__lt=at - KEPT).delete()
    return deleted
