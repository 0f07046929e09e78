"""How does staff steer single reminders?"""

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.backoffice.actions import ActionForm, ObjectAction, ReasonForm
from privacyportal.backoffice.dates import long_day, long_instant, table_instant
from privacyportal.backoffice.lines import LineField
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.querysets import Viewer
from privacyportal.clocks.models import Level, Notice
from privacyportal.clocks.plan import Outcome
from privacyportal.clocks.river import steering
from privacyportal.clocks.show.admin.clocks import OfClockAdmin


class HoldForm(ActionForm):
    """Why a reminder is held back."""

    reason = LineField(label=_("reason"), max_length=200)


def is_held(level: Level, user: Viewer) -> bool:
    """Whether a person holds it back."""
    return level.held_at is not None or Notice.objects.of_level(level).filter(outcome=Outcome.HELD).exists()


def can_be_dropped(level: Level, user: Viewer) -> bool:
    """Whether it fell due and is held back."""
    return Notice.objects.of_level(level).filter(outcome__in=[Outcome.HELD, Outcome.BRAKED]).exists()


@admin.register(Level)
class LevelAdmin(OfClockAdmin):
    """One step of one deadline: when it falls due, who is told, and what a person decided about it."""

    list_display = ("falls_due", "number", "duty_label", "code", "role", "held")
    list_filter = ("code", "role")
    ordering = ("fire_at", "pk")
    fields = ("number", "duty_label", "code", "role", "falls_due", "hold_reason")
    readonly_fields = fields
    object_actions = (
        ObjectAction(
            name="send_now",
            label=_("Send now"),
            deed=steering.send_now,
            available=lambda level, user: level.is_to_come,
            tone="primary",
            help_text=_("The mail leaves within a minute, whatever the hour, and this step will not come again."),
            done=_("The reminder leaves with the next sweep."),
        ),
        ObjectAction(
            name="hold",
            label=_("Hold back"),
            deed=steering.hold,
            available=lambda level, user: level.is_to_come and level.held_at is None,
            form=HoldForm,
            help_text=_("When it falls due it is recorded and mails nobody until it is released."),
            done=_("The reminder is held back."),
        ),
        ObjectAction(
            name="release",
            label=_("Release"),
            deed=steering.release,
            available=is_held,
            done=_("The reminder is released."),
        ),
        ObjectAction(
            name="drop",
            label=_("Do not send"),
            deed=steering.drop,
            available=can_be_dropped,
            form=ReasonForm,
            tone="danger",
            done=_("It is recorded that the reminder is not sent."),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Level]:
        """Only what is still to come is listed; any step can be opened."""
        rows = Level.objects.visible_to(request.user).select_related("clock__reference")
        rows = rows.order_by(*self.get_ordering(request))
        is_list = request.resolver_match and request.resolver_match.url_name == "clocks_level_changelist"
        return rows.to_come() if is_list else rows

    def get_header(self, request: HttpRequest, obj: Level) -> dict[str, object]:
        """Record, duty, step and moment."""
        notice = Notice.objects.of_level(obj).first()
        outcome = notice.get_outcome_display() if notice else _("held back") if obj.held_at else _("still to come")
        return {
            "number": obj.clock.reference.number,
            "title": f"{obj.clock.label} {obj.get_code_display()}",
            "state": {"label": outcome, "tone": "waiting" if obj.held_at else "normal"},
            "facts": [
                (_("who is told"), obj.get_role_display()),
                (_("last day"), long_day(obj.clock.due_on)),
                (_("falls due at"), long_instant(obj.fire_at)),
                (_("reason for holding back"), obj.hold_reason),
                (_("reason"), notice.reason_text if notice else ""),
            ],
        }

    def get_panels(self, request: HttpRequest, obj: Level) -> list[Panel]:
        """No tabs: the record's page shows the whole ladder."""
        return []

    @display(description=_("falls due at"), ordering="fire_at")
    def falls_due(self, obj: Level) -> str:
        """The moment, Tokyo time."""
        return table_instant(obj.fire_at)

    @display(description=_("held back since"), ordering="held_at")
    def held(self, obj: Level) -> str:
        """Since when a person holds it back, Tokyo time."""
        return table_instant(obj.held_at)
