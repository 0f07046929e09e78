"""Do the groups hold exactly what the table of roles says?"""

from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command

from privacyportal.accounts import roles
from privacyportal.accounts.roles import ROLES, Role
from privacyportal.audit.models import AuditEntry

pytestmark = pytest.mark.django_db


def sync() -> str:
    """Run the command; return what it says."""
    out = StringIO()
    call_command("sync_roles", stdout=out)
    return out.getvalue()


def held(code: str) -> set[str]:
    """Return the rights that a group holds."""
    rights = Permission.objects.filter(group__name=code).select_related("content_type")
    return {f"{right.content_type.app_label}.{right.codename}" for right in rights}


def test_each_group_holds_exactly_its_row_of_the_table() -> None:
    sync()
    for role in ROLES:
        assert held(role.code) == set(role.permissions), role.code


def test_repeating_changes_and_records_nothing() -> None:
    assert sync() == sync()
    assert not AuditEntry.objects.filter(action="accounts.roles_synced").exists()


def test_a_right_given_by_hand_is_withdrawn_and_a_lost_one_given_back() -> None:
    group = Group.objects.get(name="desk_handler")
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    group.permissions.remove(Permission.objects.get(codename="handle_case"))
    sync()
    assert held("desk_handler") == set(next(r for r in ROLES if r.code == "desk_handler").permissions)
    told = AuditEntry.objects.get(action="accounts.roles_synced")
    assert told.changes["roles"] == ["desk_handler"]
    assert told.changes["rights"]["desk_handler"] == {
        "granted": ["cases.handle_case"],
        "withdrawn": ["accounts.delete_user"],
    }


def test_a_right_taken_out_of_the_table_is_withdrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    poorer = [Role(role.code, role.label, role.permissions[:-1]) for role in ROLES]
    monkeypatch.setattr(roles, "ROLES", tuple(poorer))
    sync()
    for role in ROLES:
        assert held(role.code) == set(role.permissions[:-1])


def test_a_group_that_is_no_role_holds_nothing() -> None:
    group = Group.objects.create(name="former_role")
    group.permissions.add(Permission.objects.get(codename="view_user"))
    sync()
    assert held("former_role") == set()


def test_an_unknown_right_stops_the_command_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {role.code: held(role.code) for role in ROLES}
    wrong = Role("auditor", "Auditor", ("cases.fly_to_the_moon",))
    monkeypatch.setattr(roles, "ROLES", (*ROLES[:1], wrong))
    with pytest.raises(CommandError, match="fly_to_the_moon"):
        call_command("sync_roles")
    assert {role.code: held(role.code) for role in ROLES} == before


def test_only_the_compliance_officer_permits_by_law_and_only_the_administrator_registers_people() -> None:
    assert {role.code for role in ROLES if "consents.permit_by_law" in role.permissions} == {"compliance_officer"}
    assert {role.code for role in ROLES if "accounts.add_user" in role.permissions} == {"administrator"}


def test_the_auditor_changes_nothing_and_the_administrator_reads_no_case() -> None:
    rights = {role.code: role.permissions for role in ROLES}
    reading = ("view_", "export_")
    assert all(right.partition(".")[2].startswith(reading) for right in rights["auditor"])
    assert not any(right.startswith(("cases.", "consents.")) for right in rights["administrator"])
