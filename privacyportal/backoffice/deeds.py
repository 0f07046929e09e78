"""What is common to every service: one transaction, and a refusal that is remembered."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from privacyportal.backoffice import refusals


def deed[**P, R](service: Callable[P, R]) -> Callable[P, R]:
    """Run a service in one transaction; when it refuses, undo everything, record the attempt and let the refusal rise.

    The service is keyword-only and takes `by` (the person, None for the portal) and `at` (an aware instant).
    """
    name = f"{service.__module__.partition('.services')[0].rpartition('.')[2]}.{service.__name__}"

    @wraps(service)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return service(*args, **kwargs)
        except refusals.Refused as refused:
            _remember(refused, name, kwargs)
            raise

    return wrapper


def _remember(refused: refusals.Refused, name: str, kwargs: dict[str, Any]) -> None:
    by: AbstractBaseUser | None = kwargs["by"]
    at: datetime = kwargs["at"]
    refused.deed, refused.by, refused.at = name, by, at
    refusals.keep(refused, deed=name, by=by, at=at)
