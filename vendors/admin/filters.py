"""By what are the lists of this room narrowed?"""

from datetime import date

from django.contrib.admin import ModelAdmin
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.narrowing import Narrowing, Views
from privacyportal.backoffice.querysets import Viewer, VisibleQuerySet
from vendors.figures import SOON
from vendors.querysets import ArrangementQuerySet, EntrustmentQuerySet, ForeignGroundQuerySet, VendorQuerySet
from vendors.states import SUPERVISED, Criticality, Status


def today() -> date:
    """Return the Tokyo day of the request."""
    return tokyo_day(timezone.now())


def supervises(user: Viewer) -> bool:
    """Return whether the person has to do with how vendors are supervised, rather than only looking them up."""
    return any(user.has_perm(name) for name in ("vendors.view_entrustment", "vendors.view_assigned_vendor"))


class ShownFilter(Views[VendorQuerySet]):
    """Which vendors the list opens on: for the register what needs attention, for everybody else the current ones."""

    title = _("shown")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Text]]:
        """Return the views."""
        attention = [("attention", _("needs attention"))] if supervises(request.user) else []
        return [
            *attention,
            ("mine", _("my vendors")),
            ("no_owner", _("without an owner")),
            ("current", _("all current")),
            ("ended", _("ended ones")),
            ("all", _("all")),
        ]

    def value(self) -> str:
        """Return the chosen view; who searches without choosing one looks among all."""
        if self.request.GET.get(SEARCH_VAR):
            return super().value() or "all"
        return super().value() or ("attention" if self.request.user.has_perm("vendors.view_entrustment") else "current")

    def narrowed(self, rows: VendorQuerySet, request: HttpRequest) -> VendorQuerySet:
        """Return the view's vendors."""
        match self.value():
            case "attention":
                return rows.contents_visible_to(request.user).needing_attention(today(), today() + SOON)
            case "mine":
                return rows.current().of(request.user)
            case "no_owner":
                return rows.current().filter(owner__isnull=True)
            case "current":
                return rows.current()
            case "ended":
                return rows.filter(status=Status.TERMINATED)
        return rows


class ReviewFilter(Narrowing[VendorQuerySet]):
    """How far the next review is."""

    title = _("next review")
    parameter_name = "review"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Text]]:
        """Return the spans."""
        return [
            ("overdue", _("overdue")),
            ("soon", _("within 30 days")),
            ("later", _("review later")),
            ("unplanned", _("no review planned")),
            ("none", _("never reviewed")),
        ]

    def narrowed(self, rows: VendorQuerySet, request: HttpRequest) -> VendorQuerySet:
        """Return the span's vendors."""
        opened = rows.contents_visible_to(request.user)
        match self.value():
            case "overdue":
                return opened.review_overdue(today())
            case "soon":
                return opened.review_due_between(today(), today() + SOON)
            case "later":
                return opened.filter(status__in=SUPERVISED, next_review_on__gt=today() + SOON)
            case "unplanned":
                return opened.filter(status__in=SUPERVISED, next_review_on=None)
            case "none":
                return opened.filter(last_reviewed_on__isnull=True)
        return rows


class SupportFilter(Narrowing[VendorQuerySet]):
    """Which active vendors have lost what they rest on, of those whose supervision the person may see."""

    title = _("what it rests on")
    parameter_name = "support"
    options = (("no_contract", _("no contract in force")), ("no_ground", _("no ground abroad holds")))

    def narrowed(self, rows: VendorQuerySet, request: HttpRequest) -> VendorQuerySet:
        """Return the vendors without it."""
        opened = rows.contents_visible_to(request.user)
        match self.value():
            case "no_contract":
                return opened.without_contract(today())
            case "no_ground":
                return opened.without_ground(today())
        return rows


