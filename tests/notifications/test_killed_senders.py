"""What does a sender leave behind that is killed (kill -9) at any step of a hand-over? At most one mail in doubt."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.live import Mailroom, Portal, mail_server, portal
from tests.servers import postgresql_binary, redis_binary, servers
from tests.unavailable import unavailable

pytestmark = pytest.mark.live

MAILS = 5
STEPS = ("Line.address", "Line.text", "leasing.hand_over", "Line.dot", "Line.answer")
# From these on the first mail's text may have gone; before, nothing is in doubt.
LEAVING = {("leasing.hand_over", "after"), *((step, moment) for step in STEPS[3:] for moment in ("before", "after"))}
# A child of the console sends, and kills itself before or after the step whose turn it is.
KILLED = """
import os, signal
from django.db import connections
from django.utils import timezone
from privacyportal.accounts.models import User
from privacyportal.notifications import delivery, leasing
from privacyportal.notifications.models import Message
from privacyportal.notifications.smtp import Line
from tests.factories.notifications import make_messages

people = [User.objects.get_or_create(username=f"p{n}", email=f"p{n}@portal.example")[0] for n in range(MAILS)]
make_messages(people, key=KEY)
original, turns = STEP, []

def dying(*told, **named):
    turns.append(1)
    if len(turns) == TURN and BEFORE:
        os.kill(os.getpid(), signal.SIGKILL)
    done = original(*told, **named)
    if len(turns) == TURN:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

connections.close_all()
if connections["default"].vendor == "postgresql":
    connections["default"].close_pool()  # its sockets would be those of the child as well
child = os.fork()
if child == 0:
    STEP = dying
    try:
        delivery.deliver(now=timezone.now)
    finally:
        os._exit(1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
AFTERWARDS = """
import json
from datetime import timedelta
from django.utils import timezone
from privacyportal.notifications import delivery
from privacyportal.notifications.models import Message

later = lambda: timezone.now() + timedelta(minutes=5)
while delivery.deliver(now=later).counts:
    pass
print(json.dumps(list(Message.objects.filter(key=KEY).values_list("status", "message_id"))))
"""


@pytest.fixture(scope="module", params=["embedded", "PostgreSQL and Redis"])
def live(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Portal, Mailroom]]:
    """A portal without a worker, on the embedded defaults and on real servers."""
    directory: Path = tmp_path_factory.mktemp("killed")
    on_servers = request.param != "embedded"
    if on_servers and not (postgresql_binary("postgres") and redis_binary()):
        unavailable("PostgreSQL or Redis is not installed")
    with (
        servers(directory) if on_servers else nullcontext({}) as environment,
        mail_server() as room,
        portal(directory, room, **environment) as made,
    ):
        yield made, room


@pytest.mark.parametrize("turn", [1, 3])
@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_sender_killed_at_any_step_leaves_one_mail_in_doubt_and_loses_or_doubles_none(
    live: tuple[Portal, Mailroom], step: str, moment: str, turn: int
) -> None:
    made, room = live
    key = f"{step} {moment} {turn}"
    already = len(room.mails)
    code = KILLED.replace("STEP", step).replace("KEY", repr(key)).replace("TURN", str(turn))
    died = made.python(code.replace("BEFORE", str(moment == "before")).replace("MAILS", str(MAILS)))
    assert died.split()[-1] == "-9"
    rows = json.loads(made.python(AFTERWARDS.replace("KEY", repr(key))).splitlines()[-1])
    accepted = Counter(str(mail["Message-ID"]) for mail in room.mails[already:])
    states = Counter(status for status, _id in rows)
    assert states["sent"] + states["unknown"] == MAILS
    is_leaving = turn > 1 or (step, moment) in LEAVING
    assert states["unknown"] <= is_leaving
    assert set(accepted.values()) == {1}
    assert {message_id for status, message_id in rows if status == "sent"} <= set(accepted)
    assert set(accepted) <= {message_id for _status, message_id in rows}
