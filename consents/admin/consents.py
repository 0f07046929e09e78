"""What does staff see of the decisions of persons?"""

from typing import ClassVar

from django.contrib import admin
from django.db.models import Model
from django.forms import Field, ModelChoiceField, ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from consents import services
from consents.admin.cells import badge, link, only_choose, two_lines, whole
from consents.forms import ConsentEntryForm, WordingField
from consents.models import ConsentEntry
from consents.querysets import ConsentEntryQuerySet
from consents.states import TONES
from privacyportal.backoffice.admin import DbField, Fieldsets, ForeignKey, actor
from privacyportal.backoffice.dates import long_day, table_day, table_instant
from privacyportal.backoffice.narrowing import Narrowing
from privacyportal.calendars.arithmetic import add_months
from privacyportal.erasure.buttons import ERASE
from privacyportal.search.boxes import FoundAdmin

ENDING_MONTHS = 1


class StandingFilter(Narrowing[ConsentEntryQuerySet]):
    """What holds today."""

    title = gettext_lazy("state today")
    parameter_name = "standing"

    options = (
        ("in_force", gettext_lazy("in force")),
        ("ending", gettext_lazy("in force, ends within a month")),
        ("expired", pgettext_lazy("consent", "expired")),
        ("purpose_over", gettext_lazy("in force, purpose over")),
        ("deciding", gettext_lazy("latest decision, whatever it is")),
    )

    def narrowed(self, rows: ConsentEntryQuerySet, request: HttpRequest) -> ConsentEntryQuerySet:
        """Return the entries in the chosen state."""
        today = timezone.localdate()
        match self.value():
            case "in_force":
                return rows.in_force_on(today)
            case "ending":
                return rows.ending(first=today, last=add_months(today, ENDING_MONTHS))
            case "expired":
                return rows.expired_on(today)
            case "purpose_over":
                return rows.purpose_over_on(today)
            case "deciding":
                return rows.latest_on(today)
        return rows


@admin.register(ConsentEntry)
class ConsentEntryAdmin(FoundAdmin[ConsentEntry]):
    """Consents given, refused and withdrawn: added, never changed."""

    object_actions = (ERASE,)
    form = ConsentEntryForm
    add_permission = "consents.add_consententry"
    list_display = ("number", "person", "purpose_code", "about", "state", "wording", "decided_day", "ends")
    list_filter = (StandingFilter, "decision", "scope", "purpose", "channel", "decided_on", "expires_on")
    list_select_related: ClassVar = ("reference", "data_subject", "purpose", "wording")
    found_through = ("data_subject",)
    search_help_text = gettext_lazy("Name, reading, customer number, number, wording or recipient")
    autocomplete_fields = ("data_subject",)
    ordering = ("-decided_at", "-pk")
    add_fieldsets = (
        (None, {"fields": ("data_subject", "wording", ("decision", "channel"), ("decided_at", "expires_on"), "note")}),
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("person", "purpose"),
                    ("scope", "recipient"),
                    ("decision", "channel"),
                    ("wording", "decided"),
                    ("ends", "note"),
                    ("recorded", "recorded_by"),
                )
            },
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: ConsentEntry | None = None) -> Fieldsets:
        """Return what is typed for a new entry, and what stands in a stored one."""
        return self.fieldsets if obj else self.add_fieldsets

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """Return what is known from where the form was opened, and the present time."""
        return {"decided_at": timezone.now(), **super().get_changeform_initial_data(request)}

    def formfield_for_dbfield(self, db_field: DbField, request: HttpRequest, **kwargs: object) -> Field | None:
        """Offer to register a person on the way; everything else is only chosen here."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        return field if db_field.name == "data_subject" else only_choose(field)

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: object
    ) -> "ModelChoiceField[Model] | None":
        """Say of each wording what it is about."""
        if db_field.name == "wording":
            kwargs["form_class"] = WordingField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def create(self, request: HttpRequest, form: ModelForm) -> ConsentEntry:
        """Record the decision."""
        return services.record_consent(**form.cleaned_data, by=actor(request), at=timezone.now())

    @admin.display(description=gettext_lazy("number"), ordering="reference__number")
    def number(self, obj: ConsentEntry) -> SafeString:
        """Return the entry's number."""
        return whole(obj.reference)

    @admin.display(description=gettext_lazy("data subject"), ordering="data_subject__name")
    def person(self, obj: ConsentEntry) -> SafeString:
        """Return the person, leading to their page."""
        url = reverse("admin:consents_datasubject_change", args=[obj.data_subject_id])
        return two_lines(link(url, obj.data_subject.title), obj.data_subject.customer_number)

    @admin.display(description=gettext_lazy("purpose"), ordering="purpose__code")
    def purpose_code(self, obj: ConsentEntry) -> str:
        """Return the purpose's code."""
        return obj.purpose.code

    @admin.display(description=gettext_lazy("consent to"), ordering="scope")
    def about(self, obj: ConsentEntry) -> SafeString:
        """Return the scope and, under it, the recipient named."""
        return two_lines(obj.get_scope_display(), obj.recipient)

    @admin.display(description=gettext_lazy("decided on"), ordering="decided_at")
    def decided_day(self, obj: ConsentEntry) -> SafeString:
        """Return the day of the decision."""
        return whole(table_day(obj.decided_on))

    @admin.display(description=gettext_lazy("decision"), ordering="decision")
    def state(self, obj: ConsentEntry) -> SafeString:
        """Return the decision as word and colour."""
        return badge(obj.get_decision_display(), obj.decision)

    @admin.display(description=gettext_lazy("decided at"), ordering="decided_at")
    def decided(self, obj: ConsentEntry) -> str:
        """Return when the person decided."""
        return table_instant(obj.decided_at)

    @admin.display(description=gettext_lazy("last day in force"), ordering="expires_on")
    def ends(self, obj: ConsentEntry) -> SafeString:
        """Return the last day in force."""
        return whole(table_day(obj.expires_on))

    @admin.display(description=gettext_lazy("recorded at"))
    def recorded(self, obj: ConsentEntry) -> str:
        """Return when the decision was recorded."""
        return table_instant(obj.recorded_at)

    def get_header(self, request: HttpRequest, obj: ConsentEntry) -> dict[str, object]:
        """Return number, decision and what holds today."""
        today = timezone.localdate()
        now = obj.data_subject.standing_on(today, purpose=obj.purpose, scope=obj.scope, recipient=obj.recipient)
        facts = [
            (_("Data subject"), obj.data_subject),
            (_("Purpose of use"), obj.purpose),
            (_("Wording version"), obj.wording),
            (_("State on %(day)s") % {"day": long_day(today)}, now.state.label),
        ]
        if obj.purpose.valid_to is not None and obj.purpose.valid_to < today:
            facts.append((_("Purpose over since"), long_day(obj.purpose.valid_to)))
        if now.entry is not None and now.entry != obj:
            facts.append((_("Decided by a later entry"), str(now.entry.reference)))
        state = {"label": obj.get_decision_display(), "tone": TONES[obj.decision]}
        return {"number": str(obj.reference), "title": "", "state": state, "facts": facts}
