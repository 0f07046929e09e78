"""How do staff sign their pledge, and how is it seen who has not?"""

from django.contrib import admin
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext
from unfold.decorators import display

from privacyportal.backoffice.actions import ObjectAction
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.panels import Panel
from privacyportal.clocks.models import Clock
from privacyportal.clocks.templatetags.clocks import deadline
from privacyportal.policies import services
from privacyportal.policies.clocks import PLEDGE
from privacyportal.policies.forms import TrainingForm
from privacyportal.policies.models import StaffPledge


@admin.register(StaffPledge)
class StaffPledgeAdmin(ReadOnlyModelAdmin):
    """The pledges of staff: one's own, or all for those who oversee them."""

    view_permissions = ("policies.view_staffpledge", "policies.view_own_pledge")
    list_display = ("number", "person", "department", "last_signed")
    list_filter = ("person__department",)
    list_select_related = ("reference", "person__department")
    list_display_links = ("number",)
    search_fields = ("person__last_name", "person__first_name", "person__username", "reference__number")
    search_help_text = _("Sign-in name, name or number")
    ordering = ("person__username",)
    fields = ("number", "person", "department", "opened_at")
    readonly_fields = fields
    object_actions = (
        ObjectAction(
            name="sign",
            label=_("Sign the pledge"),
            deed=services.sign_pledge,
            tone="primary",
            help_text=_(
                "I handle personal information only within the purposes of use, keep the basic policy and the rules on "
                "safety, and disclose nothing learned at work, also after leaving the firm."
            ),
        ),
        ObjectAction(
            name="training",
            label=_("Record a training"),
            deed=services.record_training,
            form=TrainingForm,
            help_text=_("Staff are trained when they join and at intervals (policy section 5)."),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[StaffPledge]:
        """Return the visible pledges with their last signature."""
        return super().get_queryset(request).annotate(last_signed_at=Max("signings__signed_at"))

    def get_header(self, request: HttpRequest, obj: StaffPledge) -> dict[str, object]:
        """Return whose pledge it is and by when the next is wanted."""
        clock = Clock.objects.filter(reference=obj.reference_id, duty=PLEDGE).first()
        facts = [
            (_("department"), obj.person.department),
            (_("last signed at"), table_instant(obj.last_signed_at)),
            (_("next deadline"), deadline(clock, timezone.now())),
        ]
        return {"number": str(obj.reference), "title": str(obj.person), "state": None, "facts": facts}

    def get_panels(self, request: HttpRequest, obj: StaffPledge) -> list[Panel]:
        """Return signatures and trainings, then the deadlines and the history."""
        context = {"signings": list(obj.signings.select_related("version"))}
        own = Panel("signings", _("Signatures"), "policies/signings.html", context)
        taught = {"trainings": list(obj.trainings.select_related("recorded_by"))}
        trainings = Panel("trainings", _("Trainings"), "policies/trainings.html", taught)
        return [own, trainings, *super().get_panels(request, obj)]

    @display(description=_("number"), ordering="reference__number")
    def number(self, obj: StaffPledge) -> str:
        """Return the number."""
        return str(obj.reference)

    @display(description=_("department"), ordering="person__department__name")
    def department(self, obj: StaffPledge) -> str:
        """Return where the person works."""
        return str(obj.person.department or "")

    @display(description=_("last signed at"), ordering="last_signed_at")
    def last_signed(self, obj: StaffPledge) -> str:
        """Return the last signature, or that there is none."""
        return table_instant(obj.last_signed_at) or pgettext("pledge", "not yet signed")
