"""When do versions of purposes and categories begin? Whenever beat says so; the day decides."""

from celery import shared_task
from django.utils import timezone

from privacyportal.audit.actors import PORTAL
from privacyportal.policies import services


@shared_task(name="policies.follow_the_day", ignore_result=True)
def follow_the_day(**_: object) -> None:
    """Show the text of versions that have come into force; safe to repeat."""
    services.follow_the_day(by=PORTAL, at=timezone.now())


@shared_task(name="policies.follow_access", ignore_result=True)
def follow_access(**_: object) -> None:
    """Open the yearly reviews of access that are due, and withdraw what nobody has confirmed; safe to repeat."""
    services.follow_access(by=PORTAL, at=timezone.now())
