"""Where in the admin is the thing done that a refusal asks for?"""

from django.db import models
from django.urls import reverse


def page(obj: models.Model, action: str = "change") -> str:
    """Return the path of a record's page, or of one of its buttons."""
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_{action}", args=[obj.pk])
