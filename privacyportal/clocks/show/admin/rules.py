"""How does staff see the rules behind deadlines, and how does a compliance officer change them?"""

from collections.abc import Iterable

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from unfold.decorators import display

from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.backoffice.drafts import (
    correcting_button,
    is_draft,
    is_newest,
    publishing_button,
    withdrawing_button,
)
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.publishing import Stage, no_draft_yet
from privacyportal.backoffice.querysets import Viewer
from privacyportal.clocks import river
from privacyportal.clocks.models import Clock, ClockRule
from privacyportal.clocks.plan import ANY_PAUSE, Unit, duty_choices, label_of, pauses_text, start_of, variant_label
from privacyportal.clocks.river.rules import CHANGES, versions_of
from privacyportal.clocks.show.display import amount_text, rule_text
from privacyportal.clocks.show.forms import (
    AmendForm,
    CorrectForm,
    DropStepForm,
    PublishForm,
    StepForm,
    VariantForm,
    free_variants,
)
from privacyportal.clocks.show.impact import rule_panel
from privacyportal.clocks.show.problems import problems


class DutyFilter(admin.SimpleListFilter):
    """One kind of duty."""

    title = _("duty")
    parameter_name = "duty"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> Iterable[tuple[str, str]]:
        """Every duty that an app has declared."""
        return [(code, str(label)) for code, label in duty_choices()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        """Keep the chosen duty."""
        return queryset.filter(duty=self.value()) if self.value() else queryset


def can_specialise(rule: ClockRule, user: Viewer) -> bool:
    """Return whether it is a duty's general rule with special cases that have none of their own."""
    return is_newest(rule, user) and not rule.variant and bool(free_variants(rule))


RULE_ACTIONS: tuple[ObjectAction[ClockRule], ...] = (
    publishing_button(river.publish_rule, PublishForm, CHANGES),
    ObjectAction(
        name="amend",
        label=_("Draft a change"),
        deed=river.amend_rule,
        available=is_newest,
        obstacles=lambda rule, by: [no_draft_yet(versions_of(rule.duty, rule.variant))],
        form=AmendForm,
        tone="primary",
        help_text=_("Nothing counts by the draft before a second person has put it in force."),
    ),
    correcting_button(river.correct_rule, CorrectForm),
    ObjectAction(
        name="specialise",
        label=_("Draft a rule for a special case"),
        deed=river.enter_variant,
        available=can_specialise,
        form=VariantForm,
        help_text=_("It begins with the steps of the general rule."),
    ),
    ObjectAction(
        name="set_step",
        label=_("Add or move a step"),
        deed=river.set_level,
        available=is_draft,
        form=StepForm,
        help_text=_("Open deadlines follow once the draft is in force: a few at once, many with the next sweeps."),
    ),
    ObjectAction(
        name="drop_step",
        label=_("Remove a step"),
        deed=river.drop_level,
        available=lambda rule, user: rule.is_draft and rule.levels.exists(),
        form=DropStepForm,
        tone="danger",
    ),
    withdrawing_button(river.withdraw_rule),
)
RULE_PAGE = "admin:clocks_clockrule_change"
TONES = {Stage.DRAFT: "waiting", Stage.WITHDRAWN: "ended"}


@admin.register(ClockRule)
class ClockRuleAdmin(ReadOnlyModelAdmin):
    """The rules, dated, with their ladders."""

    list_display = (
        "duty_label", "special_case", "state", "time_allowed", "calendar", "valid_from", "valid_to", "how_firm",
        "source",
    )  # fmt: skip
    list_filter = (DutyFilter, "stage", "certainty", "calendar")
    list_select_related = ("calendar",)
    list_before_template = "clocks/rule_problems.html"
    ordering = ("duty", "variant", "-valid_from")
    fields = (
        "duty_label", "special_case", "begins_with", "time_allowed", "calendar", "day_one", "roll_forward",
        "until_midnight", "stops", "valid_from", "valid_to", "certainty", "source", "by_law", "change_reason",
        "drafted_by", "published_by", "impact",
    )  # fmt: skip
    readonly_fields = fields
    object_actions = RULE_ACTIONS

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Show what is wrong with the rules above them."""
        found = problems(tokyo_day(timezone.now())) if self.has_view_permission(request) else []
        return super().changelist_view(request, {**(extra_context or {}), "rule_problems": found})

    def get_header(self, request: HttpRequest, obj: ClockRule) -> dict[str, object]:
        """The duty, how long it may take, and since when."""
        today = tokyo_day(timezone.now())
        tone = TONES.get(Stage(obj.stage), "done" if obj.covers(today) else "normal")
        facts = [
            (_("time allowed"), self.time_allowed(obj)),
            (_("business calendar"), str(obj.calendar)),
            (_("valid from"), long_day(obj.valid_from)),
            (_("valid until (exclusive)"), long_day(obj.valid_to)),
            (_("open deadlines by this rule"), Clock.objects.open().filter(rule=obj).count()),
            (_("drafted by"), str(obj.drafted_by or "") if obj.drafted_at else ""),
            (_("reason for the change"), obj.change_reason),
        ]
        state = {"label": obj.stage_text(today), "tone": tone}
        return {"number": self.duty_label(obj), "title": self.special_case(obj), "state": state, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: ClockRule) -> list[Panel]:
        """What a draft or a version to come changes; the ladder, and what is wrong; all versions."""
        today = tokyo_day(timezone.now())
        wrong = [row for row in problems(today) if row.duty == obj.duty]
        context = {"levels": list(obj.levels.all()), "problems": wrong}
        shown = [Panel("steps", _("Steps"), "clocks/steps.html", context)]
        if obj.is_draft or obj.valid_from > today:
            shown = [rule_panel(request, obj, today=today), *shown]
        versions = ClockRule.objects.filter(duty=obj.duty, variant=obj.variant).order_by("-valid_from", "-pk")
        rows = [(row, row.stage_text(today), self.time_allowed(row)) for row in versions.select_related("published_by")]
        return [*shown, Panel("versions", _("Versions"), "clocks/versions.html", {"versions": rows, "page": RULE_PAGE})]

    def after_action_url(self, action: ObjectAction, obj: ClockRule) -> str:
        """Go on to the draft that was made."""
        if action.name not in {"amend", "specialise"}:
            return self.object_url(obj)
        made = ClockRule.objects.drafts().filter(duty=obj.duty).order_by("-drafted_at", "-pk").first()
        return self.object_url(made or obj)

    @display(description=_("state"), ordering="stage")
    def state(self, obj: ClockRule) -> str:
        """Draft, to come, in force or replaced."""
        return obj.stage_text(tokyo_day(timezone.now()))

    @display(description=_("at most, by law"))
    def by_law(self, obj: ClockRule) -> str:
        """The law's own term; nobody can go beyond."""
        law = obj.law
        return amount_text(law.amount, Unit(law.unit)) if law else ""

    @display(description=_("duty"), ordering="duty")
    def duty_label(self, obj: ClockRule) -> str:
        """The duty in words."""
        return str(label_of(obj.duty))

    @display(description=_("special case"), ordering="variant")
    def special_case(self, obj: ClockRule) -> str:
        """What the rule is for, where it is not the general one."""
        return str(variant_label(obj.duty, obj.variant))

    @display(description=_("time begins with"))
    def begins_with(self, obj: ClockRule) -> str:
        """The event that its time begins with."""
        return str(start_of(obj.duty))

    @display(description=_("pauses that stop it"))
    def stops(self, obj: ClockRule) -> str:
        """The reasons that stop it, in words."""
        if ANY_PAUSE in obj.stopped_by:
            return str(_("every reason"))
        return pgettext("list", ", ").join(str(text) for text in pauses_text(obj.stopped_by)) or str(_("none"))

    @display(description=_("time allowed"), ordering="amount")
    def time_allowed(self, obj: ClockRule) -> str:
        """The time allowed in words."""
        return rule_text(obj) if obj.amount else str(_("only promised or agreed dates"))

    @display(description=_("how firm"), ordering="certainty")
    def how_firm(self, obj: ClockRule) -> str:
        """Law, guideline or target."""
        return obj.get_certainty_display()
