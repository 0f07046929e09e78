"""What states has a calendar version, and what may a dated day be?"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionStatus(models.TextChoices):
    """A version is drafted, then published by a second person and at last retired by its successor, or withdrawn."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("In force")
    RETIRED = "retired", _("Replaced by a later version")
    WITHDRAWN = "withdrawn", _("Withdrawn draft")


TRANSITIONS = {
    "publish": (VersionStatus.DRAFT, VersionStatus.PUBLISHED),
    "retire": (VersionStatus.PUBLISHED, VersionStatus.RETIRED),
    "withdraw": (VersionStatus.DRAFT, VersionStatus.WITHDRAWN),
}


class Weekday(models.IntegerChoices):
    """Days of the week as Python counts them."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class DayKind(models.TextChoices):
    """What is different on a date: closed, open like an ordinary working day, or open at special hours."""

    CLOSED = "closed", _("Closed all day")
    OPEN = "open", _("Open as on a working day")
    SPECIAL = "special", _("Special hours")


class Layer(models.TextChoices):
    """Whose decision a dated day is; the later in this list wins, so that no import overrules the firm (C3)."""

    NATIONAL = "national", _("National holiday")
    FIRM = "firm", _("Firm closure")
    LOCAL = "local", _("Local decision")


PRECEDENCE = [Layer.NATIONAL.value, Layer.FIRM.value, Layer.LOCAL.value]
