"""What was found wanting is mended by an owner and verified by another; only then is it closed."""

import re
from importlib import import_module
from types import SimpleNamespace

import pytest
import time_machine
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from privacyportal.audit.triggers import remove
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.checklists import services
from privacyportal.checklists.models import CorrectiveAction
from privacyportal.checklists.states import ActionStatus, FindingStatus, Severity
from privacyportal.clocks.models import Clock
from privacyportal.notifications.composing import compose
from privacyportal.notifications.models import Message
from tests.factories import vendors as make
from tests.factories.checklists import NOW, day
from tests.factories.vendors import VendorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding(baba):
    return services.raise_finding(
        subject=VendorFactory().reference, severity=Severity.MAJOR, description="権限の棚卸しがない", by=baba, at=NOW
    )


@pytest.fixture
def action(finding, goto, baba):
    return services.add_corrective_action(
        finding=finding, description="棚卸しを行う", owner=goto, due_on=day(10), by=baba, at=NOW
    )


def test_an_action_has_a_clock_and_its_owner_gets_a_mail(action, goto):
    clock = Clock.objects.get(reference=action.reference)
    assert (clock.duty, clock.due_on, clock.state) == ("checklists.corrective_action", day(10), "running")
    given = Message.objects.get(recipient=goto, kind="checklists.action_given")
    with time_machine.travel(NOW, tick=False):
        assert re.match(r"【\d+/\d+（.）期限・\d+営業日前】", compose(given).subject)


def test_an_action_cannot_be_due_in_the_past(finding, goto, baba):
    with pytest.raises(Refused):
        services.add_corrective_action(finding=finding, description="遅い", owner=goto, due_on=day(-1), by=baba, at=NOW)


def test_the_owner_cannot_verify_what_they_did(action, goto):
    services.complete_action(action=action, result="実施した", by=goto, at=NOW)
    with pytest.raises(Refused):
        services.verify_action(action=action, note="証跡を確認", by=goto, at=NOW)


def test_who_reported_it_for_the_owner_cannot_verify_it_either(action, baba, endo):
    services.complete_action(action=action, result="実施した", by=baba, at=NOW)
    with pytest.raises(Refused):
        services.verify_action(action=action, note="証跡を確認", by=baba, at=NOW)
    with pytest.raises(IntegrityError, match="action_reporter_verifies_not"), transaction.atomic():
        CorrectiveAction.objects.filter(pk=action.pk).update(status="verified", verified_at=NOW, verified_by=baba)
    assert services.verify_action(action=action, note="証跡を確認", by=endo, at=NOW).status == ActionStatus.VERIFIED


def test_verifying_the_last_action_closes_the_finding(finding, action, goto, baba):
    services.complete_action(action=action, result="実施した", by=goto, at=NOW)
    assert Clock.objects.get(reference=action.reference).state == "met"
    services.verify_action(action=action, note="証跡を確認", by=baba, at=NOW)
    finding.refresh_from_db()
    assert (action.status, finding.status, finding.closed_at) == (ActionStatus.VERIFIED, FindingStatus.CLOSED, NOW)


def test_while_another_action_waits_the_finding_stays_open(finding, action, goto, baba):
    services.add_corrective_action(
        finding=finding, description="規程を直す", owner=goto, due_on=day(20), by=baba, at=NOW
    )
    services.complete_action(action=action, result="実施した", by=goto, at=NOW)
    services.verify_action(action=action, note="証跡を確認", by=baba, at=NOW)
    finding.refresh_from_db()
    assert finding.status == FindingStatus.OPEN
    with pytest.raises(Refused):
        services.close_finding(finding=finding, reason="早すぎる", by=baba, at=NOW)


def test_what_does_not_suffice_is_sent_back_and_runs_again(action, goto, baba):
    services.complete_action(action=action, result="途中", by=goto, at=NOW)
    services.redo_action(action=action, reason="一部の権限が残っています", by=baba, at=NOW)
    assert action.status == ActionStatus.OPEN
    assert Clock.objects.get(reference=action.reference).state == "running"


def test_nothing_is_added_to_a_closed_finding(finding, goto, baba):
    services.close_finding(finding=finding, reason="誤って起票", by=baba, at=NOW)
    with pytest.raises(Refused):
        services.add_corrective_action(finding=finding, description="x", owner=goto, due_on=day(1), by=baba, at=NOW)
    with pytest.raises(Conflict):
        services.close_finding(finding=finding, reason="二度", by=baba, at=NOW)


def test_an_owner_from_another_department_sees_just_their_action(action, finding, as_user, goto, ueda):
    client = as_user(goto)
    assert client.get(f"/admin/checklists/correctiveaction/{action.pk}/change/").status_code == 200
    assert client.get(f"/admin/checklists/finding/{finding.pk}/change/").status_code == 200
    assert as_user(ueda).get(f"/admin/checklists/correctiveaction/{action.pk}/change/").status_code == 404


