"""When does a day begin, and which department runs joint use?"""

from datetime import date, datetime, time

from django.db.models import Q

from privacyportal.accounts.models import Department
from privacyportal.backoffice.dates import TOKYO


def morning(day: date) -> datetime:
    """Return the first instant of a Tokyo day."""
    return datetime.combine(day, time.min, TOKYO)


def planning() -> Department | None:
    """Return the planning department, which runs joint use."""
    return Department.objects.filter(Q(desks__kind="planning")).first()
