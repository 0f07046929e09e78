"""The cast and the stage that every test knows."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler.loadgroup import LoadGroupScheduling

from privacyportal.accounts.models import Department, Desk, User
from privacyportal.audit.actors import PORTAL
from privacyportal.roof import installation
from tests import databases, sharing
from tests.live import HANG_GUARD, Mailroom, mail_server
from tests.stage import address, browser, stage, visit  # noqa: F401  Fixtures.
from tests.timings import (  # noqa: F401  Hooks: pytest finds them here.
    pytest_addoption,
    pytest_configure,
    pytest_runtest_protocol,
    pytest_runtest_teardown,
)

# Hundreds of processes start in a run: without their bytecode each would compile the whole portal again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
TOKYO = ZoneInfo("Asia/Tokyo")
SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
# A slow machine makes no test fail: examples may take what they take.
hypothesis_settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("patient")
# What a portal that runs in this checkout has anchored says nothing of the trails of tests.
settings.PORTAL_ANCHORS_FILE = Path(os.devnull)
INSTALLED_AT = datetime(2024, 4, 1, 9, 0, tzinfo=TOKYO)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Arrange the tests, and skip, with the reason, what needs the real input where it is absent.

    First of all plugins: pytest-xdist looks for the groups, and pytest for the marks, when their turn comes.
    """
    for item in items:
        if "shared" in item.keywords and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason="the real input (../shared) is not beside this checkout"))
    sharing.arrange(items)


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many workers as processors for `-n auto`; PYTEST_XDIST_AUTO_NUM_WORKERS says otherwise."""
    return int(os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS") or sharing.workers())


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadGroupScheduling | None:
    """Let what waits run beside what does not."""
    return sharing.scheduler(config, log)


if os.environ.get("PORTAL_TESTS_REVERSED"):

    @connection_created.connect
    def _reverse(connection: Any, **kwargs: object) -> None:
        """Give rows that nobody ordered in the other order (SQLite): who rests on the order of rows fails."""
        connection.cursor().execute("PRAGMA reverse_unordered_selects = ON")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Copy a database that holds what every installation is set up with; `--create-db` builds it anew."""
    former_name = connection.settings_dict["NAME"]
    with django_db_blocker.unblock():
        databases.create(
            lambda: installation.install(by=PORTAL, at=INSTALLED_AT), anew=request.config.getoption("create_db")
        )
    yield
    with django_db_blocker.unblock():
        databases.destroy(former_name)


@pytest.fixture(autouse=True)
def japanese() -> Iterator[None]:
    """Speak Japanese, as the portal does, and forget what the test before cached."""
    cache.clear()
    with translation.override("ja"):
        yield


@pytest.fixture
def planning(db: None) -> Department:
    """The planning department, which runs the desk."""
    return Department.objects.get_or_create(code="PLANNING", defaults={"name": "事務システム企画部"})[0]


@pytest.fixture
def desk(planning: Department) -> Desk:
    """The planning department's desk."""
    return Desk.objects.get(kind=Desk.Kind.PLANNING)


@pytest.fixture
def make_user(db: None, planning: Department) -> Callable[..., User]:
    """Make a user with a role: `make_user("aoki", "青木", "花子", "desk_handler")`."""

    def make(username: str, last: str, first: str, *held: str, **fields: object) -> User:
        fields.setdefault("department", planning)
        user = User.objects.create_user(
            username,
            f"{username}@portal.example",
            "password-for-tests",
            last_name=last,
            first_name=first,
            is_staff=True,
            **fields,
        )
        user.groups.set(Group.objects.filter(name__in=held))
        return user

    return make


@pytest.fixture
def doi(make_user: Callable[..., User]) -> User:
    """Doi audits."""
    return make_user("doi", "土井", "誠", "auditor")


@pytest.fixture
def kudo(make_user: Callable[..., User], planning: Department) -> User:
    """Kudo is the head of the planning department and a manager."""
    return make_user("kudo", "工藤", "明", "manager")


@pytest.fixture
def baba(make_user: Callable[..., User], kudo: User) -> User:
    """Baba is a compliance officer and supervises Aoki."""
    return make_user("baba", "馬場", "恵", "compliance_officer", manager=kudo)


@pytest.fixture
def endo(make_user: Callable[..., User], kudo: User) -> User:
    """Endo is a second compliance officer: the other pair of eyes."""
    return make_user("endo", "遠藤", "直樹", "compliance_officer", manager=kudo)


@pytest.fixture
def aoki(make_user: Callable[..., User], baba: User, desk: Desk) -> User:
    """Aoki handles cases at the planning department's desk."""
    user = make_user("aoki", "青木", "花子", "desk_handler", manager=baba)
    desk.members.add(user)
    return user


@pytest.fixture
def chiba(make_user: Callable[..., User]) -> User:
    """Chiba handles cases at another desk."""
    department = Department.objects.get_or_create(code="SALES", defaults={"name": "営業推進部"})[0]
    user = make_user("chiba", "千葉", "太郎", "desk_handler", department=department)
    planning_desk = Desk.objects.get(kind=Desk.Kind.PLANNING)
    other, _created = Desk.objects.get_or_create(
        code="SALES", defaults={"kind": Desk.Kind.OURS, "name": "営業推進部窓口", "calendar": planning_desk.calendar}
    )
    other.members.add(user)
    return user


@pytest.fixture
def goto(make_user: Callable[..., User], kudo: User) -> User:
    """Goto owns a vendor in the business."""
    department = Department.objects.get_or_create(code="SALES", defaults={"name": "営業推進部"})[0]
    return make_user("goto", "後藤", "由美", "vendor_owner", department=department, manager=kudo)


@pytest.fixture
def ueda(make_user: Callable[..., User]) -> User:
    """Ueda owns another vendor."""
    return make_user("ueda", "上田", "健", "vendor_owner")


@pytest.fixture
def honda(make_user: Callable[..., User]) -> User:
    """Honda administers the portal and reads no case."""
    return make_user("honda", "本田", "純", "administrator")


@pytest.fixture
def mailroom(settings: Any) -> Iterator[Mailroom]:
    """A real mail server, and the portal told to use it."""
    with mail_server() as room:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = room.host, room.port, HANG_GUARD
        yield room


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    """Return a browser signed in as the given person."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="privacyportal.accounts.backends.PortalBackend")
        return client

    return sign_in


@pytest.fixture
def aoki_at_disclosure(aoki: User) -> User:
    """Aoki also sits at the disclosure team's desk, and so sees its requests."""
    Desk.objects.get(code="DISCLOSURE").members.add(aoki)
    return aoki
