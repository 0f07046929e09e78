"""The clock, the provider that sign-ins go through, and somebody who could go on with what another leaves."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.conf import LazySettings

from cases.models import Case
from privacyportal.accounts.models import Desk, User
from privacyportal.accounts.provider import asking, documents
from tests.accounts.forms import AT
from tests.accounts.provider import CLIENT, SECRET, Lying, serving_provider
from tests.factories import cases as case_factories


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is the moment AT until a test moves it."""
    with time_machine.travel(AT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def provider(settings: LazySettings) -> Iterator[Lying]:
    """A provider that the portal is set up with."""
    with serving_provider() as lying:
        documents.forget()
        asking.line = asking.Line()
        settings.PORTAL_OIDC_ISSUER = lying.issuer
        settings.PORTAL_OIDC_CLIENT_ID, settings.PORTAL_OIDC_CLIENT_SECRET = CLIENT, SECRET
        yield lying
        documents.forget()


@pytest.fixture
def successor(make_user: Callable[..., User], desk: Desk) -> User:
    """Somebody who sits at Aoki's desk as well."""
    user = make_user("sato", "佐藤", "学", "desk_handler", "vendor_owner")
    desk.members.add(user)
    return user


@pytest.fixture
def case(aoki: User, baba: User) -> Case:
    """A case that Aoki handles."""
    return case_factories.investigated(by=aoki)
