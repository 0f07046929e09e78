"""Does the demonstration hold what it promises, and does it mail nobody?"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import manage
from tests.live import DATABASE, migrated_file

pytestmark = pytest.mark.live

ASK = """
import json
import shutil
from collections import Counter
from django.utils import timezone
from cases.models import Case, Referral, Reopening
from consents.models import ConsentEntry, ThirdPartyProvision
from privacyportal.accounts.models import User
from privacyportal.audit import trail
from privacyportal.audit.models import AuditEntry
from privacyportal.checklists.models import Assessment, CorrectiveAction, Finding
from privacyportal.clocks.models import Clock, Level
from privacyportal.notifications.models import Message
from privacyportal.policies.models import PolicyVersion
from vendors.models import ForeignGround, JointUsePartner, Vendor
now = timezone.now()
values = lambda query, *fields: sorted(set(query.values_list(*fields)))
soon = Level.objects.filter(recorded_at=None, fire_at__gt=now, fire_at__lte=now + timezone.timedelta(days=8))
instants = list(AuditEntry.objects.order_by("sequence").values_list("at", flat=True))
print(json.dumps({
    "vendors": Vendor.objects.count(), "vendor_states": values(Vendor.objects, "status"),
    "grounds": values(ForeignGround.objects, "basis"), "partners": JointUsePartner.objects.count(),
    "cases": Case.objects.count(), "case_states": values(Case.objects, "kind", "status"),
    "days": (Case.objects.latest("received_at").received_at - Case.objects.earliest("received_at").received_at).days,
    "age": (now - Case.objects.latest("received_at").received_at).days,
    "rows": values(Case.objects, "route_row__number"), "overridden": Case.objects.exclude(rerouted_by=None).count(),
    "referrals": values(Referral.objects, "direction", "kind"), "reopened": Reopening.objects.count(),
    "consents": ConsentEntry.objects.count(), "decisions": values(ConsentEntry.objects, "decision"),
    "expired": ConsentEntry.objects.filter(decision="given", expires_on__lt=timezone.localdate()).count(),
    "provisions": values(ThirdPartyProvision.objects, "ground"),
    "abroad": values(ThirdPartyProvision.objects.exclude(foreign_basis=""), "foreign_basis"),
    "refused": AuditEntry.objects.filter(action="backoffice.refused").count(),
    "assessments": values(Assessment.objects, "status"), "actions": values(CorrectiveAction.objects, "status"),
    "findings": values(Finding.objects, "status"), "roles": values(User.objects, "groups__name"),
    "policies": [version.sections.count() for version in PolicyVersion.objects.order_by("number")],
    "waiting": Message.objects.exclude(status="suppressed").count(), "fallen": Level.objects.fallen_due(now).count(),
    "soon": soon.count(), "overdue": Clock.objects.filter(state="running", due_at__lt=now).count(),
    "whole": trail.verify().is_whole,
    "in_order": all(before <= after for before, after in zip(instants, instants[1:])),
}, default=str))
"""
COMPLAINT_STATES = (
    "received", "acknowledged", "investigating", "waiting_person", "waiting_body", "awaiting_approval", "approved",
    "answered", "closed", "withdrawn",
)  # fmt: skip


@pytest.fixture(scope="module")
def facts(demo_dir: Path) -> Mapping[str, Any]:
    """What is stored."""
    run = manage(demo_dir, "shell", "--verbosity", "0", "-c", ASK)
    assert run.returncode == 0, run.stderr
    loaded: Mapping[str, Any] = json.loads(run.stdout)
    return loaded


def test_there_is_as_much_as_promised(facts: Mapping[str, Any]) -> None:
    assert facts["vendors"] >= 40
    assert facts["partners"] == 12
    assert facts["cases"] >= 300
    assert facts["consents"] >= 2000
    assert facts["policies"] == [14, 14]


def test_cases_stand_in_every_state_over_two_years_up_to_now(facts: Mapping[str, Any]) -> None:
    states = {tuple(pair) for pair in facts["case_states"]}
    assert states >= {(kind, state) for kind in ("complaint", "disclosure") for state in COMPLAINT_STATES}
    assert 700 <= facts["days"] <= 740
    assert facts["age"] <= 7
    assert {row for [row] in facts["rows"]} >= {str(number) for number in range(1, 16)}
    assert facts["overridden"] >= 1
    assert facts["reopened"] >= 3


def test_matters_went_both_ways_between_us_and_the_jsda(facts: Mapping[str, Any]) -> None:
    assert (facts["referrals"]) == [
        ["from_body", "explanation"],
        ["from_body", "referral"],
        ["to_body", "passed_on"],
        ["to_body", "referral"],
    ]


def test_vendors_stand_in_every_state_and_on_every_ground_abroad(facts: Mapping[str, Any]) -> None:
    assert facts["vendor_states"] == [["active"], ["candidate"], ["suspended"], ["terminated"]]
    assert facts["grounds"] == [["consent"], ["designated"], ["equivalent"], ["exempt"]]
    assert facts["assessments"] == [["draft"], ["signed_off"], ["submitted"]]
    assert facts["findings"] == [["closed"], ["open"]]
    assert ["open"] in facts["actions"]


def test_consents_decide_and_provisions_rest_on_every_ground(facts: Mapping[str, Any]) -> None:
    assert facts["decisions"] == [["given"], ["refused"], ["withdrawn"]]
    assert facts["expired"] >= 5
    assert [ground for [ground] in facts["provisions"]] == list("abcdefgh")
    assert {basis for [basis] in facts["abroad"]} == {"designated", "equivalent", "consent", "exempt"}
    assert facts["refused"] >= 6


def test_making_the_data_mails_nobody_and_the_days_after_it_will(facts: Mapping[str, Any]) -> None:
    assert facts["waiting"] == 0
    assert facts["fallen"] == 0
    assert facts["soon"] >= 10
    assert facts["overdue"] >= 5


def test_the_trail_is_whole_and_in_the_order_of_time(facts: Mapping[str, Any]) -> None:
    assert facts["whole"]
    assert facts["in_order"]


def test_every_role_has_an_account_whose_password_was_printed(demo_dir: Path, facts: Mapping[str, Any]) -> None:
    printed = (demo_dir / "first.txt").read_text()
    lines = [line.split() for line in printed.splitlines() if line.startswith("  ")]
    assert {role for [role] in facts["roles"]} == {line[0] for line in lines}
    assert all(len(line[2]) >= 12 for line in lines)


def test_a_second_start_keeps_the_data_and_prints_the_accounts_again(demo_dir: Path) -> None:
    again = manage(demo_dir, "demo", "--no-serve")
    assert again.returncode == 0, again.stderr
    assert "stays as it is" in again.stdout
    first = (demo_dir / "first.txt").read_text()
    assert again.stdout.partition("Accounts")[2] == first.partition("Accounts")[2]


def test_a_database_in_use_is_not_touched(tmp_path: Path) -> None:
    shutil.copy(migrated_file(), tmp_path / DATABASE)
    made = manage(
        tmp_path,
        "shell",
        "-c",
        "from privacyportal.accounts.models import User; User.objects.create(username='someone')",
    )
    assert made.returncode == 0, made.stderr
    run = manage(tmp_path, "demo", "--no-serve")
    assert run.returncode == 1
    assert "already has users" in run.stderr
