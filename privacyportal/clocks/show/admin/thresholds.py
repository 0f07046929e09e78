"""How does staff see the figures that others are judged by, and how does a compliance officer change one?"""

from collections.abc import Mapping
from decimal import Decimal

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from privacyportal.backoffice.actions import ActionForm, ObjectAction
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.backoffice.drafts import correcting_button, is_newest, publishing_button, withdrawing_button
from privacyportal.backoffice.lines import LineField, NumberField
from privacyportal.backoffice.moments import DayField
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.publishing import ImpactForm, Stage, no_draft_yet
from privacyportal.clocks.models import Threshold
from privacyportal.clocks.plan import measure_of
from privacyportal.clocks.plan.duties import Text
from privacyportal.clocks.river import thresholds
from privacyportal.clocks.show.admin.rules import TONES


class ValueForm(ActionForm):
    """A figure, the day from which it applies, and why."""

    value = NumberField(label=_("value"), max_digits=12, decimal_places=4, min_value=0)
    valid_from = DayField(label=_("valid from"))
    source = LineField(label=_("source"), max_length=300)
    change_reason = forms.CharField(
        label=_("reason for the change"), max_length=500, widget=UnfoldAdminTextareaWidget(attrs={"rows": 2})
    )

    obj: Threshold

    def prepare(self) -> None:
        """Begin with the present figure; of a draft, with its day and reason too."""
        self.fields["value"].initial, self.fields["source"].initial = self.obj.value.normalize(), self.obj.source
        words = measure_of(self.obj.code).words
        if words:
            self.fields["value"] = _one_of(words, self.obj.value)
        if self.obj.is_draft:
            self.fields["valid_from"].initial = self.obj.valid_from
            self.fields["change_reason"].initial = self.obj.change_reason


def _one_of(words: Mapping[int, Text], chosen: Decimal) -> forms.Field:
    """Return a choice of values that have a word each."""
    return forms.TypedChoiceField(
        label=_("value"),
        choices=list(words.items()),
        coerce=Decimal,
        initial=int(chosen),
        widget=UnfoldAdminSelectWidget,
    )


class PublishForm(ImpactForm):
    """What the second person is shown of a draft."""

    obj: Threshold

    def measure(self) -> str:
        """What would be judged otherwise."""
        return thresholds.effect_text(self.obj)


@admin.register(Threshold)
class ThresholdAdmin(ReadOnlyModelAdmin):
    """The figures, dated."""

    list_display = ("name", "state", "how_much", "valid_from", "valid_to", "how_firm", "source")
    list_filter = ("stage", "certainty")
    ordering = ("code", "-valid_from")
    fields = (
        "name", "how_much", "valid_from", "valid_to", "certainty", "source", "change_reason", "drafted_by",
        "published_by", "impact",
    )  # fmt: skip
    readonly_fields = fields
    object_actions = (
        publishing_button(thresholds.publish, PublishForm, thresholds.CHANGES),
        ObjectAction(
            name="amend",
            label=_("Draft a change"),
            deed=thresholds.amend,
            available=is_newest,
            obstacles=lambda held, by: [no_draft_yet(Threshold.objects.filter(code=held.code))],
            form=ValueForm,
            tone="primary",
        ),
        correcting_button(thresholds.correct, ValueForm),
        withdrawing_button(thresholds.withdraw),
    )

    def get_header(self, request: HttpRequest, obj: Threshold) -> dict[str, object]:
        """The figure, its value and where it stands."""
        today = tokyo_day(timezone.now())
        tone = TONES.get(Stage(obj.stage), "done" if obj.covers(today) else "normal")
        facts = [
            (_("valid from"), long_day(obj.valid_from)),
            (_("valid until (exclusive)"), long_day(obj.valid_to)),
            (_("source"), obj.source),
            (_("reason for the change"), obj.change_reason),
        ]
        state = {"label": obj.stage_text(today), "tone": tone}
        return {"number": str(obj), "title": obj.value_text, "state": state, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: Threshold) -> list[Panel]:
        """All versions."""
        today = tokyo_day(timezone.now())
        rows = Threshold.objects.filter(code=obj.code).order_by("-valid_from", "-pk").select_related("published_by")
        versions = [(row, row.stage_text(today), row.value_text) for row in rows]
        page = "admin:clocks_threshold_change"
        return [Panel("versions", _("Versions"), "clocks/versions.html", {"versions": versions, "page": page})]

    def after_action_url(self, action: ObjectAction, obj: Threshold) -> str:
        """Go on to the draft that was made."""
        made = Threshold.objects.drafts().filter(code=obj.code).first() if action.name == "amend" else None
        return self.object_url(made or obj)

    @display(description=_("threshold"), ordering="code")
    def name(self, obj: Threshold) -> str:
        """What is judged by it."""
        return str(obj)

    @display(description=_("state"), ordering="stage")
    def state(self, obj: Threshold) -> str:
        """Draft, to come, in force or replaced."""
        return obj.stage_text(tokyo_day(timezone.now()))

    @display(description=_("value"), ordering="value")
    def how_much(self, obj: Threshold) -> str:
        """The value with its unit."""
        return obj.value_text

    @display(description=_("how firm"), ordering="certainty")
    def how_firm(self, obj: Threshold) -> str:
        """Law, guideline or target."""
        return obj.get_certainty_display()
