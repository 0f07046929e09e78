"""How critical does the data alone make a vendor?"""

from decimal import Decimal

import pytest

from vendors.guards import supervision
from vendors.states import Criticality

LIGHT = {"individual_numbers": False, "sensitive": False, "abroad": False, "persons": None, "many": Decimal(1000)}


@pytest.mark.parametrize(
    ("facts", "least"),
    [
        ({}, Criticality.MEDIUM),
        ({"persons": 999}, Criticality.MEDIUM),
        ({"persons": 1000}, Criticality.MEDIUM),
        ({"persons": 1001}, Criticality.HIGH),
        ({"individual_numbers": True}, Criticality.HIGH),
        ({"sensitive": True}, Criticality.HIGH),
        ({"abroad": True}, Criticality.HIGH),
    ],
)
def test_heavy_data_or_more_than_a_thousand_persons_make_it_high(
    facts: dict[str, bool | int], least: Criticality
) -> None:
    assert supervision.least_criticality(**{**LIGHT, **facts}) == least