class UseFilter(Narrowing[ArrangementQuerySet]):
    """Whether a joint use runs, is over, or has lost its ground abroad."""

    title = _("what it rests on")
    parameter_name = "support"
    options = (
        ("in_force", _("in force")),
        ("over", _("over, to be wound up")),
        ("no_ground", _("no ground abroad holds")),
    )

    def narrowed(self, rows: ArrangementQuerySet, request: HttpRequest) -> ArrangementQuerySet:
        """Return the joint uses in the chosen state."""
        match self.value():
            case "in_force":
                return rows.in_force_on(today())
            case "over":
                return rows.to_settle_on(today())
            case "no_ground":
                return rows.without_ground_on(today())
        return rows


class CriticalityFilter(Narrowing[VendorQuerySet]):
    """How much depends on a vendor, of those whose supervision the person may see."""

    title = _("criticality")
    parameter_name = "criticality__exact"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Text]]:
        """Return the levels."""
        return list(Criticality.choices)

    def narrowed(self, rows: VendorQuerySet, request: HttpRequest) -> VendorQuerySet:
        """Return the level's vendors."""
        level = self.value()
        return rows.contents_visible_to(request.user).filter(criticality=level) if level else rows


class PlaceFilter(Narrowing[VisibleQuerySet]):
    """In Japan or abroad."""

    title = _("place")
    parameter_name = "place"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Text]]:
        """Return the places."""
        return [("japan", _("in Japan")), ("abroad", _("abroad"))]

    def narrowed(self, rows: VisibleQuerySet, request: HttpRequest) -> VisibleQuerySet:
        """Return the place's records."""
        match self.value():
            case "japan":
                return rows.filter(country="JP")
            case "abroad":
                return rows.exclude(country="JP")
        return rows


class HandlesFilter(Narrowing[VendorQuerySet]):
    """What weighs heavily about a vendor."""

    title = _("handles")
    parameter_name = "handles"
    FIELDS = {"numbers": "handles_individual_numbers", "sensitive": "handles_sensitive", "cloud": "uses_cloud"}

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Text]]:
        """Return the kinds."""
        return [
            ("numbers", _("individual numbers")),
            ("sensitive", _("sensitive information")),
            ("cloud", _("cloud service")),
        ]

    def narrowed(self, rows: VendorQuerySet, request: HttpRequest) -> VendorQuerySet:
        """Return the vendors that do."""
        field = self.FIELDS.get(self.value() or "")
        return rows.filter(**{field: True}) if field else rows


class InForceFilter[R: (EntrustmentQuerySet, ForeignGroundQuerySet)](Views[R]):
    """Whether a contract or ground runs today; the list opens on those that do."""

    title = _("shown")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Text]]:
        """Return the views."""
        return [("in_force", _("in force")), ("soon", _("ends or due within 90 days")), ("all", _("all"))]

    def value(self) -> str:
        """Return the chosen view."""
        return super().value() or "in_force"

    def narrowed(self, rows: R, request: HttpRequest) -> R:
        """Return the view's records."""
        if self.value() == "all":
            return rows
        running = rows.in_force_on(today())
        return running.filter(self.soon(today() + 3 * SOON)) if self.value() == "soon" else running

    def soon(self, until: date) -> Q:
        """Return the condition for what ends by a day."""
        return Q(ends_on__lte=until)


class GroundFilter(InForceFilter[ForeignGroundQuerySet]):
    """Whether a ground holds today, one of its checks is due, or what it rests on is gone."""

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Text]]:
        """Return the views."""
        return [*super().lookups(request, model_admin), ("lapsed", _("no longer holding"))]

    def narrowed(self, rows: ForeignGroundQuerySet, request: HttpRequest) -> ForeignGroundQuerySet:
        """Return the view's grounds."""
        if self.value() == "lapsed":
            return rows.lapsed_on(today())
        return super().narrowed(rows, request)

    def soon(self, until: date) -> Q:
        """Return the condition for what ends or is to be checked by a day."""
        return Q(valid_to__lte=until) | Q(implementation_due_on__lte=until) | Q(law_due_on__lte=until)
