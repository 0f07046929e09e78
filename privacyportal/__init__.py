"""The portal: loose files are the roof, folders are the ground."""

from privacyportal.celery import app as celery_app

__all__ = ["celery_app"]
