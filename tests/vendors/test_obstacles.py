"""A vendor's page says what keeps it from being active, and has the button once nothing does."""

from collections.abc import Callable

import pytest
import time_machine
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from tests.factories import vendors as make
from tests.factories.vendors import VendorFactory
from vendors.models import Vendor

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]


def page(client: Client, vendor: Vendor) -> dict[str, object]:
    context = client.get(f"/admin/vendors/vendor/{vendor.pk}/change/").context
    return {
        "buttons": {button["action"].name for button in context["object_buttons"]},
        "blocked": {button["action"].name: button["why"] for button in context["object_blocked"]},
    }


def test_a_candidate_says_what_is_missing_with_the_links(baba: User, as_user: SignIn) -> None:
    candidate = VendorFactory(owner=None)
    with time_machine.travel(make.NOW, tick=False):
        shown = page(as_user(baba), candidate)
    assert "activate" not in shown["buttons"]
    why = shown["blocked"]["activate"]
    assert "基本方針第6項" in why
    for button in ("assign_owner", "add_entrustment", "start_review"):
        assert f"/admin/vendors/vendor/{candidate.pk}/do/{button}/" in why


def test_sent_all_the_same_it_is_refused_and_kept(baba: User, as_user: SignIn) -> None:
    candidate = VendorFactory(owner=None)
    with time_machine.travel(make.NOW, tick=False):
        as_user(baba).post(f"/admin/vendors/vendor/{candidate.pk}/do/activate/", {})
    assert AuditEntry.objects.filter(action="backoffice.refused", reference=str(candidate.reference)).exists()
