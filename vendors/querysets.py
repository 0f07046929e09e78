"""Which vendors and which of their records?"""

from datetime import date
from typing import Self

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from privacyportal.backoffice.querysets import (
    OpenQuerySet,
    RecordQuerySet,
    Viewer,
    VisibleQuerySet,
    assigned_to,
    view_permission,
)
from vendors.states import SUPERVISED, ForeignBasis, Status

# An assignment opens a vendor only to those whose role opens the register, whole or for assigned vendors.
OPENS_REGISTER = ("vendors.view_vendor", "vendors.view_assigned_vendor")

type Keys = QuerySet[Model, dict[str, object]]


def assigned_vendor_ids(user: Viewer) -> Keys:
    """Return the keys of the vendors assigned to the person, or to somebody absent whose deputy they are.

    None once their role opens no vendor any more.
    """
    if not any(user.has_perm(name) for name in OPENS_REGISTER):
        return apps.get_model("vendors.Vendor").objects.none().values("pk")
    own = Q(pk__in=assigned_to(user, apps.get_model("vendors.VendorUserObjectPermission"), "view_vendor"))
    own |= Q(owner__in=absent_for(user))
    return apps.get_model("vendors.Vendor").objects.filter(own).values("pk")


def absent_for(user: Viewer) -> Keys:
    """Return the keys of those who are away today with this person as their deputy."""
    absent: Keys = apps.get_model("accounts.User").objects.stood_in_by(user).values("pk")
    return absent


class VendorQuerySet(RecordQuerySet):
    """Vendors."""

    def visible_to(self, user: Viewer) -> Self:
        """Return all vendors to those who see the register, else those assigned to the person."""
        if user.has_perm("vendors.view_vendor"):
            return self
        return self.filter(pk__in=assigned_vendor_ids(user))

    def contents_visible_to(self, user: Viewer) -> Self:
        """Return the vendors whose supervision and files the person may see: not those that they only look up."""
        if user.has_perm("vendors.view_entrustment"):
            return self.visible_to(user)
        return self.filter(pk__in=assigned_vendor_ids(user))

    def files_visible_to(self, user: Viewer) -> Self:
        """Return the vendors whose supervision the person sees."""
        return self.contents_visible_to(user)

    def restricted_files_visible_to(self, user: Viewer) -> Self:
        """Return the vendors whose supervision the person sees."""
        return self.contents_visible_to(user)

    def current(self) -> Self:
        """Return the vendors that have not ended."""
        return self.exclude(status=Status.TERMINATED)

    def supervised(self) -> Self:
        """Return the vendors that handle data for us, or did until they were suspended."""
        return self.filter(status__in=SUPERVISED)

    def review_overdue(self, day: date) -> Self:
        """Return the supervised vendors whose review was due before a Tokyo day."""
        return self.supervised().filter(next_review_on__lt=day)

    def review_due_between(self, first: date, last: date) -> Self:
        """Return the supervised vendors whose review falls due from one Tokyo day to another, both included."""
        return self.supervised().filter(next_review_on__range=(first, last))

    def needing_attention(self, day: date, until: date) -> Self:
        """Return the vendors about which somebody has something to do now.

        Suspended, ceased, a review due by `until`, an assessment awaiting sign-off, a corrective action overdue, a
        candidate whose owner is preparing the start, or active without a contract or a ground abroad in force.
        """
        actions = apps.get_model("checklists.CorrectiveAction")._default_manager
        late = actions.filter(status="open", due_on__lt=day).values("finding__subject")
        assessments = apps.get_model("checklists.Assessment")._default_manager
        waiting = assessments.filter(status="submitted").values("subject")
        wanted = Q(status=Status.SUSPENDED) | Q(status=Status.ACTIVE, ceased_on__lte=day)
        wanted |= Q(status__in=SUPERVISED, next_review_on__lte=until)
        wanted |= Q(status=Status.CANDIDATE, owner__isnull=False)
        wanted |= Q(reference__in=late) | Q(reference__in=waiting)
        wanted |= Q(pk__in=self.without_contract(day).values("pk")) | Q(pk__in=self.without_ground(day).values("pk"))
        return self.current().filter(wanted)

    def without_contract(self, day: date) -> Self:
        """Return the active vendors without a signed contract that runs on a Tokyo day."""
        contracts = apps.get_model("vendors.Entrustment")._default_manager
        running = contracts.in_force_on(day).filter(vendor=OuterRef("pk"))
        return self.filter(~Exists(running), status=Status.ACTIVE)

    def without_ground(self, day: date) -> Self:
        """Return the active vendors abroad for which no ground of section 11 holds on a Tokyo day.

        One whose check is overdue, or whose country is designated no longer, does not hold.
        """
        grounds = apps.get_model("vendors.ForeignGround")._default_manager
        standing = grounds.holding_on(day).filter(vendor=OuterRef("pk"))
        return self.filter(~Exists(standing), status=Status.ACTIVE).exclude(country="JP")

    def with_next_due(self) -> Self:
        """Add the nearest open limit of a vendor or of anything of its supervision: next_due_at, _on, _duty, _state.

        For the vendors of one person; it looks at every open deadline for each row.
        """
        clocks = apps.get_model("clocks.Clock")._default_manager
        about = Q(reference=OuterRef("reference"))
        about |= Q(reference__entrustment__vendor=OuterRef("pk")) | Q(reference__foreignground__vendor=OuterRef("pk"))
        about |= Q(reference__assessment__subject=OuterRef("reference"))
        about |= Q(reference__correctiveaction__finding__subject=OuterRef("reference"))
        nearest = clocks.open().binding().filter(about).order_by("due_at", "pk")
        columns = {"next_due_at": "due_at", "next_due_on": "due_on", "next_due_duty": "duty", "next_due_state": "state"}
        return self.annotate(**{name: Subquery(nearest.values(column)[:1]) for name, column in columns.items()})

    def of(self, user: Viewer) -> Self:
        """Return the vendors that the person owns, or stands in for."""
        return self.filter(Q(owner=user.pk) | Q(owner__in=absent_for(user)))


