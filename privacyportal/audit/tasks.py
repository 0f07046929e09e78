"""When is the head of the trail written down outside the database?"""

import logging

from celery import shared_task
from django.utils import timezone

from privacyportal.audit import proving, readings, rows, stamping
from privacyportal.audit.anchors import drop_anchor
from privacyportal.audit.models import RowDigest

logger = logging.getLogger(__name__)


@shared_task(name="audit.anchor", ignore_result=True)
def anchor(**_: object) -> None:
    """Every few minutes; most runs of a quiet hour find the head where it stood and write nothing."""
    drop_anchor(at=timezone.now())


@shared_task(name="audit.stamp", ignore_result=True)
def stamp(**_: object) -> None:
    """Every few minutes: where an authority is named and the last stamp is old, ask for another; `doctor` misses it."""
    if not stamping.is_due(at=timezone.now()):
        return
    try:
        stamping.stamp()
    except stamping.StampRefused as refused:
        logger.warning("No time stamp: %s", refused)


@shared_task(name="audit.prove_readings", ignore_result=True)
def prove_readings(**_: object) -> None:
    """Every few minutes: an hour in which nobody reads or writes adds nothing to the trail."""
    proving.prove(RowDigest, at=timezone.now())
    readings.prove(at=timezone.now())


@shared_task(name="audit.look_at_rows")
def look_at_rows(**_: object) -> int:
    """Every night: was anything written past the portal?"""
    return rows.look(at=timezone.now())