def test_the_journey_of_a_finding_on_screen(as_user, baba, endo, goto, finding):
    officer, owner = as_user(baba), as_user(goto)
    page = f"/admin/checklists/finding/{finding.pk}/do/add_action/"
    form = {"description": "棚卸しを行う", "owner": goto.pk, "due_on": day(10).isoformat()}
    assert officer.post(page, form).status_code == 302
    action = CorrectiveAction.objects.get()
    base = f"/admin/checklists/correctiveaction/{action.pk}/do"
    assert owner.post(f"{base}/complete/", {"result": "実施した"}).status_code == 302
    assert owner.post(f"{base}/verify/", {}).status_code == 403
    assert as_user(endo).post(f"{base}/verify/", {"note": "証跡を確認"}).status_code == 302
    finding.refresh_from_db()
    assert finding.status == FindingStatus.CLOSED


def test_a_finding_is_raised_by_hand_on_a_number_that_can_be_seen(as_user, baba, finding):
    client = as_user(baba)
    form = {"about": str(finding.subject).lower(), "severity": "minor", "description": "連絡先が古い"}
    assert client.post("/admin/checklists/finding/add/", form).status_code == 302
    for number in ("VENDOR-999999", str(finding), str(make.PartnerFactory().reference)):
        refused = client.post("/admin/checklists/finding/add/", form | {"about": number})
        assert "about" in refused.context["adminform"].form.errors


def test_the_lists_open_on_what_is_not_finished(as_user, baba, goto, finding, action):
    closed = services.raise_finding(
        subject=finding.subject, severity=Severity.MINOR, description="済み", by=baba, at=NOW
    )
    services.close_finding(finding=closed, reason="誤って起票", by=baba, at=NOW)
    client = as_user(baba)

    def shown(model, **query):
        return set(client.get(f"/admin/checklists/{model}/", query, follow=True).context["cl"].queryset)

    assert shown("finding") == {finding}
    assert shown("finding", show="all") == shown("finding", q=str(finding.subject)) == {finding, closed}
    assert shown("finding", status__exact="closed") == {closed}
    assert shown("correctiveaction") == {action}
    services.complete_action(action=action, result="実施した", by=goto, at=NOW)
    assert shown("correctiveaction", show="waiting") == {action}
    services.verify_action(action=action, note="証跡を確認", by=baba, at=NOW)
    assert shown("correctiveaction") == set()


def test_a_view_without_records_says_so_and_leads_to_all(as_user, baba, finding):
    services.close_finding(finding=finding, reason="誤って起票", by=baba, at=NOW)
    shown = as_user(baba).get("/admin/checklists/finding/").content.decode()
    assert "この表示に該当する記録はありません。" in shown
    assert 'href="?show=all"' in shown
    assert "記録はまだありません。" not in shown


def test_every_report_and_every_word_said_to_it_stays(action, baba, endo, goto):
    services.complete_action(action=action, result="鍵を交換した", by=goto, at=NOW)
    services.redo_action(action=action, reason="写真がない", by=baba, at=NOW)
    services.complete_action(action=action, result="鍵を交換し、写真を撮った", by=goto, at=NOW)
    services.verify_action(action=action, note="写真で交換を確認", by=endo, at=NOW)
    told = [
        (report.number, report.text, report.by, report.verdict.taken, report.verdict.note, report.verdict.by)
        for report in action.reports.order_by("number")
    ]
    assert told == [
        (1, "鍵を交換した", goto, False, "写真がない", baba),
        (2, "鍵を交換し、写真を撮った", goto, True, "写真で交換を確認", endo),
    ]
    with pytest.raises(TypeError):
        action.reports.update(text="書換え")


def test_verifying_says_by_what_and_the_reporter_is_told_why_not(action, baba, endo, goto):
    services.complete_action(action=action, result="済", by=goto, at=NOW)
    with pytest.raises(Refused) as refused:
        services.verify_action(action=action, note=" ", by=endo, at=NOW)
    assert [r.code for r in refused.value.refusals] == ["checklists.verification_unexplained"]


def test_a_report_asks_the_officers_to_verify_it(action, baba, endo, goto):
    services.complete_action(action=action, result="済", by=goto, at=NOW)
    asked = Message.objects.filter(kind="checklists.verification_wanted").values_list("recipient__username", flat=True)
    assert sorted(asked) == ["baba", "endo"]


def test_earlier_rounds_come_back_from_the_trail_their_texts_do_not(action, baba, endo, goto):
    services.complete_action(action=action, result="一回目", by=goto, at=NOW)
    services.redo_action(action=action, reason="写真がない", by=baba, at=NOW)
    services.complete_action(action=action, result="二回目", by=goto, at=NOW)
    for table in ("checklists_actionverdict", "checklists_actionreport"):
        remove(connection, table)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608  Names of ours.
    import_module("privacyportal.checklists.migrations.0004_rounds").rebuild(
        apps, SimpleNamespace(connection=connection)
    )
    first, second = action.reports.order_by("number")
    assert (first.text, first.by, first.verdict.note, first.verdict.by) == ("", goto, "写真がない", baba)
    assert (second.text, second.by) == ("二回目", goto)
