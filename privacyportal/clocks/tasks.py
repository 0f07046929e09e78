"""When is the river looked at? Whenever beat says so; the database decides what that means."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from privacyportal.clocks.sweeping import sweep as run_sweep


@shared_task(name="clocks.sweep")
def sweep(**_: Any) -> None:
    """Sweep once; running twice, at once or late loses and doubles nothing."""
    run_sweep(at=timezone.now())
