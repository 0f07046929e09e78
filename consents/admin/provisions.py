"""What does staff see of provisions to third parties?"""

from typing import ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import Field, ModelChoiceField, ModelForm, ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consents import services
from consents.admin.cells import only_choose, whole
from consents.admin.filters import AbroadFilter, KeptFilter, SupportFilter
from consents.forms import (
    NAMED,
    NAMES_RECIPIENT,
    NEEDS,
    PARTY,
    SENSITIVE,
    WHAT,
    WHOSE,
    EndForm,
    EntrustmentField,
    ProvisionForm,
    proposal_of,
)
from consents.lapses import lapses_on
from consents.models import ProvisionEnding, ThirdPartyProvision
from consents.querysets import ProvisionQuerySet
from consents.states import Ground
from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import DbField, Fieldsets, ForeignKey, ManyToMany, actor
from privacyportal.backoffice.dates import long_day, table_day, table_instant
from privacyportal.backoffice.refusals import cite
from privacyportal.backoffice.related import visible
from privacyportal.backoffice.values import value_of
from privacyportal.erasure.buttons import ERASE
from privacyportal.policies.models import PurposeOfUse
from privacyportal.policies.states import PurposeKind
from privacyportal.search.boxes import FoundAdmin
from vendors.models import Entrustment

EXPLAINED = {
    Ground.CONSENT: gettext_lazy("Needs a consent in force that names the recipient; a record is kept."),
    Ground.LAW: gettext_lazy("Needs the law and its article."),
    Ground.AUTHORITY: gettext_lazy("Needs the body, the article that lets it ask, and its document."),
    Ground.PROTECTION: gettext_lazy("Needs the danger, and why consent was hard to obtain."),
    Ground.ENTRUSTMENT: gettext_lazy("Needs an active vendor and a signed contract in force."),
    Ground.SUCCESSION: gettext_lazy("Needs the deal and the document that binds the other side."),
    Ground.JOINT_USE: gettext_lazy("Needs a joint-use arrangement in force and announced."),
    Ground.OTHER_LAW: gettext_lazy("Needs the provision that permits it, and the compliance role."),
    Ground.NUMBER_ACT: gettext_lazy(
        "Individual numbers only: needs the item of Article 19 of the Number Act, and a law that fits it."
    ),
}


def support(provision: ThirdPartyProvision) -> str:
    """Return whether what a provision rests on still holds, since when it does not, or how the provision ended."""
    ended = ProvisionEnding.objects.filter(provision=provision).first()
    if ended is not None:
        told = ended.note or _("content erased")
        return f"{ended.get_ending_display()} {long_day(ended.ended_on)}: {told}"
    day = lapses_on(provision)
    if day is None or day > timezone.localdate():
        return _("holds")
    return _("lapsed on %(day)s") % {"day": long_day(day)}


def goes_on(provision: ThirdPartyProvision, user: object) -> bool:
    """Return whether nobody has written down that the provision ended."""
    return not ProvisionEnding.objects.filter(provision=provision).exists()


END = ObjectAction(
    name="end",
    label=gettext_lazy("Record end of the provision"),
    deed=services.end_provision,
    form=EndForm,
    available=goes_on,
    help_text=gettext_lazy("Once consent, contract, joint use or ground abroad is gone, no data goes out any more."),
)
ABROAD = ("foreign_basis", "foreign_ground", "foreign_consent")


