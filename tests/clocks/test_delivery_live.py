"""Does a reminder arrive for real: beat wakes a worker, the worker sweeps and sends, a mail server accepts it?"""

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from tests.live import DATABASE, Mailroom, Portal, end_group, mail_server, portal, wait_for
from tests.servers import postgresql_binary, redis_binary, servers
from tests.unavailable import unavailable

pytestmark = pytest.mark.live

# An owner, her supervisor and vendors whose review was due yesterday.
STAGE = """
from datetime import timedelta
from django.contrib.auth.models import Group
from django.utils import timezone
from guardian.shortcuts import assign_perm
from privacyportal.audit.actors import PORTAL
from privacyportal.accounts import roles
from privacyportal.accounts.models import User
from privacyportal.calendars import catalogue as calendars
from privacyportal.clocks.river import catalogue as rules
from privacyportal.clocks import river as clocks
from privacyportal.clocks.models import RuleLevel
from privacyportal.references.registry import issue
from tests.rewriting import published_as
from vendors.models import Country, Vendor

now = timezone.now()
calendars.install(by=PORTAL, at=now)
rules.install(by=PORTAL, at=now)
roles.sync()
published_as(RuleLevel.objects.all(), at_once=True)
chief = User.objects.create_user("kudo", "kudo@portal.example", last_name="工藤", first_name="明")
owner = User.objects.create_user(
    "goto", "goto@portal.example", last_name="後藤", first_name="由美", manager=chief, is_staff=True
)
owner.groups.add(Group.objects.get(name=roles.VENDOR_OWNER.code))
Country.objects.get_or_create(code="JP", defaults={"name": "日本", "name_en": "Japan"})
for name in NAMES:
    vendor = Vendor.objects.create(
        reference=issue("VENDOR", at=now), name=name, country_id="JP", criticality="high",
        owner=owner, registered_at=now, status="active", activated_at=now - timedelta(days=400),
        next_review_on=timezone.localdate() - timedelta(days=1),
    )
    assign_perm("vendors.view_vendor", owner, vendor)
    clocks.refresh(reference=vendor.reference, at=now)
print(vendor.reference.number)
"""


def stage(made: Portal, *names: str) -> str:
    """Set the stage with vendors of these names; return the number of the last."""
    return made.python(f"NAMES = {names!r}\n{STAGE}").strip().splitlines()[-1]


@pytest.fixture(params=["embedded", "PostgreSQL and Redis"])
def live(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Portal, Mailroom]]:
    """A portal with worker and beat, on the embedded defaults and on real servers."""
    on_servers = request.param != "embedded"
    if on_servers and not (postgresql_binary("postgres") and redis_binary()):
        unavailable("PostgreSQL or Redis is not installed")
    with (
        servers(tmp_path) if on_servers else nullcontext({}) as environment,
        mail_server() as room,
        portal(tmp_path, room, **environment) as made,
    ):
        yield made, room


def test_a_reminder_reaches_the_owner_once_through_beat_worker_and_mail_server(
    live: tuple[Portal, Mailroom],
) -> None:
    made, room = live
    number = stage(made, "東和データセンター株式会社")
    made.start_worker()
    made.start_beat()
    wait_for(lambda: bool(room.mails), what=f"the delivery of the reminder\n{made.logs()}")
    made.manage("sweep")
    wait_for(lambda: sweeps(made) >= 4, what="further sweeps")

    assert len(room.mails) == 1
    mail = room.mails[0]
    assert mail["To"].addresses[0].addr_spec == "goto@portal.example"
    subject = str(mail["Subject"]).strip()
    assert subject.startswith("【期限超過")
    assert subject.endswith(f"{number} 東和データセンター株式会社")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["References"] == f"<{number}.thread@portal.example>"
    assert mail["Message-ID"].endswith("@portal.example>")
    assert f"http://127.0.0.1:8000/ref/{number}/" in room.text()
    assert f'href="http://127.0.0.1:8000/ref/{number}/"' in room.html()
    assert "後藤 由美" in room.text()


def sweeps(made: Portal) -> int:
    """How many sweeps have finished."""
    code = "from privacyportal.clocks.models import SweepRun\nprint(SweepRun.objects.exclude(ended_at=None).count())\n"
    return int(made.python(code).strip().splitlines()[-1])


def statuses(made: Portal) -> list[str]:
    """The states of all messages in the embedded database."""
    with closing(sqlite3.connect(made.directory / DATABASE)) as database:
        return [status for (status,) in database.execute("SELECT status FROM notifications_message")]


def test_a_worker_killed_while_handing_over_leaves_one_unknown_and_two_beats_double_nothing(tmp_path: Path) -> None:
    with mail_server() as room, portal(tmp_path, room, PORTAL_MAIL_LEASE_SECONDS="3") as made:
        stage(made, "東和データセンター株式会社", "旭ビルサービス株式会社")
        room.withholds_answers = True
        worker = made.start_worker()
        made.start_beat()
        made.start_beat("second")
        wait_for(lambda: room.withheld > 0, what=f"the first hand-over\n{made.logs()}")
        end_group(worker, signal.SIGKILL)
        room.withholds_answers = False
        made.start_worker()
        wait_for(lambda: len(statuses(made)) == 2 and not set(statuses(made)) & {"waiting", "sending"},
                 what=f"the recovery\n{made.logs()}")  # fmt: skip

        assert sorted(statuses(made)) == ["sent", "unknown"]
        ids = [mail["Message-ID"] for mail in room.mails]
        assert len(ids) == len(set(ids))
        assert len(ids) in {1, 2}
