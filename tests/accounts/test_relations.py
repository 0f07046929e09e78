"""Is it said of every relation to an account whether it says who did something, or who is in charge?"""

import csv
from pathlib import Path

import pytest
from django.apps import apps

from privacyportal.accounts import charging
from privacyportal.accounts.models import User

pytestmark = pytest.mark.django_db
RELATIONS = Path(__file__).with_name("relations.csv")


def relations() -> dict[str, str]:
    """Return every relation to an account (app.Model.field) with what it is, as the table says."""
    with RELATIONS.open(encoding="utf-8", newline="") as file:
        return {row["relation"]: row["what"] for row in csv.DictReader(file)}


def test_every_relation_to_an_account_says_who_did_something_or_is_a_charge() -> None:
    """A new kind of record with somebody in charge that nobody declared fails here.

    `did` says who did something and is never handed over, `own` is a person's own and ends with their account, and a
    charge's code is who is in charge.
    """
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if field.remote_field is not None and field.remote_field.model is User
    }
    assert found - set(relations()) == set()
    assert set(relations()) - found == set()
    declared = {charge.relation: charge.code for charge in charging.charges() if charge.relation}
    assert {name: what for name, what in relations().items() if what not in ("did", "own")} == declared
