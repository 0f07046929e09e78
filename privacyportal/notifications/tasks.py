"""When does the outbox get emptied? At every tick and whenever something was queued."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from privacyportal.notifications import delivery


@shared_task(name="notifications.deliver")
def deliver(**_: Any) -> None:
    """Send what is ready; running twice at once or again sends nothing twice."""
    delivery.deliver(now=timezone.now)
