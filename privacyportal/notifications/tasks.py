"""When does the outbox get emptied? At every tick and whenever something was queued."""

from celery import shared_task
from django.utils import timezone

from privacyportal.notifications import delivery, periodic


@shared_task(name="notifications.deliver")
def deliver(**_: object) -> None:
    """Send what is ready; running twice at once or again sends nothing twice."""
    delivery.deliver(now=timezone.now)


@shared_task(name="notifications.queue_periodic")
def queue_periodic(**_: object) -> int:
    """Queue the weekly mails that are due and not queued yet; most runs find nothing with two queries."""
    return periodic.queue_due(at=timezone.now())
