"""Whoever reads a record, a list or the trail leaves a row; so does whoever is refused. None of it changes unseen."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case
from consents.models import DataSubject
from privacyportal.accounts.models import User
from privacyportal.audit import proving, readings, triggers
from privacyportal.audit.actors import Staff
from privacyportal.audit.models import AppendOnlyError, AuditEntry, Reading
from privacyportal.audit.readings import Look
from privacyportal.roof.pages.health.check import Severity
from privacyportal.roof.pages.health.reading import watched
from tests.factories import cases as case_factories
from tests.factories.consents import DataSubjectFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
What = Reading.What


@pytest.fixture
def case(baba: User) -> Case:
    """A case under way."""
    return case_factories.investigated(by=baba)


@pytest.fixture
def person() -> DataSubject:
    """A data subject."""
    return DataSubjectFactory()


def page(obj: Case | DataSubject) -> str:
    return reverse(f"admin:{obj._meta.app_label}_{obj._meta.model_name}_change", args=[obj.pk])


def last() -> Reading:
    return Reading.objects.order_by("-pk")[0]


def store(person: User, number: int, *, at: datetime = AT) -> None:
    looks = [Look(what=What.RECORD, model="cases.case", object_pk=str(step)) for step in range(number)]
    readings.store(looks, by=Staff(person), at=at)


class TestEveryPage:
    """One row a page, whoever reads what."""

    def test_a_case_and_a_person_that_are_opened(
        self, case: Case, person: DataSubject, baba: User, as_user: SignIn
    ) -> None:
        browser = as_user(baba)
        for obj in (case, person):
            before = Reading.objects.count()
            assert browser.get(page(obj)).status_code == 200
            assert Reading.objects.count() == before + 1
            found = last()
            assert (found.actor, found.what, found.model) == (baba, What.RECORD, obj._meta.label_lower)
            assert (found.object_pk, found.reference) == (str(obj.pk), str(obj.reference))

    def test_a_list_tells_which_records_it_showed_and_a_search_not_what_was_typed(
        self, person: DataSubject, baba: User, as_user: SignIn
    ) -> None:
        browser, path = as_user(baba), reverse("admin:consents_datasubject_changelist")
        browser.get(path)
        assert (last().what, last().rows, last().keys) == (What.ROWS, 1, [str(person.pk)])
        browser.get(path, {"q": person.name})
        found = last()
        assert (found.what, found.model, found.keys) == (What.SEARCH, "consents.datasubject", [str(person.pk)])
        assert person.name not in str(Reading.objects.filter(pk=found.pk).values()[0])

    def test_a_name_that_a_field_completes_is_a_search(self, person: DataSubject, baba: User, as_user: SignIn) -> None:
        asked = {"app_label": "consents", "model_name": "consententry", "field_name": "data_subject", "term": "a"}
        assert as_user(baba).get(reverse("admin:autocomplete"), {**asked, "term": person.name}).status_code == 200
        assert (last().what, last().model, last().keys) == (What.SEARCH, "consents.datasubject", [str(person.pk)])

    def test_reading_the_trail_and_the_views_themselves_is_a_view(self, doi: User, as_user: SignIn) -> None:
        browser = as_user(doi)
        for name in ("audit_auditentry", "audit_reading"):
            browser.get(reverse(f"admin:{name}_changelist"))
            assert (last().what, last().model) == (What.ROWS, name.replace("_", "."))

    def test_a_record_that_may_not_be_seen_and_one_that_is_not_there_look_alike_and_are_kept_apart(
        self, case: Case, chiba: User, as_user: SignIn
    ) -> None:
        browser = as_user(chiba)
        assert browser.get(page(case)).status_code == 404
        assert (last().what, last().object_pk) == (What.HIDDEN, str(case.pk))
        assert browser.get(page(case).replace(f"/{case.pk}/", "/987654/")).status_code == 404
        assert (last().what, last().object_pk) == (What.UNKNOWN, "987654")
        assert browser.get(reverse("reference", args=[str(case.reference)])).status_code == 404
        assert (last().what, last().reference) == (What.HIDDEN, str(case.reference))
        assert browser.get(reverse("reference", args=["青木花子"])).status_code == 404
        assert (last().what, last().reference) == (What.UNKNOWN, "")
        assert browser.get(reverse("attachment", args=[4711])).status_code == 404
        assert (last().what, last().model) == (What.UNKNOWN, "attachments.attachment")

    def test_a_refusal_is_kept_by_its_page(self, honda: User, as_user: SignIn) -> None:
        assert as_user(honda).get(reverse("admin:audit_auditentry_changelist")).status_code == 403
        assert (last().actor, last().what, last().route) == (honda, What.REFUSED, "admin:audit_auditentry_changelist")

    def test_nobody_signed_in_and_no_page_leave_nothing(self, client: Client, baba: User, as_user: SignIn) -> None:
        client.get("/ref/CASE-2026-000001/")
        as_user(baba).get("/no-such-page/")
        as_user(baba).get("/admin/no/such/page/")
        assert not Reading.objects.exists()

    def test_a_page_that_cannot_be_kept_is_not_shown(
        self, case: Case, baba: User, as_user: SignIn, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser = as_user(baba)
        browser.raise_request_exception = False

        def away(*_: object, **__: object) -> None:
            raise DatabaseError("no room")

        monkeypatch.setattr(Reading.objects, "bulk_create", away)
        answer = browser.get(page(case))
        assert answer.status_code >= 500
        assert str(case.reference) not in answer.content.decode()

    def test_it_takes_one_statement_however_much_is_shown(self, baba: User, as_user: SignIn) -> None:
        DataSubjectFactory.create_batch(20)
        browser, path = as_user(baba), reverse("admin:consents_datasubject_changelist")
        browser.get(path)
        with CaptureQueriesContext(connection) as seen:
            browser.get(path)
        assert len([query for query in seen if "audit_reading" in query["sql"]]) == 1
        assert not [query for query in seen if "audit_audithead" in query["sql"]]

    def test_the_page_says_so_and_shows_those_who_may_know_who_has_read_it(
        self, case: Case, baba: User, aoki: User, kudo: User, as_user: SignIn
    ) -> None:
        as_user(kudo).get(page(case))
        told = as_user(baba).get(page(case)).content.decode()
        assert "閲覧は記録されます" in told
        assert 'id="readers"' in told
        assert str(kudo) in told.partition('id="readers"')[2].partition("</section>")[0]
        assert 'id="readers"' not in as_user(kudo).get(page(case)).content.decode()
        assert "閲覧は記録されます" in as_user(kudo).get(reverse("admin:cases_case_changelist")).content.decode()


class TestTheList:
    """Auditors and compliance find who read what."""

    def test_it_is_read_by_them_alone(
        self, doi: User, baba: User, kudo: User, aoki: User, honda: User, as_user: SignIn
    ) -> None:
        path = reverse("admin:audit_reading_changelist")
        for reader in (doi, baba):
            assert as_user(reader).get(path).status_code == 200
        for other in (kudo, aoki, honda):
            assert as_user(other).get(path).status_code == 403

    def test_it_is_found_by_number_person_kind_and_key_and_taken_along(
        self, case: Case, aoki: User, doi: User, as_user: SignIn
    ) -> None:
        looks = [Look(what=What.RECORD, model="cases.case", object_pk=str(case.pk), reference=str(case.reference))]
        readings.store(looks, by=Staff(aoki), at=AT)
        store(doi, 1)
        browser, path = as_user(doi), reverse("admin:audit_reading_changelist")

        def found(**query: str) -> int:
            return browser.get(path, query).context["cl"].result_count

        assert found(q=str(case.reference)) == 1
        assert found(q="aoki") == 1
        assert found(q=str(case.pk)) == 1
        assert found(actor__id__exact=str(aoki.pk)) == 1
        assert found(kind="cases.case") == 2
        assert found(what__exact="hidden") == 0
        first = Reading.objects.order_by("pk")[0]
        assert (
            str(case.reference) in browser.get(reverse("admin:audit_reading_change", args=[first.pk])).content.decode()
        )
        export = browser.get(reverse("admin:audit_reading_export", args=["csv"]))
        assert str(case.reference) in b"".join(export.streaming_content).decode("utf-8-sig")

    def test_it_needs_as_many_queries_for_many_rows_as_for_one(
        self, aoki: User, baba: User, doi: User, as_user: SignIn
    ) -> None:
        browser, path = as_user(doi), reverse("admin:audit_reading_changelist")
        browser.get(path)

        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                browser.get(path)
            return len(seen)

        before = queries()
        store(aoki, 12)
        store(baba, 12)
        assert queries() == before


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


class TestProof:
    """What was read is proved by the trail, and only old views may go."""

    def test_what_was_read_is_taken_into_the_trail_once(self, baba: User) -> None:
        store(baba, 3)
        readings.prove(at=AT)
        readings.prove(at=AT)
        entry = AuditEntry.objects.get(action="audit.readings_proved")
        assert entry.changes["rows"] == 3
        assert set(Reading.objects.values_list("proved_by", flat=True)) == {entry.sequence}
        out = StringIO()
        call_command("verify_audit", stdout=out)
        assert out.getvalue().startswith("whole:")

    def test_more_than_one_entry_proves_what_many_read(self, baba: User, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(proving, "MOST", 4)
        store(baba, 10)
        readings.prove(at=AT)
        told = AuditEntry.objects.filter(action="audit.readings_proved").order_by("sequence")
        assert [entry.changes["rows"] for entry in told] == [4, 4, 2]
        assert list(proving.wrong_rows()) == []

    @pytest.mark.parametrize(
        ("sql", "found"),
        [
            ("UPDATE audit_reading SET object_pk = '77' WHERE object_pk = '1'", 3),
            ("UPDATE audit_reading SET actor_id = (SELECT MAX(id) FROM accounts_user) WHERE object_pk = '1'", 3),
            ("DELETE FROM audit_reading WHERE object_pk = '1'", 2),
            ("DELETE FROM audit_reading", None),
            ("UPDATE audit_reading SET proved_by = NULL WHERE object_pk = '1'", 2),
        ],
    )
    def test_who_changes_it_behind_the_portals_back_is_found(
        self, sql: str, found: int | None, baba: User, doi: User, as_user: SignIn
    ) -> None:
        store(baba, 3)
        readings.prove(at=AT)
        number = AuditEntry.objects.get(action="audit.readings_proved").sequence
        triggers.remove(connection, "audit_reading")
        run(sql)
        kept = f"{found} found, not the same" if found is not None else "none found"
        wrong = f"audit_reading: entry {number} proves 3 rows; {kept}"
        assert list(proving.wrong_rows()) == [wrong]
        with pytest.raises(CommandError, match=wrong) as caught:
            call_command("verify_audit")
        assert caught.value.returncode == 1
        assert wrong in as_user(doi).post(reverse("admin:audit_auditentry_verify")).content.decode()

    def test_a_row_that_claims_an_entry_that_proves_nothing_is_found(self, baba: User) -> None:
        store(baba, 1)
        triggers.remove(connection, "audit_reading")
        run("UPDATE audit_reading SET proved_by = 1")
        assert list(proving.wrong_rows()) == ["audit_reading: entry 1 proves none; 1 found, not the same"]

    @pytest.mark.parametrize(
        "sql",
        [
            "UPDATE audit_reading SET object_pk = '77'",
            "UPDATE audit_reading SET proved_by = 99",
            "UPDATE audit_reading SET proved_by = NULL",
            "DELETE FROM audit_reading",
        ],
    )
    def test_the_database_refuses(self, sql: str, baba: User) -> None:
        store(baba, 1)
        readings.prove(at=AT)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run(sql)
        with pytest.raises(AppendOnlyError):
            last().save()

    def test_old_views_go_with_an_entry_and_the_rest_stays_proved(self, baba: User) -> None:
        long_ago = datetime.now(UTC) - timedelta(days=1200)
        store(baba, 2, at=long_ago)
        proving.prove(Reading, at=long_ago)
        store(baba, 3, at=AT)
        readings.prove(at=datetime.now(UTC))
        assert Reading.objects.count() == 3
        gone = AuditEntry.objects.get(action="audit.readings_gone")
        assert gone.changes["rows"] == 2
        assert list(proving.wrong_rows()) == []

    def test_the_database_keeps_young_views_and_those_that_nothing_proves(self, baba: User) -> None:
        store(baba, 1, at=datetime.now(UTC) - timedelta(days=360))
        proving.prove(Reading, at=AT)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            proving.forget(Reading, before=AT + timedelta(days=1), at=AT)
        store(baba, 1, at=datetime.now(UTC) - timedelta(days=1200))
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            run("DELETE FROM audit_reading WHERE proved_by IS NULL")

    def test_doctor_says_when_views_are_not_proved(self, baba: User) -> None:
        store(baba, 1)
        severities = [check.severity for check in watched(AT + timedelta(hours=2))]
        assert severities == [Severity.WARNING, Severity.GOOD]
        readings.prove(at=AT)
        assert [check.severity for check in watched(AT + timedelta(hours=2))] == [Severity.GOOD, Severity.GOOD]
