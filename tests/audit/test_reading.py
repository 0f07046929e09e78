"""Who reads the trail and the refused attempts, and what do they find?"""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyportal.accounts.models import User
from privacyportal.audit import trail, triggers
from privacyportal.audit.actors import Staff
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice import refusals
from privacyportal.backoffice.refusals import Refusal, Refused

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
TRAIL = "admin:audit_auditentry"
REFUSED = "admin:audit_refusedattempt"
LATE = datetime(2026, 11, 15, 15, 30, tzinfo=UTC)


@pytest.fixture
def kept(aoki: User) -> AuditEntry:
    """Aoki did something at half past midnight on 2026-11-16 in Tokyo, and tried something that was refused."""
    trail.record(action="cases.opened", reference="CASE-2026-000123", by=Staff(aoki), at=LATE, reason="電話")
    refusal = Refusal(
        code="consents.no_consent", section="10a)", cannot="不可。", missing="同意がありません。", next_step="登録"
    )
    refusals.keep(Refused([refusal]), deed="consents.record_provision", by=Staff(aoki), at=LATE)
    return AuditEntry.objects.get(action="cases.opened")


def found(browser: Client, name: str, **query: str) -> int:
    """Return how many rows a list shows."""
    return browser.get(reverse(name), query, follow=True).context["cl"].result_count


def test_the_trail_is_read_by_auditors_and_compliance_only(
    kept: AuditEntry, doi: User, baba: User, kudo: User, aoki: User, honda: User, goto: User, as_user: SignIn
) -> None:
    paths = [reverse(f"{TRAIL}_changelist"), reverse(f"{TRAIL}_change", args=[kept.pk]), reverse(f"{TRAIL}_verify")]
    for reader in (doi, baba):
        assert {as_user(reader).get(path).status_code for path in paths} == {200}
    for other in (kudo, aoki, honda, goto):
        assert {as_user(other).get(path).status_code for path in paths} <= {403, 404}


def test_refused_attempts_are_read_by_managers_too(
    kept: AuditEntry, doi: User, baba: User, kudo: User, aoki: User, honda: User, as_user: SignIn
) -> None:
    for reader in (doi, baba, kudo):
        page = as_user(reader).get(reverse(f"{REFUSED}_changelist")).content.decode()
        assert "同意がありません。" in page
        assert "基本方針第10項a)" in page
    for other in (aoki, honda):
        assert as_user(other).get(reverse(f"{REFUSED}_changelist")).status_code == 403


def test_the_trail_is_found_by_number_person_action_and_tokyo_day(
    kept: AuditEntry, aoki: User, doi: User, as_user: SignIn
) -> None:
    browser, name = as_user(doi), f"{TRAIL}_changelist"
    assert found(browser, name, q="CASE-2026-000123") == 1
    assert found(browser, name, q="case-2026-0001") == 1
    assert found(browser, name, q="aoki") == 2
    assert found(browser, name, q="2026-11-16") == 2
    assert found(browser, name, q="2026-11-15") == 0
    assert found(browser, name, q="2026-13-40") == 0
    assert found(browser, name, action="cases.opened") == 1
    assert found(browser, name, actor__id__exact=str(aoki.pk)) == 2
    assert found(browser, f"{REFUSED}_changelist", q="10a)") == 1
    assert found(browser, f"{REFUSED}_changelist", deed="consents.record_provision") == 1


def test_an_entry_shows_its_hash_and_cannot_be_changed(kept: AuditEntry, doi: User, as_user: SignIn) -> None:
    browser, path = as_user(doi), reverse(f"{TRAIL}_change", args=[kept.pk])
    page = browser.get(path).content.decode()
    assert kept.entry_hash in page
    assert 'name="_save"' not in page
    assert browser.post(path, {"reason": "x"}).status_code == 403
    assert browser.get(reverse(f"{TRAIL}_add")).status_code == 403
    assert browser.post(reverse(f"{TRAIL}_delete", args=[kept.pk])).status_code == 403


def test_the_page_proves_the_trail_and_records_who_asked(kept: AuditEntry, doi: User, as_user: SignIn) -> None:
    page = as_user(doi).post(reverse(f"{TRAIL}_verify"))
    assert page.context["verdict"].is_whole
    assert AuditEntry.objects.get(action="audit.verified").actor == doi


def test_the_page_names_the_broken_entry(kept: AuditEntry, doi: User, as_user: SignIn) -> None:
    browser = as_user(doi)
    triggers.remove(connection, "audit_auditentry")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditentry SET reason = 'x' WHERE sequence = %s", [kept.sequence])
    page = browser.post(reverse(f"{TRAIL}_verify"))
    assert page.context["verdict"].broken_at == kept.sequence
    assert f"{kept.sequence}" in page.content.decode()


@pytest.mark.parametrize("name", [f"{TRAIL}_changelist", f"{REFUSED}_changelist"])
def test_the_lists_need_as_many_queries_for_fifty_rows_as_for_one(
    name: str, kept: AuditEntry, aoki: User, baba: User, doi: User, as_user: SignIn
) -> None:
    browser = as_user(doi)
    browser.get(reverse(name))

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            browser.get(reverse(name))
        return len(seen)

    before = queries()
    deeds = [trail.Entry(action="backoffice.refused", changes={"deed": "consents.record_provision"})] * 25
    for person in (aoki, baba):
        trail.record_many(deeds, by=Staff(person), at=LATE)
    assert queries() == before
