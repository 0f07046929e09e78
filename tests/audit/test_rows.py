"""Who changes, adds or deletes a row past the portal is found, and the row is named, though all triggers are off."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case
from consents.models import ConsentEntry
from privacyportal import covering
from privacyportal.accounts import roles
from privacyportal.accounts.models import User
from privacyportal.audit import covered, proving, rows, triggers
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.guarding import drop, standing
from privacyportal.audit.inserting import FEW
from privacyportal.audit.models import AuditEntry, RowDigest
from privacyportal.audit.tasks import look_at_rows
from privacyportal.backoffice import writing
from privacyportal.clocks.models import ClockRule
from privacyportal.roof.pages.health.check import Severity
from privacyportal.roof.pages.health.reading import written
from tests import world
from tests.factories import cases as case_factories
from vendors.models import Standing, Vendor

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)


@pytest.fixture
def everything(
    baba: User, endo: User, aoki: User, kudo: User, goto: User, ueda: User, doi: User, honda: User, chiba: User
) -> None:
    """The world of the tests, written by deeds, and proved."""
    world.build({user.username: user for user in User.objects.all()})
    proving.prove(RowDigest, at=AT)


def found() -> list[str]:
    return [str(one) for one in rows.wrong()]


def proof_of(model: type[models.Model], key: object) -> int:
    digests = RowDigest.objects.filter(model=model._meta.label_lower, row=str(key)).order_by("-pk")
    return digests[0].proved_by


def past_the_portal(sql: str, *values: object) -> None:
    """Somebody who holds the database switches every trigger off and speaks SQL."""
    if connection.vendor == "postgresql":
        connection.check_constraints()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            else:
                drop(connection, table, [name for name in standing(connection) if name.startswith(table)])
        cursor.execute(sql, values)


def test_all_that_deeds_write_is_as_they_wrote_it(everything: None) -> None:
    assert found() == []
    assert RowDigest.objects.filter(model="consents.consententry").exists()


def test_a_change_past_the_portal_is_named_with_table_row_and_proof(everything: None) -> None:
    case = Case.objects.order_by("pk")[0]
    past_the_portal("UPDATE cases_case SET subject = 'x' WHERE id = %s", case.pk)
    assert found() == [f"cases_case: row {case.pk} changed: entry {proof_of(Case, case.pk)} proves another"]


@pytest.mark.parametrize(
    ("model", "sql"),
    [
        (Case, "UPDATE cases_case SET leak_suspected = NOT leak_suspected WHERE id = %s"),
        (ConsentEntry, "UPDATE consents_consententry SET note = 'x' WHERE id = %s"),
        (Vendor, "UPDATE vendors_vendor SET name = 'x' WHERE id = %s"),
        (ClockRule, "UPDATE clocks_clockrule SET source = 'x' WHERE id = %s"),
        (User, "UPDATE accounts_user SET is_superuser = true WHERE id = %s"),
        (User, "INSERT INTO accounts_user_groups (user_id, group_id) SELECT %s, max(id) FROM auth_group"),
        (Group, "DELETE FROM auth_group_permissions WHERE group_id = %s"),
    ],
)
def test_each_kind_of_what_decides_is_covered(model: type[models.Model], sql: str, everything: None) -> None:
    first = model._default_manager.order_by("pk").first()
    if "user_groups" in sql:
        first = User.objects.get(username="aoki")
    past_the_portal(sql, first.pk)
    assert [line.partition(":")[0] for line in found()] == [model._meta.db_table]
    assert f"row {first.pk} changed" in found()[0]


def test_a_row_that_was_taken_away_or_slipped_in_is_named(everything: None) -> None:
    standing_ = Standing.objects.order_by("-pk")[0]
    proof = proof_of(Standing, standing_.pk)
    past_the_portal("DELETE FROM vendors_standing WHERE id = %s", standing_.pk)
    assert found() == [f"vendors_standing: row {standing_.pk} deleted: entry {proof} proves that it was there"]
    group = Group(name="slipped in")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO auth_group (name) VALUES ('slipped in')")
    group = Group.objects.get(name="slipped in")
    assert f"auth_group: row {group.pk} added: the portal never wrote it" in found()


def test_who_adds_a_digest_cannot_make_it_without_the_key(everything: None) -> None:
    case = Case.objects.order_by("pk")[0]
    past_the_portal("UPDATE cases_case SET subject = 'x' WHERE id = %s", case.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_rowdigest (model, row, digest) "
            "SELECT model, row, digest FROM audit_rowdigest "
            "WHERE model = 'cases.case' AND row = %s ORDER BY id LIMIT 1",
            [str(case.pk)],
        )
    assert any(f"cases_case: row {case.pk} changed" in line for line in found())


def test_who_takes_digests_away_breaks_the_proof(everything: None) -> None:
    case = Case.objects.order_by("pk")[0]
    past_the_portal("DELETE FROM audit_rowdigest WHERE model = 'cases.case' AND row = %s", str(case.pk))
    assert any(line.startswith("audit_rowdigest: entry ") for line in proving.wrong_rows())
    assert f"cases_case: row {case.pk} added: the portal never wrote it" in found()


def test_digests_under_a_former_key_hold_and_under_a_lost_one_do_not(everything: None, settings: object) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert found() == []
    settings.SECRET_KEY_FALLBACKS = []
    assert found() != []


def test_every_way_of_writing_is_heard(aoki: User, baba: User) -> None:
    case = case_factories.investigated(by=baba)
    writing.write(case, subject="別の件名")
    Case.objects.filter(pk=case.pk).update(subject="さらに別")
    Case.objects.bulk_update([case], ["subject"])
    aoki.groups.add(Group.objects.get(name="auditor"))
    Group.objects.get(name="auditor").user_set.add(baba)
    Group.objects.get(name="manager").user_set.clear()
    roles.sync()
    User.objects.filter(pk=aoki.pk).update(last_login=AT)
    Group.objects.create(name="to go").delete()
    assert found() == []


def test_writing_many_rows_takes_as_many_statements_as_writing_few(make_user: Callable[..., User]) -> None:
    for number in range(30):
        make_user(f"person{number}", "山田", str(number))

    def queries(count: int) -> int:
        keys = User.objects.order_by("pk").values_list("pk", flat=True)[:count]
        with CaptureQueriesContext(connection) as seen:
            User.objects.filter(pk__in=list(keys)).update(first_name="x")
        return len(seen)

    # Of many rows the keys are given out before.
    assert queries(30) == queries(FEW + 1) <= queries(1) + 1


def test_what_a_deed_writes_more_than_once_is_heard_of_once_as_it_stands_in_the_end(
    make_user: Callable[..., User],
) -> None:
    user = make_user("person", "山田", "太郎")
    mine = User.objects.filter(pk=user.pk)
    told = RowDigest.objects.filter(model="accounts.user", row=str(user.pk))
    before = told.count()
    with transaction.atomic(), covered.together():
        mine.update(first_name="一")
        mine.update(first_name="二")
        with suppress(ZeroDivisionError), transaction.atomic():
            mine.update(first_name="三")
            raise ZeroDivisionError
        assert told.count() == before
    assert told.count() == before + 1
    assert mine.get().first_name == "二"
    assert found() == []


def test_the_command_and_the_page_name_the_row_and_a_reason_takes_it(
    everything: None, doi: User, as_user: Callable[[User], Client]
) -> None:
    case = Case.objects.order_by("pk")[0]
    past_the_portal("UPDATE cases_case SET subject = 'x' WHERE id = %s", case.pk)
    line = f"cases_case: row {case.pk} changed"
    with pytest.raises(CommandError, match=line) as caught:
        call_command("verify_audit")
    assert caught.value.returncode == 1
    assert line in as_user(doi).post(reverse("admin:audit_auditentry_verify")).content.decode()
    out = StringIO()
    call_command("verify_audit", accept="復元の後", stdout=out)
    assert out.getvalue().startswith("accepted: 1 rows\nwhole:")
    entry = AuditEntry.objects.get(action="audit.rows_accepted")
    assert (entry.reason, entry.changes["rows"]) == ("復元の後", 1)
    assert line in entry.changes["wrong"][0]
    assert found() == []


def test_the_nightly_look_tells_the_trail_and_doctor_until_somebody_accepts(everything: None) -> None:
    assert rows.look(at=AT) == 0
    assert [check.severity for check in written(AT)] == [Severity.GOOD]
    case = Case.objects.order_by("pk")[0]
    past_the_portal("UPDATE cases_case SET subject = 'x' WHERE id = %s", case.pk)
    assert look_at_rows() == 1
    assert f"cases_case: row {case.pk} changed" in AuditEntry.objects.get(action="audit.rows_found").changes["wrong"][0]
    assert [check.severity for check in written(AT)] == [Severity.ERROR]
    rows.accept(reason="復元の後", by=PORTAL, at=AT)
    assert [check.severity for check in written(AT)] == [Severity.GOOD]


def test_what_was_stored_before_is_covered_once(everything: None) -> None:
    triggers.remove(connection, "audit_rowdigest")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_rowdigest")
    assert found() != []
    rows.begin(by=PORTAL, at=AT)
    assert found() != []  # Each model was begun when the portal was installed: nothing is taken silently.


def test_a_manager_that_writes_unheard_is_a_fault_at_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="writes unheard"):
        rows.cover("checklists.Answer")


def test_whatever_is_covered_is_there() -> None:
    assert [label for label in covering.COVERED if apps.get_model(label) is None] == []
