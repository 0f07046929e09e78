"""What can a clock, a level and a notice be?"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ClockState(models.TextChoices):
    """Where a clock stands; computed from events by `refresh`, never set by hand."""

    RUNNING = "running", _("Running")
    PAUSED = "paused", _("Paused")
    MET = "met", _("Met")
    MISSED = "missed", _("Missed")
    CANCELLED = "cancelled", _("Cancelled")


OPEN = (ClockState.RUNNING, ClockState.PAUSED)
FINAL = (ClockState.MET, ClockState.MISSED)


class Unit(models.TextChoices):
    """What a rule counts in."""

    BUSINESS_MINUTES = "business_minutes", _("business minutes")
    BUSINESS_DAYS = "business_days", _("business days")
    DAYS = "days", _("calendar days")
    WEEKS = "weeks", _("weeks")
    MONTHS = "months", _("months")


class OffsetUnit(models.TextChoices):
    """What a level's distance from the limit is counted in; days fire when the desk opens."""

    PERCENT = "percent", _("percent of the time allowed")
    MINUTES = "minutes", _("minutes from the limit")
    BUSINESS_MINUTES = "business_minutes", _("business minutes from the limit")
    BUSINESS_DAYS = "business_days", _("business days from the limit")
    DAYS = "days", _("calendar days from the limit")


class Role(models.TextChoices):
    """Who hears of a level; who that is, is found when the mail is prepared."""

    OWNER = "owner", _("Person in charge")
    DEPUTY = "deputy", _("Deputy")
    MANAGER = "manager", _("Supervisor of the person in charge")
    DEPARTMENT_HEAD = "department_head", _("Head of the department in charge")
    HEAD_OF_PLANNING = "head_of_planning", _("Head of the planning department")
    COMPLIANCE_HEAD = "compliance_head", _("Head of compliance")


class LevelCode(models.TextChoices):
    """The steps of the ladder."""

    EARLY = "early", _("Early notice")
    SOON = "soon", _("Due soon")
    DUE = "due", _("Due today")
    OVERDUE = "overdue", _("Overdue")
    ESCALATE_MANAGER = "escalate_manager", _("Report to the supervisor")
    ESCALATE_HEAD = "escalate_head", _("Report to the head of compliance")


class Outcome(models.TextChoices):
    """How a level that fell due ended; every one ends in one of these."""

    PENDING = "pending", _("Being prepared")
    HELD = "held", _("Held back by a person")
    BRAKED = "braked", _("Held back by the storm brake")
    QUEUED = "queued", _("Mail prepared")
    SUPPRESSED = "suppressed", _("Not sent")
    SUPERSEDED = "superseded", _("Replaced by a later step")
    NOBODY = "nobody", _("Nobody found to tell")
    FAILED = "failed", _("Could not be prepared")


class Reason(models.TextChoices):
    """Why nobody was told, or why a notice goes its own way."""

    IMPORTED = "imported", _("Already past when imported")
    RECALCULATED = "recalculated", _("Already past when recalculated")
    SETTLED = "settled", _("Already settled")
    PAUSED = "paused", _("The clock is paused")
    MOVED = "moved", _("The deadline has moved")
    LATER_STEP = "later_step", _("A later step fell due as well")
    NOBODY = "nobody", _("Nobody who may see the record was found")
    NO_LONGER_APPLIES = "no_longer_applies", _("The duty no longer applies")
    DECLINED = "declined", _("The recipient does not want early notices")
    DROPPED = "dropped", _("A person decided not to send it")
    RELEASED = "released", _("A person released it")
    RESTORED = "restored", _("It may have been told between the backup and the restoration of the portal")
    TOLD = "told", _("The same person is told of this step in another role")
    HANDED_OVER = "handed_over", _("Somebody else is to be told instead")


class Warnings(models.TextChoices):
    """How a person wants the notices that come before a limit; what is late or escalated always comes."""

    EACH = "each", _("as they fall due")
    MORNING = "morning", _("together in the morning")
    NONE = "none", _("not at all")


WARNING_LEVELS = (LevelCode.EARLY, LevelCode.SOON)


class Certainty(models.TextChoices):
    """How firm a limit is."""

    HARD = "H", _("Set by law or rule")
    GUIDELINE = "G", _("Guideline's yardstick")
    TARGET = "T", _("Internal target")


ANY_PAUSE = "*"
