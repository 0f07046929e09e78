"""The portal: loose files are the roof, folders are the ground."""

from privacyportal.celery import app as celery_app

# As in pyproject.toml, which the image does not hold.
VERSION = "0.1.0"

__all__ = ["VERSION", "celery_app"]
