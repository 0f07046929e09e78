"""Whoever reads a record, a list or the trail leaves a row; so does whoever is refused. None of it changes unseen."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Case
from consents.models import DataSubject
from privacyportal.accounts.models import User
from privacyportal.audit import readings
from privacyportal.audit.actors import Staff
from privacyportal.audit.models import Reading
from privacyportal.audit.readings import Look
from privacyportal.roof.pages.worklist import SPANS
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
        browser.get(path, {"q": person.name}, follow=True)
        found = last()
        assert (found.what, found.model, found.keys) == (What.SEARCH, "consents.datasubject", [str(person.pk)])
        assert person.name not in str(Reading.objects.filter(pk=found.pk).values()[0])

    def test_a_name_that_a_field_completes_is_a_search(self, person: DataSubject, baba: User, as_user: SignIn) -> None:
        asked = {"app_label": "consents", "model_name": "consententry", "field_name": "data_subject", "term": "a"}
        assert as_user(baba).post(reverse("admin:autocomplete"), {**asked, "term": person.name}).status_code == 200
        assert (last().what, last().model, last().keys) == (What.SEARCH, "consents.datasubject", [str(person.pk)])

    def test_a_work_list_tells_of_which_records_it_named_the_subject(
        self, case: Case, baba: User, as_user: SignIn
    ) -> None:
        number, found = str(case.reference), list[str]()
        for show in SPANS:
            page = as_user(baba).get(reverse("work"), {"whose": "all", "show": show}).content.decode()
            if number in page:
                assert (last().what, last().model) == (What.ROWS, "cases.case")
                found += last().keys
        assert str(case.pk) in found

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
            return browser.get(path, query, follow=True).context["cl"].result_count

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