class OfVendorQuerySet(OpenQuerySet):
    """Records that belong to a vendor and are seen by whoever sees the vendor."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the records of visible vendors."""
        if user.has_perm(view_permission(self.model)):
            return self
        return self.filter(vendor__in=assigned_vendor_ids(user))


class EntrustmentQuerySet(OfVendorQuerySet):
    """Contracts."""

    def not_over_on(self, day: date) -> Self:
        """Return the contracts that run on a Tokyo day or will, signed or not."""
        rows = self.annotate(last_on=Coalesce("terminated_on", "ends_on"))
        return rows.filter(Q(last_on__isnull=True) | Q(last_on__gte=day))

    def in_force_on(self, day: date) -> Self:
        """Return the signed contracts that run on a Tokyo day."""
        return self.not_over_on(day).filter(signed_on__lte=day, starts_on__lte=day)


class ForeignGroundQuerySet(OpenQuerySet):
    """Grounds of section 11."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the grounds of visible vendors; those of partners to those who see the whole register."""
        if user.has_perm("vendors.view_foreignground"):
            return self
        return self.filter(vendor__in=assigned_vendor_ids(user))

    def not_over_on(self, day: date) -> Self:
        """Return the grounds that run on a Tokyo day or will, and under which provision was not stopped."""
        runs = self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))
        return runs.filter(Q(stopped_on__isnull=True) | Q(stopped_on__gt=day))

    def in_force_on(self, day: date) -> Self:
        """Return the grounds that hold on a Tokyo day and under which provision was not stopped."""
        return self.not_over_on(day).filter(valid_from__lte=day)

    def lapsed_on(self, day: date) -> Self:
        """Return the grounds in force whose check is overdue, or whose country is designated no longer, on a day."""
        return self.in_force_on(day).filter(_lapsed(day))

    def holding_on(self, day: date) -> Self:
        """Return the grounds on which data may go abroad on a Tokyo day: in force, and not lapsed."""
        return self.in_force_on(day).exclude(pk__in=self.model._default_manager.filter(_lapsed(day)).values("pk"))


def _lapsed(day: date) -> Q:
    """Return the condition that what a ground rests on is gone (Article 28(1), (3); Enforcement Rules 15, 18)."""
    named = apps.get_model("vendors.Country").objects.designated_on(day).values("pk")
    overdue = Q(implementation_due_on__lt=day) | Q(law_due_on__lt=day)
    of_named = Q(vendor__country__in=named) | Q(partner__country__in=named)
    return overdue | (Q(basis=ForeignBasis.DESIGNATED) & ~of_named)


class ArrangementQuerySet(OpenQuerySet):
    """Joint uses."""

    def in_force_on(self, day: date) -> Self:
        """Return the announced joint uses that run on a Tokyo day."""
        runs = self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)
        return runs.filter(published_on__lte=day)

    def over_on(self, day: date) -> Self:
        """Return the joint uses that ended before a Tokyo day, and that no other has replaced."""
        return self.filter(ends_on__lt=day, superseded_by=None)

    def to_settle_on(self, day: date) -> Self:
        """Return those over for which nobody has written down what became of the data."""
        return self.over_on(day).filter(settled_at=None)

    def without_ground_on(self, day: date) -> Self:
        """Return the joint uses that run though a partner abroad has no ground that holds on a Tokyo day."""
        grounds = apps.get_model("vendors.ForeignGround").objects
        partners = apps.get_model("vendors.JointUsePartner")._default_manager.exclude(country="JP")
        bare = partners.filter(~Exists(grounds.holding_on(day).filter(partner=OuterRef("pk"))))
        return self.filter(pk__in=self.in_force_on(day).filter(partners__in=bare).values("pk"))


class OfGroundQuerySet(VisibleQuerySet):
    """Records of a ground, seen by whoever sees the ground; added, never changed."""

    def visible_to(self, user: Viewer) -> Self:
        """Return the records of visible grounds."""
        grounds = apps.get_model("vendors.ForeignGround")._default_manager
        return self.filter(ground__in=grounds.visible_to(user).values("pk"))

    def update(self, **kwargs: object) -> int:
        """Refuse: checks are never changed.

        :raises TypeError: always.
        """
        raise TypeError("Periodic checks cannot be changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: checks are never deleted.

        :raises TypeError: always.
        """
        raise TypeError("Periodic checks cannot be deleted.")


class CountryQuerySet(VisibleQuerySet):
    """Countries."""

    def designated_on(self, day: date) -> Self:
        """Return the countries that the rules designate on a Tokyo day."""
        designations = apps.get_model("vendors.CountryDesignation")._default_manager
        rows = designations.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)
        return self.filter(pk__in=rows.values("country"))
