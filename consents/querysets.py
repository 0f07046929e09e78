"""Which persons, consents and provisions?"""

import unicodedata
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol, Self

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from consents.states import CONTINUED, Decision, Standing, standing
from privacyportal.audit.models import AppendOnlyQuerySet
from privacyportal.backoffice.querysets import OpenQuerySet
from privacyportal.clocks.models import Clock
from privacyportal.policies.models import PurposeOfUse

if TYPE_CHECKING:
    from consents.models import ConsentEntry, ThirdPartyProvision


def same_name(one: str, other: str) -> bool:
    """Return whether two names of a recipient are the same but for width, case and spaces."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


class Insisting(Protocol):
    """A row that asks of itself whether what it rests on held."""

    def insist(self) -> None:
        """Ask it.

        :raises Refused: when it did not.
        """


class InsistingQuerySet(AppendOnlyQuerySet, OpenQuerySet):  # type: ignore[override]
    """Rows that ask, each of itself, whether what they rest on held: one by one and in bulk."""

    def bulk_create(
        self,
        objs: Iterable[Insisting],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[Insisting]:
        """Insert many rows once each has been asked.

        :raises Refused: when one of them claims what did not hold.
        """
        rows = list(objs)
        for row in rows:
            row.insist()
        on_conflict = (ignore_conflicts, update_conflicts, update_fields, unique_fields)
        return super().bulk_create(rows, batch_size, *on_conflict)


class ConsentEntryQuerySet(InsistingQuerySet):  # type: ignore[override]
    """Consent entries: added and read."""

    def until(self, day: date) -> Self:
        """Return the entries decided on or before a Tokyo day."""
        return self.filter(decided_on__lte=day)

    def latest_on(self, day: date) -> Self:
        """Return, for each person, purpose, scope and recipient, the entry that decides on a Tokyo day."""
        same = self.model._default_manager.filter(
            data_subject=OuterRef("data_subject"),
            purpose=OuterRef("purpose"),
            scope=OuterRef("scope"),
            recipient=OuterRef("recipient"),
            decided_on__lte=day,
        ).order_by("-decided_at", "-pk")
        return self.filter(pk=Subquery(same.values("pk")[:1]))

    def in_force_on(self, day: date) -> Self:
        """Return the consents that hold on a Tokyo day."""
        holds = Q(expires_on__isnull=True) | Q(expires_on__gte=day)
        return self.latest_on(day).filter(holds, decision=Decision.GIVEN)

    def expired_on(self, day: date) -> Self:
        """Return the consents that would hold on a Tokyo day had they not ended before it."""
        return self.latest_on(day).filter(expires_on__lt=day, decision=Decision.GIVEN)

    def purpose_over_on(self, day: date) -> Self:
        """Return the consents that hold on a Tokyo day though their purpose is over."""
        return self.in_force_on(day).filter(purpose__valid_to__lt=day)

    def ending_or_followed(self) -> Self:
        """Return the entries that have an end, and the consents that a later decision has followed."""
        same: QuerySet[ConsentEntry] = self.model._default_manager.filter(
            data_subject=OuterRef("data_subject"),
            purpose=OuterRef("purpose"),
            scope=OuterRef("scope"),
            recipient=OuterRef("recipient"),
            decided_at__gte=OuterRef("decided_at"),
        ).exclude(pk=OuterRef("pk"))
        return self.filter(Q(expires_on__isnull=False) | Q(Exists(same), decision=Decision.GIVEN))

    def ending(self, *, first: date, last: date) -> Self:
        """Return the consents in force on `first` whose last day lies between `first` and `last`."""
        return self.in_force_on(first).filter(expires_on__range=(first, last))

    def standing_on(
        self, day: date, *, purpose: PurposeOfUse, scope: str, recipient: str = "", recipients: str = ""
    ) -> "Standing[ConsentEntry]":
        """Return what holds on a Tokyo day, of the entries of one person, on a purpose, scope and recipient.

        `recipients` keeps those on wordings that name one company, or a class.
        """
        about = self.filter(purpose=purpose, scope=scope, decided_on__lte=day).select_related("wording", "reference")
        about = about.filter(wording__recipients=recipients) if recipients else about
        return standing([entry for entry in about if same_name(entry.recipient, recipient)], day)


class ProvisionQuerySet(InsistingQuerySet):  # type: ignore[override]
    """Provisions to third parties: added and read."""

    def to_keep_on(self, day: date) -> Self:
        """Return the provisions whose record the law still wants kept on a Tokyo day (Article 29)."""
        return self.with_keeping().filter(kept_until__gte=day)

    def kept_over_on(self, day: date) -> Self:
        """Return the provisions whose record the law wants kept no longer on a Tokyo day."""
        return self.with_keeping().filter(kept_until__lt=day)

    def with_keeping(self) -> Self:
        """Add `kept_until`, the last day on which the record is kept, by what has been provided up to now.

        One record of continued provision, and a contract that stands in, are kept from the last provision that they
        are the record of (Enforcement Rules 21(i) and (ii)): each later one, and the end of the provision, moves the
        end of keeping of those before it. A record made each time is kept from its own making.
        """
        return self.annotate(
            kept_until=Case(
                When(manner__in=CONTINUED, keep_until_on__isnull=False, then=self._last_of_record()),
                default=F("keep_until_on"),
            )
        )

    def kept_until_of(self, provision: "ThirdPartyProvision") -> date | None:
        """Return the last day on which a record is kept, by what has been provided under it up to now."""
        rows = self.filter(pk=provision.pk).with_keeping()
        found: date | None = rows.values_list("kept_until", flat=True).first()
        return found

    def _last_of_record(self) -> Subquery:
        same: QuerySet[ThirdPartyProvision] = self.model._default_manager.filter(
            manner=OuterRef("manner"),
            recipient_name=OuterRef("recipient_name"),
            purpose=OuterRef("purpose"),
            subjects=OuterRef("subjects"),
            document_number=OuterRef("document_number"),
            keep_until_on__isnull=False,
        )
        # No person is no person on both sides, which SQL does not find equal.
        same = same.alias(person=Coalesce("data_subject", 0)).filter(person=Coalesce(OuterRef("data_subject"), 0))
        ends = Greatest("keep_until_on", Coalesce("ending__keep_until_on", "keep_until_on"))
        return Subquery(same.annotate(end=ends).order_by("-end").values("end")[:1])

    def of_kind(self, provision: "ThirdPartyProvision") -> Self:
        """Return the provisions for a purpose to a recipient, of one person or of the same persons."""
        return self.filter(
            recipient_name=provision.recipient_name,
            purpose=provision.purpose_id,
            data_subject=provision.data_subject_id,
            subjects=provision.subjects,
        )

    def after(self, provision: "ThirdPartyProvision") -> Self:
        """Return the provisions that follow one, by day and by number."""
        day = provision.provided_on
        return self.filter(Q(provided_on__gt=day) | Q(provided_on=day, pk__gt=provision.pk))

    def without_support(self, at: datetime) -> Self:
        """Return the provisions whose support has lapsed by a moment, and that nobody has seen to."""
        return self.filter(reference__in=Clock.objects.begun("consents.support_lapse", at).values("reference"))
