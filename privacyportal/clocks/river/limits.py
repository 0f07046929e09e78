"""How much may one sweep tell before the storm brake acts, and may a person decline early notices?

Figures that the firm sets (`Measure`): each changes by a dated version that a second person publishes.
"""

from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.dates import tokyo_day
from privacyportal.clocks.models import ReminderPreference, SweepRun
from privacyportal.clocks.plan import Measure, Warnings, declare
from privacyportal.clocks.river.thresholds import value_on

IN_ONE_SWEEP = "clocks.brake_total"
PER_PERSON = "clocks.brake_per_person"
MAY_DECLINE = "clocks.may_decline_warnings"
FAILED_NUMBER = "clocks.failed_mails"
FAILED_SHARE = "clocks.failed_mails_percent"
SOURCE = "初期設定（変更可）"
LOOKED_BACK = timedelta(days=90)
# Of so few mails a share says nothing.
FEW = 3


def most_in_one_sweep(day: date) -> int:
    """Return how many notices one sweep may record before all of them are held back."""
    return int(value_on(IN_ONE_SWEEP, day))


def most_per_person(day: date) -> int:
    """Return how many mails one person may get by one sweep before theirs are held back."""
    return int(value_on(PER_PERSON, day))


def failed_in_bulk(failed: int, ended: int, day: date) -> bool:
    """Return whether so many failed mails of a day's mails are no longer single cases but a fault of ours."""
    many, share = value_on(FAILED_NUMBER, day), value_on(FAILED_SHARE, day)
    return failed >= many or (failed >= FEW and failed * 100 >= share * ended)


def may_decline(day: date) -> bool:
    """Return whether the firm lets people decline the notices before a limit."""
    return bool(value_on(MAY_DECLINE, day))


def last_swept_on() -> date | None:
    """Return the day of the newest sweep: the last one on which these figures decided."""
    last = SweepRun.objects.order_by("-at").values_list("at", flat=True).first()
    return tokyo_day(last) if last else None


def sweeps_beyond(before: Decimal, after: Decimal, day: date) -> str:
    """Tell how many of the last sweeps recorded more notices than either value."""
    last = SweepRun.objects.order_by("-at").values_list("at", flat=True).first()
    runs = SweepRun.objects.filter(at__gt=last - LOOKED_BACK) if last else SweepRun.objects.none()
    return gettext(
        "Of the sweeps of the last 90 days, %(after)s recorded more notices than the new value, %(before)s more than"
        " the present one."
    ) % {
        "before": runs.filter(recorded__gt=int(before)).count(),
        "after": runs.filter(recorded__gt=int(after)).count(),
    }


def people_declining(before: Decimal, after: Decimal, day: date) -> str:
    """Tell how many people have chosen to get no early notices."""
    count = ReminderPreference.objects.filter(warnings=Warnings.NONE).count()
    return gettext("People who have chosen to get no early notices: %(count)s.") % {"count": count}


declare(
    Measure(
        code=IN_ONE_SWEEP,
        label=_("Notices in one sweep above which the storm brake acts"),
        unit=_("notices"),
        value=Decimal(500),
        source=SOURCE,
        least=Decimal(1),
        affected=sweeps_beyond,
        newest_use=last_swept_on,
    ),
    Measure(
        code=PER_PERSON,
        label=_("Notices for one person in one sweep above which the storm brake acts"),
        unit=_("notices"),
        value=Decimal(100),
        source=SOURCE,
        least=Decimal(1),
        affected=sweeps_beyond,
        newest_use=last_swept_on,
    ),
    Measure(
        code=FAILED_NUMBER,
        label=_("Failed mails of one day above which mail as a whole counts as failing"),
        unit=_("mails"),
        value=Decimal(20),
        source=SOURCE,
        least=Decimal(1),
    ),
    Measure(
        code=FAILED_SHARE,
        label=_("Share of failed mails of one day above which mail as a whole counts as failing"),
        unit=_("percent"),
        value=Decimal(20),
        source=SOURCE,
        least=Decimal(1),
        most=Decimal(100),
    ),
    Measure(
        code=MAY_DECLINE,
        label=_("Whether early notices may be declined"),
        unit="",
        value=Decimal(0),
        source=SOURCE,
        words={0: _("not allowed"), 1: _("allowed")},
        least=Decimal(0),
        most=Decimal(1),
        affected=people_declining,
        newest_use=last_swept_on,
    ),
)
