"""The machine's clock is set back by an hour: sweeps go on, nothing is sent twice, and doctor says so."""

import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from privacyportal.celery import app
from privacyportal.clocks.models import Notice, SweepRun
from privacyportal.clocks.river.sweeping import sweep
from privacyportal.notifications.leasing import LEASE
from privacyportal.notifications.models import Message
from privacyportal.notifications.states import Status
from privacyportal.roof.pages.health import river
from privacyportal.ticking import SteadyScheduler
from tests.factories.cases import MONDAY, open_case
from tests.factories.notifications import make_messages

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
UTC_NOON = datetime(2026, 11, 16, 12, 0, tzinfo=ZoneInfo("UTC"))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What beat asks for, instead of asking for it."""
    names: list[str] = []
    monkeypatch.setattr(SteadyScheduler, "apply_entry", lambda _self, entry, producer=None: names.append(entry.name))
    monkeypatch.setattr(SteadyScheduler, "producer", None)
    return names


def tick_through(beat: SteadyScheduler, traveller: Any, *, seconds: int) -> None:
    """Let beat tick, waiting each time as long as it asks for."""
    passed = 0.0
    while passed < seconds:
        wait = max(beat.tick(), 0.1)
        traveller.shift(wait)
        passed += wait


def test_beat_goes_on_within_a_minute_when_the_clock_is_set_back(asked: list[str]) -> None:
    with time_machine.travel(UTC_NOON, tick=False) as traveller:
        beat = SteadyScheduler(app)
        tick_through(beat, traveller, seconds=180)
        assert asked.count("sweep") == 2
        asked.clear()
        traveller.shift(-HOUR)
        tick_through(beat, traveller, seconds=180)
        assert asked.count("sweep") == 2
        assert asked.count("deliver") >= 10


def test_beat_goes_on_when_the_clock_was_ahead_and_comes_back(asked: list[str]) -> None:
    with time_machine.travel(UTC_NOON, tick=False) as traveller:
        beat = SteadyScheduler(app)
        traveller.shift(timedelta(days=1))
        tick_through(beat, traveller, seconds=60)
        traveller.shift(-timedelta(days=1))
        asked.clear()
        tick_through(beat, traveller, seconds=180)
        assert asked.count("sweep") == 2


def test_beat_keeps_no_file_that_could_hold_it_back() -> None:
    assert app.conf.beat_scheduler == "privacyportal.ticking:SteadyScheduler"
    assert SteadyScheduler(app, schedule_filename="/nowhere/schedule").schedule.keys() >= {"sweep", "deliver"}


def test_beat_shows_that_it_looks_by_the_age_of_its_file(asked: list[str], tmp_path: Path) -> None:
    seen = tmp_path / "schedule"
    beat = SteadyScheduler(app, schedule_filename=str(seen))
    beat.tick()
    assert seen.exists()
    os.utime(seen, (0, 0))
    beat.tick()
    assert seen.stat().st_mtime > 0


@pytest.mark.django_db
def test_sweeps_after_the_clock_went_back_record_and_mail_nothing_twice(aoki: Any) -> None:
    open_case(by=aoki)
    late = MONDAY + timedelta(days=60)
    with time_machine.travel(late, tick=False):
        sweep(at=late)
    notices, messages = Notice.objects.count(), Message.objects.count()
    assert notices > 0
    with time_machine.travel(late - HOUR, tick=False):
        sweep(at=late - HOUR)
        sweep(at=late)
    assert (Notice.objects.count(), Message.objects.count()) == (notices, messages)


@pytest.mark.django_db
def test_what_was_put_off_by_the_old_clock_leaves_by_the_new_one_and_is_put_off_as_usual(aoki: Any) -> None:
    late = MONDAY + timedelta(days=60)
    put_off, leased, sending = (make_messages([aoki], key=f"tests.approval:{n}")[0] for n in (1, 2, 3))
    Message.objects.filter(pk=put_off.pk).update(next_attempt_at=late + MINUTE)
    Message.objects.filter(pk=leased.pk).update(lease_until=late + LEASE)
    Message.objects.filter(pk=sending.pk).update(status=Status.SENDING, lease_until=late + LEASE)
    with time_machine.travel(late, tick=False):
        sweep(at=late)
    assert Message.objects.get(pk=put_off.pk).next_attempt_at == late + MINUTE
    with time_machine.travel(late - HOUR, tick=False):
        sweep(at=late - HOUR)
        assert Message.objects.get(pk=put_off.pk).next_attempt_at == late - HOUR
        # Whoever holds them may still be alive: they have the time that a lease gives.
        ends = Message.objects.filter(pk__in=[leased.pk, sending.pk]).values_list("lease_until", flat=True)
        assert set(ends) == {late - HOUR + LEASE}
        Message.objects.filter(pk=put_off.pk).update(next_attempt_at=late - HOUR + MINUTE)
        sweep(at=late - HOUR)
    assert Message.objects.get(pk=put_off.pk).next_attempt_at == late - HOUR + MINUTE


@pytest.mark.django_db
def test_doctor_says_that_the_clock_was_set_back_and_sees_that_sweeps_go_on() -> None:
    for at in (MONDAY, MONDAY - HOUR):
        SweepRun.objects.create(at=at, started_at=at, ended_at=at)
    now = MONDAY - HOUR + MINUTE
    found = {check.code: check.severity.value for look in (river.working, river.clock) for check in look(now)}
    assert found == {"sweep.late": "good", "mail.late": "good", "portal.restored": "good", "clock.back": "error"}
    assert {check.severity.value for check in river.clock(MONDAY)} == {"good"}


@pytest.mark.django_db
def test_sweeps_that_stop_when_the_clock_is_set_back_are_missed() -> None:
    SweepRun.objects.create(at=MONDAY, started_at=MONDAY, ended_at=MONDAY)
    late = {check.code: check.severity.value for check in river.working(MONDAY - HOUR)}
    assert late["sweep.late"] == "error"
