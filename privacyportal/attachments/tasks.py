"""When is the virus scanner asked?"""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from privacyportal.attachments.services import scanning


@shared_task(name="attachments.scan")
def scan(**_: object) -> int:
    """Ask the scanner about files that wait; most runs find none. Safe at any time, as often as wanted."""
    scanning.lay_apart()
    return scanning.scan_due(now=timezone.now) if settings.PORTAL_CLAMAV else 0
