"""Walking through numbers, or reading more than one's work asks for, is told to those who audit and administer."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.models import Case
from privacyportal.accounts.models import User
from privacyportal.audit import readings, trail
from privacyportal.audit.actors import Staff
from privacyportal.audit.models import AuditEntry, Reading
from privacyportal.audit.readings import ALARMED, Look
from privacyportal.clocks.models import Threshold
from privacyportal.notifications.composing import compose
from privacyportal.notifications.models import Message
from privacyportal.roof.pages.health.check import Severity
from privacyportal.roof.pages.health.reading import watched
from tests.factories import cases as case_factories
from tests.rewriting import published_as

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
What = Reading.What


def look(what: What, key: object = "", *keys: str) -> Look:
    return Look(what=what, model="cases.case", object_pk=str(key), rows=len(keys) or 1, keys=keys)


def refused(person: User, times: int, *, every: timedelta, at: datetime = AT) -> None:
    for step in range(times):
        readings.store([look(What.UNKNOWN, step)], by=Staff(person), at=at + step * every)


def figures(**values: int) -> None:
    for code, value in values.items():
        published_as(Threshold.objects.filter(code=f"audit.{code}"), value=value)


def alarms() -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=ALARMED).order_by("sequence"))


def test_twenty_numbers_in_vain_within_five_minutes_raise_one_alarm(
    aoki: User, doi: User, honda: User, kudo: User
) -> None:
    refused(aoki, 20, every=timedelta(seconds=15))
    readings.prove(at=AT + timedelta(minutes=6))
    readings.prove(at=AT + timedelta(minutes=11))
    (alarm,) = alarms()
    assert (alarm.object_pk, alarm.actor) == (str(aoki.pk), None)
    assert alarm.changes == {"kind": "walk", "count": 20, "most": 20}
    told = Message.objects.filter(kind="audit.alarm")
    assert {message.recipient for message in told} == {doi, honda}
    mails = {message.recipient: compose(message) for message in told}
    assert f"/admin/audit/reading/?actor__id__exact={aoki.pk}" in mails[doi].body
    assert "/admin/health/" in mails[honda].body
    assert "番号を順に試した可能性があります" in mails[doi].body


@pytest.mark.parametrize(("times", "seconds"), [(19, 1), (40, 16)])
def test_fewer_or_slower_ones_raise_none(times: int, seconds: int, aoki: User) -> None:
    refused(aoki, times, every=timedelta(seconds=seconds))
    readings.prove(at=AT + timedelta(minutes=20))
    assert alarms() == []


def test_another_walk_on_another_day_raises_another_alarm_and_the_same_none(aoki: User) -> None:
    refused(aoki, 20, every=timedelta(seconds=1))
    readings.prove(at=AT + timedelta(minutes=5))
    readings.prove(at=AT + timedelta(days=1, minutes=6))
    assert len(alarms()) == 1
    refused(aoki, 20, every=timedelta(seconds=1), at=AT + timedelta(days=2))
    readings.prove(at=AT + timedelta(days=2, minutes=1))
    assert len(alarms()) == 2


def test_two_people_who_are_refused_a_little_raise_none(aoki: User, baba: User) -> None:
    for person in (aoki, baba):
        refused(person, 12, every=timedelta(seconds=1))
    readings.prove(at=AT + timedelta(minutes=1))
    assert alarms() == []


def test_more_records_of_others_in_a_day_than_the_figure_raise_an_alarm(aoki: User, doi: User) -> None:
    figures(records_alarm=5)
    for step in range(5):
        readings.store([look(What.RECORD, step)] * 3, by=Staff(aoki), at=AT)
    readings.prove(at=AT)
    assert alarms() == []
    readings.store([look(What.SEARCH, "", "3", "4", "5")], by=Staff(aoki), at=AT)
    readings.prove(at=AT)
    (alarm,) = alarms()
    assert alarm.changes == {"kind": "mass", "count": 6, "most": 5}
    assert Message.objects.get(kind="audit.alarm").recipient == doi


def test_what_somebody_answers_for_is_not_counted(aoki: User, baba: User) -> None:
    figures(records_alarm=1)
    case: Case = case_factories.investigated(by=baba)
    case.__class__.objects.filter(pk=case.pk).update(handler=aoki)
    readings.store([look(What.RECORD, case.pk), look(What.RECORD, "900")], by=Staff(aoki), at=AT)
    readings.store([look(What.RECORD, case.pk), look(What.RECORD, "900")], by=Staff(baba), at=AT)
    readings.prove(at=AT)
    assert [alarm.object_pk for alarm in alarms()] == [str(baba.pk)]


def test_an_export_counts_with_its_rows_and_master_data_does_not(aoki: User, baba: User) -> None:
    figures(records_alarm=100)
    for person, kind in ((aoki, "consents.datasubject"), (baba, "calendars.businesscalendar")):
        changes = {"list": kind, "form": "csv", "rows": 101, "filters": []}
        trail.record(action="backoffice.exported", by=Staff(person), at=AT, changes=changes)
        readings.store([Look(what=What.ROWS, model=kind, rows=99, keys=("1",) * 99)], by=Staff(person), at=AT)
    readings.prove(at=AT)
    assert [alarm.object_pk for alarm in alarms()] == [str(aoki.pk)]


def test_nobody_is_told_of_their_own_alarm(doi: User, honda: User) -> None:
    refused(doi, 20, every=timedelta(seconds=1))
    readings.prove(at=AT + timedelta(minutes=1))
    assert [message.recipient for message in Message.objects.filter(kind="audit.alarm")] == [honda]


def test_an_alarm_is_seen_by_doctor_for_a_week(aoki: User) -> None:
    refused(aoki, 20, every=timedelta(seconds=1))
    readings.prove(at=AT + timedelta(minutes=1))
    assert [check.severity for check in watched(AT + timedelta(days=6))][1] is Severity.WARNING
    assert [check.severity for check in watched(AT + timedelta(days=8))][1] is Severity.GOOD
