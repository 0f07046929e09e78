"""Is the set-up complete, safe to repeat, and does it leave alone what staff changed?"""

from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from cases.models import RouteRow
from privacyportal.accounts import roles
from privacyportal.accounts.models import Desk, User
from privacyportal.audit.models import AuditEntry
from privacyportal.calendars.models import CalendarVersion
from privacyportal.checklists.models import ChecklistItem
from privacyportal.clocks.models import ClockRule
from privacyportal.management.commands import create_administrator
from privacyportal.policies.models import Obligation, PurposeOfUse
from vendors.models import CountryDesignation

COUNTED = (RouteRow, Desk, CalendarVersion, ChecklistItem, ClockRule, Obligation, PurposeOfUse, CountryDesignation)


def setup_portal() -> str:
    out = StringIO()
    call_command("setup_portal", stdout=out)
    return out.getvalue()


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_the_setup_brings_everything_a_case_a_vendor_and_a_consent_need(db: None) -> None:
    assert setup_portal().startswith(
        "Set up: roles, calendars, clocks, thresholds, policies, checklists, vendors, cases"
    )
    assert counts()["RouteRow"] >= 15
    assert counts()["ChecklistItem"] == 60
    assert counts()["CountryDesignation"] == 31
    assert PurposeOfUse.objects.count() == 11
    assert set(Group.objects.values_list("name", flat=True)) >= {role.code for role in roles.ROLES}


def test_a_second_setup_changes_nothing_and_records_nothing(db: None) -> None:
    setup_portal()
    before, entries = counts(), AuditEntry.objects.count()
    setup_portal()
    assert counts() == before
    assert AuditEntry.objects.count() == entries


def test_what_staff_changed_survives_the_setup(db: None) -> None:
    setup_portal()
    Desk.objects.filter(code="PLANNING").update(telephone="03-0000-1111")
    setup_portal()
    assert Desk.objects.get(code="PLANNING").telephone == "03-0000-1111"


def create(monkeypatch: pytest.MonkeyPatch, *typed: str, username: str = "takeda") -> None:
    answers = iter(typed)
    monkeypatch.setattr(create_administrator.getpass, "getpass", lambda _prompt: next(answers))
    call_command("create_administrator", username, email="takeda@portal.example", last_name="武田", stdout=StringIO())


def test_the_first_administrator_is_made_on_the_command_line(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    setup_portal()
    create(monkeypatch, "a-long-enough-passphrase", "a-long-enough-passphrase")
    user = User.objects.get(username="takeda")
    assert user.check_password("a-long-enough-passphrase")
    assert [group.name for group in user.groups.all()] == ["administrator"]
    assert user.is_staff
    assert not user.is_superuser
    assert AuditEntry.objects.filter(action="accounts.user_created", object_pk=str(user.pk)).exists()


@pytest.mark.parametrize("typed", [("short", "short"), ("a-long-enough-passphrase", "another-passphrase")])
def test_a_weak_or_mistyped_password_registers_nobody(
    db: None, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, str]
) -> None:
    setup_portal()
    with pytest.raises(CommandError):
        create(monkeypatch, *typed)
    assert not User.objects.filter(username="takeda").exists()


@pytest.mark.parametrize("interruption", [EOFError, KeyboardInterrupt])
def test_where_nobody_types_a_password_nobody_is_registered(
    db: None, monkeypatch: pytest.MonkeyPatch, interruption: type[BaseException]
) -> None:
    def nobody(_prompt: str) -> str:
        raise interruption

    setup_portal()
    monkeypatch.setattr(create_administrator.getpass, "getpass", nobody)
    with pytest.raises(CommandError):
        call_command("create_administrator", "takeda", email="takeda@portal.example", stdout=StringIO())
    assert not User.objects.filter(username="takeda").exists()
