"""Do the rules designate a country as protecting personal information as Japan does?"""

from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.backoffice.writing import locked
from privacyportal.clocks import river as clocks
from vendors import mails, permissions
from vendors.models import Country, CountryDesignation, ForeignGround
from vendors.services.standing import note_ground
from vendors.states import ForeignBasis


@deed(right=permissions.CHANGE_COUNTRY, on="country", words=_("designation of a country"))
def designate(
    *,
    country: Country,
    valid_from: date,
    source: str,
    certainty: str = "",
    by: Actor,
    at: datetime,
) -> CountryDesignation:
    """Enter a designation by the PPC's rules (Enforcement Rules Article 15) from a day on.

    :raises Refused: when the country is designated on that day or later already.
    """
    later = locked(country).designations.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from))
    refuse_if([_designated_already(later.exists())], obj=country)
    designation = CountryDesignation.objects.create(
        country=country, valid_from=valid_from, source=source, certainty=certainty
    )
    clocks.refresh_resting("COUNTRY", country.pk, at=at)
    changes = {"country": country.pk, "valid_from": valid_from}
    trail.record(action="vendors.country_designated", obj=country, by=by, at=at, changes=changes, section="11")
    return designation


@deed(right=permissions.CHANGE_COUNTRY, on="country", words=_("end of a designation"))
def end_designation(*, country: Country, valid_to: date, reason: str, by: Actor, at: datetime) -> Country:
    """End a country's designation with a day; whoever supervises what rests on it is told to replace the ground.

    :raises Conflict: when no designation stands.
    """
    ended = (
        locked(country).designations.filter(valid_to__isnull=True, valid_from__lte=valid_to).update(valid_to=valid_to)
    )
    if not ended:
        raise Conflict(_("No designation of this country stands on that day."))
    resting = list(_standing_on(country))
    clocks.refresh_resting("COUNTRY", country.pk, at=at)
    changes = {"country": country.pk, "valid_to": valid_to, "grounds": [str(ground.reference) for ground in resting]}
    trail.record(
        action="vendors.designation_ended", obj=country, by=by, at=at, changes=changes, reason=reason, section="11"
    )
    for ground in resting:
        note_ground(ground, by=by, at=at, reason=reason)
        mails.tell_lapse(ground, by=by, at=at)
    return country


def _standing_on(country: Country) -> QuerySet[ForeignGround]:
    """Return the grounds that stand on a country's designation: each is to be replaced."""
    party = Q(vendor__country=country) | Q(partner__country=country)
    standing = ForeignGround.objects.filter(party, basis=ForeignBasis.DESIGNATED, stopped_on=None, valid_to=None)
    return standing.select_related("reference", "vendor__owner", "partner").order_by("pk")


def _designated_already(is_designated: bool) -> Refusal | None:
    if not is_designated:
        return None
    return Refusal(
        code="designated_already",
        section="11",
        cannot=_("This designation cannot be entered."),
        missing=_("The country is designated on that day or later already."),
        next_step=_("End the standing designation first."),
        field="valid_from",
    )
