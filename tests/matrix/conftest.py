"""One world for all questions of a module: built once, at one moment, given back at the end."""

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import time_machine
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker

from privacyportal.accounts.models import User
from privacyportal.backoffice import confirming
from tests import world
from tests.matrix import cast
from tests.matrix.channels import Asker
from tests.matrix.things import AT, Things, make

type SignIn = Callable[[str], Asker]


@pytest.fixture(scope="module")
def things(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Things]:
    """The records; the clock stands at the moment at which they were made, on a day of the absence."""
    place = tmp_path_factory.mktemp("matrix")
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(override_settings(MEDIA_ROOT=place, PORTAL_MAILBOX_DIR=place / "mailbox"))
        stack.enter_context(translation.override("ja"))
        stack.enter_context(time_machine.travel(AT, tick=False))
        stack.enter_context(transaction.atomic())
        # Thousands of refusals, each as long in the log as its traceback.
        logging.disable(logging.ERROR)
        stack.callback(logging.disable, logging.NOTSET)
        people = cast.engage()
        world.build(people)
        made = make(people)
        cast.leave()
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def ask(things: Things) -> SignIn:
    """Return somebody of a role at a browser, who has just shown who they are."""
    return asker


def asker(role: str) -> Asker:
    """Return somebody of a role at a browser, who has just shown who they are."""
    client, name = Client(), cast.ROLES[role].name
    user = User.objects.get(username=name) if name else None
    if user is not None:
        client.force_login(user, backend="privacyportal.accounts.backends.PortalBackend")
        session = client.session
        session[confirming.CONFIRMED_AT] = timezone.now().isoformat()
        session.save()
    return Asker(role, client, user)
