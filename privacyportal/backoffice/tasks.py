"""What does the back office clear away by itself?"""

from celery import shared_task
from django.utils import timezone

from privacyportal.backoffice import sendings, storage


@shared_task(name="backoffice.prune_sendings")
def prune_sendings(**_: object) -> int:
    """Forget forms whose tokens can be used no more; safe at any time, as often as wanted."""
    return sendings.prune(at=timezone.now())


@shared_task(name="backoffice.settle_files")
def settle_files(**_: object) -> int:
    """Name or remove the files that a process which died left waiting for their commit; safe at any time."""
    return storage.settle(at=timezone.now())
