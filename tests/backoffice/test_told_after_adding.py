"""After something was registered at the desk, whatever it is, the page says its number and what comes next."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from privacyportal.accounts.models import User
from privacyportal.audit.actors import number_of
from privacyportal.backoffice.admin import PortalModelAdmin
from tests.world import World, build

# Whose forms these are: an administrator's; all others are a compliance officer's.
OFFICE = ("accounts.User", "accounts.Department", "accounts.Desk")
# A form that leads to another's.
LEADS_ON = "policies.PolicyVersion"


def with_form() -> Iterator[PortalModelAdmin]:
    """Every screen on which something new is registered."""
    for screen in admin.site._registry.values():
        if isinstance(screen, PortalModelAdmin) and screen.add_permission and screen.model._meta.label != LEADS_ON:
            yield screen


@pytest.fixture
def world(
    baba: User, endo: User, aoki: User, kudo: User, goto: User, ueda: User, doi: User, honda: User, chiba: User,
    settings: Settings, tmp_path: Path,
) -> World:  # fmt: skip
    """The whole cast with a record of every kind."""
    settings.MEDIA_ROOT = tmp_path
    return build({user.username: user for user in User.objects.all()})


def asked_by(user: User) -> HttpRequest:
    """A form that was sent by somebody."""
    request = RequestFactory().post("/admin/x/add/")
    request.user = User.objects.get(pk=user.pk)
    request.session = {}
    request._messages = FallbackStorage(request)
    return request


@pytest.mark.django_db
def test_every_form_says_the_number_and_the_next_step(world: World, baba: User, honda: User) -> None:
    untold, without_step, steps = [], [], 0
    for screen in with_form():
        label = screen.model._meta.label
        record, request = world.sample(screen.model, "mine"), asked_by(honda if label in OFFICE else baba)
        screen.response_add(request, record)
        said = " ".join(str(message) for message in get_messages(request))
        following = screen.next_button(request, screen.get_queryset(request).get(pk=record.pk))
        steps += following is not None
        untold += [] if (number_of(record) or str(record)) in said else [f"{label}: {said}"]
        without_step += [label] if following is not None and str(following["url"]) not in said else []
    assert (untold, without_step) == ([], [])
    assert steps > 5
