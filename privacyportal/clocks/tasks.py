"""When is the river looked at? Whenever beat says so; the database decides what that means."""

from celery import shared_task
from django.utils import timezone

from privacyportal.clocks.river.sweeping import prune_sweeps
from privacyportal.clocks.river.sweeping import sweep as run_sweep


@shared_task(name="clocks.sweep")
def sweep(**_: object) -> None:
    """Sweep once; running twice, at once or late loses and doubles nothing."""
    run_sweep(at=timezone.now())


@shared_task(name="clocks.prune")
def prune(**_: object) -> int:
    """Forget old sweeps that found nothing; one is written every minute."""
    return prune_sweeps(at=timezone.now())
