"""What is a person told of a country's system? A dated version that a second person publishes (Article 28(2))."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from privacyportal.audit.actors import Actor
from privacyportal.backoffice import publishing
from privacyportal.backoffice.dates import long_day, tokyo_day
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.drafting import corrected, drafted, given_up, published
from privacyportal.backoffice.refusals import Refusal, refuse_if
from privacyportal.policies import uses
from privacyportal.policies.effects import resting
from vendors import permissions
from vendors.models import Country, CountrySystem

CHANGES = ("vendors.system_drafted", "vendors.system_corrected")


@deed(right=permissions.CHANGE_COUNTRY, on="country", words=_("draft of a country's system"))
def draft_system(
    *, country: Country, text: str, checked_on: date, valid_from: date, change_reason: str, by: Actor, at: datetime
) -> CountrySystem:
    """Draft what people are told of a country's system from a day on.

    :raises Refused: section 11, when a draft waits already, or the day of its check is to come or after its first.
    """
    waiting = publishing.no_draft_yet(CountrySystem.objects.filter(country=country))
    refuse_if([waiting, _checked(checked_on, valid_from, tokyo_day(at))], obj=country)
    version = CountrySystem(
        country=country, text=text, checked_on=checked_on, valid_from=valid_from, change_reason=change_reason
    )
    return drafted(version, code=country.pk, action=CHANGES[0], section="11", by=by, at=at)


@deed(right=permissions.CHANGE_COUNTRY, on="system", words=_("change of a draft of a country's system"))
def correct_system(*, system: CountrySystem, by: Actor, at: datetime, **values: object) -> CountrySystem:
    """Put right a draft: `values` of text, checked_on, valid_from, change_reason.

    :raises Refused: section 11, when the day of its check is to come or after its first.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(system)
    first, checked_on = values.get("valid_from", system.valid_from), values.get("checked_on", system.checked_on)
    if isinstance(first, date) and isinstance(checked_on, date):
        refuse_if([_checked(checked_on, first, tokyo_day(at))], obj=system)
    return corrected(system, values, code=system.country_id, action=CHANGES[1], section="11", by=by, at=at)


@deed(right=permissions.CHANGE_COUNTRY, on="system", words=_("publishing of a country's system"))
def publish_system(*, system: CountrySystem, by: Actor, at: datetime) -> CountrySystem:
    """Put a draft in force from its first day; what was decided before rests on the former text.

    :raises Refused: by who drafted or changed it, or its first day is not after the newest ground, contract or
        provision that rests on the present text.
    :raises Conflict: when it is no longer a draft.
    """
    publishing.require_draft(system)
    return published(
        system,
        versions=CountrySystem.objects.filter(country=system.country),
        authorship=CHANGES,
        newest_use=uses.newest(country=system.country),
        impact=effect_of_system(system),
        action="vendors.system_published",
        told={"country": system.country_id, "system_checked_on": system.checked_on},
        section="11",
        by=by,
        at=at,
    )


@deed(right=permissions.CHANGE_COUNTRY, on="system", words=_("withdrawal of a draft of a country's system"))
def withdraw_system(*, system: CountrySystem, reason: str, by: Actor, at: datetime) -> CountrySystem:
    """Give a draft up; it stays readable.

    :raises Conflict: when it is no longer a draft.
    """
    return given_up(system, code=system.country_id, action="vendors.system_withdrawn", reason=reason, by=by, at=at)


def effect_of_system(draft: CountrySystem) -> str:
    """Return what rests on what people are told of the country now, in words."""
    kept = _("What was decided before %(day)s rests on the former text.") % {"day": long_day(draft.valid_from)}
    return "\n".join([*resting(draft.valid_from, country=draft.country), kept])


def _checked(checked_on: date, first: date, today: date) -> Refusal | None:
    if checked_on <= min(today, first):
        return None
    return Refusal(
        code="system_not_checked",
        section="11",
        cannot=_("This text cannot be drafted."),
        missing=_("The day of the check is still to come, or after the first day."),
        next_step=_("Enter the day on which the country's system was checked."),
        field="checked_on",
    )
