"""How do states and days look in this room's lists and heads?"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from privacyportal.backoffice.badges import badge
from privacyportal.backoffice.dates import TOKYO, table_day, tokyo_day
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.values import value_of
from privacyportal.clocks.models import Clock
from privacyportal.clocks.show.display import distance
from vendors.models import Entrustment, ForeignGround, Vendor
from vendors.states import Status

NONE = "－"
RATING_TONES = {"A": "done", "B": "done", "C": "due", "D": "late"}


class Listed(TypedDict):
    """What the list reads along with each vendor, as far as the person may see it."""

    last_rating: str | None
    findings_open: int
    review_seen: date | None
    level_seen: str | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ListedVendor = WithAnnotations[Vendor, Listed]


def state(vendor: Vendor, tones: Mapping[Status, str]) -> dict[str, Text]:
    """Return a vendor's status for the head of its page."""
    return {"tone": tones[Status(vendor.status)], "label": vendor.get_status_display()}


def on(field: str, label: Text) -> Callable[[ModelAdmin, Model], str]:
    """Return a column that shows a day as tables write it."""

    @admin.display(description=label, ordering=field)
    def column(_model_admin: ModelAdmin, record: Model) -> str:
        day = value_of(record, field)
        return table_day(day) if isinstance(day, date) else NONE

    return column


def yes_no(field: str, label: Text) -> Callable[[ModelAdmin, Model], str]:
    """Return a field to read that answers yes or no in words."""

    @admin.display(description=label)
    def answer(_model_admin: ModelAdmin, record: Model) -> str:
        return _("Yes") if value_of(record, field) else _("No")

    return answer


def due(day: date | None, at: datetime) -> SafeString | str:
    """Return a last day with its distance in words and colour, a dash for none."""
    if day is None:
        return NONE
    end = datetime.combine(day + timedelta(days=1), time.min, TOKYO)
    away = distance(due_at=end, at=at)
    tone = {"overdue": "late", "today": "due", "soon": "due"}.get(away.kind, "ended")
    return format_html(
        '<span class="portal-nowrap">{}</span> <span class="portal-badge portal-tone-{}">{}</span>',
        table_day(day),
        tone,
        away.text,
    )


def deadline(clock: Clock, at: datetime) -> SafeString:
    """Return what is due next, of which record, until when and how far that is."""
    return format_html("{} {}<br>{}", clock.label, clock.reference, due(clock.due_on, at))


def rating(letter: str | None) -> SafeString | str:
    """Return an assessment's rating, a dash where none has been signed off."""
    return badge(RATING_TONES[letter], letter) if letter else NONE


def handled(vendor: Vendor) -> str:
    """Return in words what weighs heavily about a vendor."""
    flags = (
        (vendor.handles_individual_numbers, _("individual numbers")),
        (vendor.handles_sensitive, _("sensitive information")),
        (vendor.uses_cloud, _("cloud service")),
    )
    return "、".join(label for holds, label in flags if holds) or NONE


def contract_state(entrustment: Entrustment, at: datetime) -> SafeString:
    """Return whether a contract runs, is to come, unsigned or over."""
    day = tokyo_day(at)
    if entrustment.is_in_force_on(day):
        return badge("done", _("in force"))
    if entrustment.terminated_on is not None or (entrustment.ends_on is not None and entrustment.ends_on < day):
        return badge("ended", _("ended"))
    return badge("waiting", _("not yet signed") if entrustment.signed_on is None else _("not yet begun"))


def ground_state(ground: ForeignGround, at: datetime) -> SafeString:
    """Return whether a ground holds, was stopped, is over, or waits for its yearly check."""
    day = tokyo_day(at)
    if ground.stopped_on is not None and ground.stopped_on <= day:
        return badge("late", _("provision stopped"))
    if ground.is_in_force_on(day):
        if ground.is_check_overdue_on(day):
            return badge("late", _("check overdue"))
        return badge("late", _("designation ended")) if ground.has_lapsed_on(day) else badge("done", _("in force"))
    return badge("waiting", _("not yet begun")) if ground.valid_from > day else badge("ended", _("ended"))
