"""When is the head of the trail written down outside the database?"""

from celery import shared_task
from django.utils import timezone

from privacyportal.audit import readings
from privacyportal.audit.anchors import drop_anchor


@shared_task(name="audit.anchor", ignore_result=True)
def anchor(**_: object) -> None:
    """Every few minutes; most runs of a quiet hour find the head where it stood and write nothing."""
    drop_anchor(at=timezone.now())


@shared_task(name="audit.prove_readings", ignore_result=True)
def prove_readings(**_: object) -> None:
    """Every few minutes: an hour in which nobody reads adds nothing to the trail."""
    readings.prove(at=timezone.now())
