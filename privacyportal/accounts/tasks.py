"""When does the trail hear of the rest of a flood, and when are counts and sessions forgotten?"""

from celery import shared_task
from django.utils import timezone

from privacyportal.accounts.services import sessions, throttling


@shared_task(name="accounts.tend_sign_ins")
def tend_sign_ins(**_: object) -> int:
    """Tell of what was turned away, and forget counts of yesterday and sessions that have ended."""
    sessions.forget_ended(at=timezone.now())
    return throttling.tend(at=timezone.now())