@admin.register(ThirdPartyProvision)
class ProvisionAdmin(FoundAdmin[ThirdPartyProvision]):
    """Provisions to third parties with their ground: added, never changed."""

    object_actions = (END, ERASE)
    form = ProvisionForm
    add_permission = "consents.add_thirdpartyprovision"
    list_display = (
        "number",
        "provided",
        "ground",
        "recipient_name",
        "country",
        "foreign_basis",
        "purpose_code",
        "kept",
    )
    list_filter = (SupportFilter, "ground", AbroadFilter, "foreign_basis", "purpose", "provided_on", KeptFilter)
    list_select_related: ClassVar = ("reference", "country", "purpose")
    found_through = ("data_subject",)
    search_help_text = gettext_lazy("Number, recipient, person, customer number, law or document")
    autocomplete_fields = ("data_subject",)
    ordering = ("-provided_on", "-pk")
    readonly_fields = ("provided", "kept", "recorded")

    # Writing: first the ground, then only what this ground needs

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Ask for the ground first; then show only what it needs."""
        if self.chosen(request):
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("On which ground is the data provided?"),
            "opts": self.opts,
            "grounds": [(ground, EXPLAINED[ground]) for ground in Ground],
            "carried": request.GET.urlencode(),
        }
        return TemplateResponse(request, "consents/choose_ground.html", context)

    def chosen(self, request: HttpRequest) -> str:
        """Return the ground that was chosen, nothing when none was."""
        ground = request.POST.get("ground") or request.GET.get("ground", "")
        return ground if ground in Ground.values else ""

    def get_fieldsets(self, request: HttpRequest, obj: ThirdPartyProvision | None = None) -> Fieldsets:
        """Return the fields of the ground to type, or what stands in a stored provision."""
        return self.stored_parts(obj) if obj else self.asked_parts(request, self.chosen(request))

    def asked_parts(self, request: HttpRequest, ground: str) -> Fieldsets:
        """Return what the ground needs; what is asked for sensitive items stays folded until it is missing."""
        recipient = () if ground in NAMES_RECIPIENT else PARTY
        needs = tuple(name for name in NEEDS.get(ground, ()) if name not in recipient)
        folded = {"classes": ("collapse",)} if request.method == "GET" else {}
        title = f"{cite('10')}{Ground(ground).label}" if ground else ""
        again = format_html(
            '{} <a href="?">{}</a>', EXPLAINED[Ground(ground)] if ground else "", _("Choose another ground")
        )
        return [
            (
                title,
                {"fields": ("ground", *needs, *recipient, *NAMED), "description": again},
            ),
            (gettext_lazy("Whose data, what and why"), {"fields": (*WHOSE, *WHAT)}),
            (gettext_lazy("Sensitive information"), {"fields": SENSITIVE, **folded}),
        ]

    def stored_parts(self, obj: ThirdPartyProvision) -> Fieldsets:
        """Return what was recorded; fields that this ground did not need are left out."""
        parts = [
            (gettext_lazy("Ground"), ("ground", *NEEDS[obj.ground])),
            (gettext_lazy("Recipient"), (*PARTY, *NAMED)),
            (gettext_lazy("Whose data, what and why"), (*WHOSE, *WHAT)),
            (gettext_lazy("Sensitive information"), SENSITIVE),
            (gettext_lazy("Record"), ("consent", *ABROAD)),
        ]
        filled = [
            (title, tuple(dict.fromkeys(name for name in names if value_of(obj, name)))) for title, names in parts
        ]
        filled[-1] = (filled[-1][0], (*filled[-1][1], "kept", "recorded", "recorded_by"))
        return [(title, {"fields": names}) for title, names in filled if names]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, object]:
        """Return the ground chosen and today."""
        known = super().get_changeform_initial_data(request)
        return {"provided_on": timezone.localdate(), **known, "ground": self.chosen(request)}

    def formfield_for_dbfield(self, db_field: DbField, request: HttpRequest, **kwargs: object) -> Field | None:
        """Only choose here what is registered elsewhere."""
        return only_choose(super().formfield_for_dbfield(db_field, request, **kwargs))

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: object
    ) -> "ModelChoiceField[Model] | None":
        """Say of each contract whose it is; offer only the nine purposes."""
        if db_field.name == "entrustment":
            contracts = visible(Entrustment, request).select_related("vendor", "reference")
            kwargs.update(form_class=EntrustmentField, queryset=contracts.order_by("vendor__name", "work"))
        if db_field.name == "purpose":
            is_of_numbers = self.chosen(request) == Ground.NUMBER_ACT
            kind = PurposeKind.INDIVIDUAL_NUMBER if is_of_numbers else PurposeKind.GENERAL
            kwargs["queryset"] = visible(PurposeOfUse, request).filter(kind=kind).order_by("code")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: ManyToMany, request: HttpRequest, **kwargs: object
    ) -> "ModelMultipleChoiceField[Model] | None":
        """Offer the items in the order in which they were set up."""
        kwargs["queryset"] = visible(db_field.related_model, request).order_by("pk")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def create(self, request: HttpRequest, form: ModelForm) -> ThirdPartyProvision:
        """Record the provision."""
        return services.record_provision(proposal=proposal_of(form), by=actor(request), at=timezone.now())

    # Reading

    def get_queryset(self, request: HttpRequest) -> ProvisionQuerySet:
        """Read with each how long its record is kept."""
        rows: ProvisionQuerySet = super().get_queryset(request)  # type: ignore[assignment]
        return rows.with_keeping()

    @admin.display(description=gettext_lazy("number"), ordering="reference__number")
    def number(self, obj: ThirdPartyProvision) -> SafeString:
        """Return the provision's number."""
        return whole(obj.reference)

    @admin.display(description=gettext_lazy("provided on"), ordering="provided_on")
    def provided(self, obj: ThirdPartyProvision) -> SafeString:
        """Return the day of the provision."""
        return whole(table_day(obj.provided_on))

    @admin.display(description=gettext_lazy("purpose"), ordering="purpose__code")
    def purpose_code(self, obj: ThirdPartyProvision) -> str:
        """Return the purpose's code."""
        return obj.purpose.code

    @admin.display(description=gettext_lazy("record kept until"), ordering="kept_until")
    def kept(self, obj: ThirdPartyProvision) -> SafeString:
        """Return until when the law wants the record kept, or that it wants none."""
        return whole(table_day(obj.kept_until) or _("no record required"))

    @admin.display(description=gettext_lazy("recorded at"))
    def recorded(self, obj: ThirdPartyProvision) -> str:
        """Return when the provision was recorded."""
        return table_instant(obj.recorded_at)

    def get_header(self, request: HttpRequest, obj: ThirdPartyProvision) -> dict[str, object]:
        """Return number, ground, recipient and how long the record is kept."""
        facts = [
            (_("Ground"), obj.get_ground_display()),
            (_("Ground for abroad"), obj.get_foreign_basis_display() if obj.foreign_basis else _("in Japan")),
            (_("Provided on"), long_day(obj.provided_on)),
            (_("Record kept until"), long_day(obj.kept_until) or _("no record required")),
            (_("What it rests on"), support(obj)),
        ]
        return {"number": str(obj.reference), "title": obj.recipient_name, "state": None, "facts": facts}
