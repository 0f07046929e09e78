"""Assessments, findings and actions say at their head whose turn it is, and why something came back."""

import pytest
import time_machine

from privacyportal.checklists import services
from privacyportal.checklists.states import Severity
from tests.factories.checklists import NOW, day, submitted
from tests.factories.vendors import VendorFactory
from vendors import services as vendors

pytestmark = pytest.mark.django_db
REASON = "裏付資料を添えてください"


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def assessment(goto, baba):
    vendor = vendors.assign_owner(vendor=VendorFactory(), owner=goto, reason="", by=baba, at=NOW)
    return submitted(vendor.reference, by=goto)


@pytest.fixture
def finding(goto, baba):
    return services.raise_finding(
        subject=VendorFactory().reference, severity=Severity.MAJOR, description="棚卸しがない", by=baba, at=NOW
    )


@pytest.fixture
def action(finding, goto, baba):
    return services.add_corrective_action(
        finding=finding, description="棚卸しを行う", owner=goto, due_on=day(10), by=baba, at=NOW
    )


def head(client, kind, record):
    text = client.get(f"/admin/checklists/{kind}/{record.pk}/change/").content.decode()
    return text[text.index("portal-head") : text.index("data-portal-tabs")]


def test_answers_that_came_back_say_why_to_who_answers(assessment, goto, kudo, as_user):
    services.send_back(assessment=assessment, reason=REASON, by=kudo, at=NOW)
    shown = head(as_user(goto), "assessment", assessment)
    assert REASON in shown
    assert "点検の回答が差し戻されました" in shown


def test_a_report_that_came_back_says_why_on_the_action_and_on_its_finding(finding, action, goto, baba, as_user):
    services.complete_action(action=action, result="実施した", by=goto, at=NOW)
    services.redo_action(action=action, reason=REASON, by=baba, at=NOW)
    assert REASON in head(as_user(goto), "correctiveaction", action)
    assert REASON in head(as_user(baba), "finding", finding)
    services.complete_action(action=action, result="台帳を添付した", by=goto, at=NOW)
    assert REASON not in head(as_user(baba), "finding", finding)


def test_who_reported_an_action_reads_why_they_do_not_verify_it(action, baba, as_user):
    services.complete_action(action=action, result="実施した", by=baba, at=NOW)
    page = as_user(baba).get(f"/admin/checklists/correctiveaction/{action.pk}/change/").context
    assert "verify" not in {button["action"].name for button in page["object_buttons"]}
    assert [str(one["action"].label) for one in page["object_blocked"]] == ["効果の確認"]


def test_a_finding_with_an_open_action_says_which_keeps_it_open(finding, action, baba, as_user):
    page = as_user(baba).get(f"/admin/checklists/finding/{finding.pk}/change/").context
    [why] = [one["why"] for one in page["object_blocked"]]
    assert str(action.reference) in why
