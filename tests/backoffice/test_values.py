"""What the fields of a record hold is asked by name; a name that is no field is an error."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import FieldDoesNotExist

from privacyportal.accounts.models import User
from privacyportal.backoffice.values import differing, value_of, values_of
from privacyportal.references.models import Reference
from vendors.models import Vendor

pytestmark = pytest.mark.django_db


def test_plain_fields_foreign_keys_and_many_are_read_by_name(honda: User) -> None:
    group = Group.objects.create(name="newcomers")
    honda.groups.set([group])
    assert values_of(honda, ("username", "groups")) == {"username": "honda", "groups": [group]}
    reference = Reference(pk=7)
    vendor = Vendor(reference=reference, name="A")
    assert value_of(vendor, "reference") is reference
    assert value_of(vendor, "reference_id") == 7


@pytest.mark.parametrize("name", ["get_full_name", "pk", "nothing"])
def test_what_is_no_field_is_an_error(name: str) -> None:
    with pytest.raises(FieldDoesNotExist):
        value_of(User(), name)


def test_another_records_field_is_an_error() -> None:
    with pytest.raises(TypeError):
        value_of(Reference(), "vendor")


def test_only_what_differs_is_told(honda: User) -> None:
    first, second = Group.objects.create(name="first"), Group.objects.create(name="second")
    honda.groups.set([first, second])
    assert differing(honda, {"username": "honda", "groups": [second, first]}) == {}
    assert differing(honda, {"username": "baba", "groups": [second]}) == {"username": "baba", "groups": [second]}
