"""When does the outbox get emptied? At every tick and whenever something was queued."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from privacyportal.notifications import delivery, periodic


@shared_task(name="notifications.deliver")
def deliver(**_: Any) -> None:
    """Send what is ready; running twice at once or again sends nothing twice."""
    delivery.deliver(now=timezone.now)


@shared_task(name="notifications.queue_periodic")
def queue_periodic(**_: Any) -> int:
    """Queue the weekly mails that are due and not queued yet; most runs find nothing with two queries."""
    return periodic.queue_due(at=timezone.now())
