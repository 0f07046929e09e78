"""Which countries does the portal bring along, and which of them do the rules designate?"""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from vendors import permissions
from vendors.models import Country, CountryDesignation

DATA = Path(__file__).parent / "data"


@deed(right=permissions.CHANGE_COUNTRY, words=_("countries that the portal brings along"), by_portal=True)
def install(*, by: Actor, at: datetime) -> int:
    """Enter the countries of ISO 3166-1 and the designations that are missing; return how many rows were entered.

    What staff have changed stays: a country that stands is not touched, nor are the designations of a country that
    has any. Source of the designations: PPC notice no. 1 of 2019 on Enforcement Rules Article 15.
    """
    known = set(Country.objects.values_list("code", flat=True))
    countries = [Country(**row) for row in _rows("countries") if row["code"] not in known]
    Country.objects.bulk_create(countries)
    designated = set(CountryDesignation.objects.values_list("country_id", flat=True))
    designations = [_designation(row) for row in _rows("designations") if row["code"] not in designated]
    CountryDesignation.objects.bulk_create(designations)
    if countries or designations:
        counts = {"countries": len(countries), "designations": len(designations)}
        trail.record(action="vendors.countries_installed", by=by, at=at, changes=counts, section="11")
    return len(countries) + len(designations)


def _designation(row: dict[str, str]) -> CountryDesignation:
    return CountryDesignation(
        country_id=row["code"],
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        source=row["source"],
        certainty=row["certainty"],
    )


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
