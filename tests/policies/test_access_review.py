"""Is it looked at once a year who may see and do what, and does what nobody confirms end?"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import Department, Desk, Handover, User
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.deeds import NotPermitted
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.clocks.models import Clock, Level
from privacyportal.notifications.composing import compose
from privacyportal.notifications.models import Message
from privacyportal.policies import services
from privacyportal.policies.models import AccessGrant, AccessReview
from privacyportal.policies.services import Said
from tests.factories import cases as case_factories
from tests.factories.cases import tokyo

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
JOINED, AT = tokyo("2025-11-16T09:00"), tokyo("2026-11-16T10:00")
KEEP = Said(keeps=True, reason="業務に必要")


@pytest.fixture
def staff(aoki: User, baba: User, endo: User, kudo: User, honda: User, planning: Department) -> Department:
    """The planning department a year after its people came, with Kudo as head."""
    planning.head = kudo
    planning.save()
    User.objects.update(date_joined=JOINED)
    return planning


@pytest.fixture
def review(staff: Department) -> AccessReview:
    """Its review."""
    services.follow_access(by=PORTAL, at=AT)
    return AccessReview.objects.get(department=staff)


def row_of(review: AccessReview, person: User, kind: str = "role") -> AccessGrant:
    """What gives a person access."""
    return review.grants.get(person=person, kind=kind)


def over(review: AccessReview) -> datetime:
    """The moment at which the review is due."""
    return Clock.objects.get(reference=review.reference).due_at


class TestOpening:
    """A year after the first person came, and a year after the last review."""

    def test_a_review_opens_on_the_day_and_not_before_and_once(self, staff: Department) -> None:
        services.follow_access(by=PORTAL, at=tokyo("2026-11-15T23:59"))
        assert not AccessReview.objects.exists()
        for _again in range(2):
            services.follow_access(by=PORTAL, at=tokyo("2026-11-16T00:00"))
        review = AccessReview.objects.get()
        assert (review.department, str(review.reference)[:6]) == (staff, "ACCESS")

    def test_it_says_who_may_do_what_why_and_when_last_used(
        self, staff: Department, aoki: User, baba: User, desk: Desk
    ) -> None:
        case_factories.investigated(by=aoki)
        User.objects.filter(pk=baba.pk).update(deputy=aoki)
        services.follow_access(by=PORTAL, at=AT)
        rows = AccessGrant.objects.filter(person=aoki).order_by("kind").values_list("kind", "code")
        assert list(rows) == [("deputy", "baba"), ("desk", desk.code), ("role", "desk_handler")]
        role = AccessGrant.objects.get(person=aoki, kind="role")
        assert "担当している案件（1件）" in role.holds
        assert role.last_used_at == AuditEntry.objects.filter(actor=aoki).latest("sequence").at

    def test_the_head_is_reminded_and_others_hear_before_it_is_too_late(self, review: AccessReview) -> None:
        clock = Clock.objects.get(reference=review.reference)
        assert clock.due_at == tokyo("2026-12-15T17:00")
        levels = Level.objects.filter(clock=clock).order_by("order").values_list("code", "role")
        assert {role for _code, role in levels} == {"owner", "manager", "compliance_head"}
        assert all(level.fire_at <= clock.due_at for level in Level.objects.filter(clock=clock))

    def test_the_next_opens_a_year_after_the_last(self, review: AccessReview, staff: Department) -> None:
        services.follow_access(by=PORTAL, at=over(review))
        services.follow_access(by=PORTAL, at=tokyo("2027-11-15T10:00"))
        assert AccessReview.objects.filter(department=staff).count() == 1
        services.follow_access(by=PORTAL, at=tokyo("2027-11-16T10:00"))
        assert AccessReview.objects.filter(department=staff).count() == 2


class TestDeciding:
    """The head of the department confirms or withdraws, each with a reason."""

    def test_what_is_withdrawn_ends_at_once_and_what_rests_on_it_changes_hands(
        self, review: AccessReview, aoki: User, baba: User, kudo: User, honda: User
    ) -> None:
        case = case_factories.investigated(by=aoki)
        row = row_of(review, aoki)
        services.review_access(review=review, said={row.pk: Said(keeps=False, reason="異動")}, by=kudo, at=AT)
        row.refresh_from_db()
        case.refresh_from_db()
        assert (row.decision, row.reason, row.decided_by) == ("withdrawn", "異動", kudo)
        assert not aoki.groups.exists()
        assert case.handler == baba
        assert Handover.objects.get(charge="cases.handled").successor == baba
        told = AuditEntry.objects.get(action="policies.access_withdrawn")
        assert (told.actor, told.changes["person"], told.changes["granted"]) == (kudo, "aoki", "desk_handler")
        assert set(Message.objects.filter(kind="policies.access_withdrawn").values_list("recipient", flat=True)) == {
            aoki.pk,
            honda.pk,
        }

    def test_a_reason_is_wanted_and_nobody_decides_on_themselves(
        self, review: AccessReview, aoki: User, kudo: User, baba: User
    ) -> None:
        own, other = row_of(review, kudo), row_of(review, aoki)
        for said, code in (
            ({own.pk: KEEP}, "policies.access_own"),
            ({other.pk: Said(keeps=True, reason=" ")}, "policies.access_reason"),
        ):
            with pytest.raises(Refused) as refused:
                services.review_access(review=review, said=said, by=kudo, at=AT)
            assert [refusal.code for refusal in refused.value.refusals] == [code]
        services.review_access(review=review, said={own.pk: KEEP}, by=baba, at=AT)
        with pytest.raises(Conflict):
            services.review_access(review=review, said={own.pk: KEEP}, by=baba, at=AT)

    def test_only_the_head_and_compliance_decide(
        self, review: AccessReview, aoki: User, honda: User, baba: User
    ) -> None:
        row = row_of(review, baba)
        for stranger in (aoki, honda):
            with pytest.raises(NotPermitted):
                services.review_access(review=review, said={row.pk: KEEP}, by=stranger, at=AT)
        assert not AccessReview.objects.visible_to(aoki).exists()

    def test_when_all_is_decided_the_review_is_closed_and_its_clock_stops(
        self, review: AccessReview, kudo: User, baba: User
    ) -> None:
        said = {row.pk: KEEP for row in review.grants.exclude(person=kudo)}
        services.review_access(review=review, said=said, by=kudo, at=AT)
        review.refresh_from_db()
        assert review.is_open
        own = {row.pk: KEEP for row in review.grants.filter(person=kudo)}
        services.review_access(review=review, said=own, by=baba, at=AT + timedelta(hours=1))
        review.refresh_from_db()
        assert not review.is_open
        assert Clock.objects.get(reference=review.reference).state == "met"
        services.follow_access(by=PORTAL, at=over(review) + timedelta(days=1))
        assert not review.grants.exclude(decision="kept").exists()

    def test_the_database_refuses_a_decision_on_ones_own_access(self, review: AccessReview, aoki: User) -> None:
        row = row_of(review, aoki)
        with pytest.raises(IntegrityError), transaction.atomic():
            AccessGrant.objects.filter(pk=row.pk).update(decision="kept", reason="必要", decided_at=AT, decided_by=aoki)


class TestSilence:
    """What nobody confirms by the due date is withdrawn by the portal."""

    def test_nothing_ends_before_the_due_moment(self, review: AccessReview, aoki: User) -> None:
        services.follow_access(by=PORTAL, at=over(review) - timedelta(minutes=1))
        assert row_of(review, aoki).decision == "pending"

    def test_silence_withdraws_hands_over_and_tells_but_locks_nobody_out(
        self, review: AccessReview, aoki: User, baba: User, endo: User, kudo: User, honda: User, desk: Desk
    ) -> None:
        case = case_factories.investigated(by=aoki)
        services.review_access(review=review, said={row_of(review, baba).pk: KEEP}, by=kudo, at=AT)
        services.follow_access(by=PORTAL, at=over(review))
        found = {(row.person, row.kind): row.decision for row in review.grants.select_related("person")}
        assert found == {
            (aoki, "role"): "lapsed",
            (aoki, "desk"): "stays",
            (baba, "role"): "kept",
            (endo, "role"): "lapsed",
            (kudo, "role"): "lapsed",
            (honda, "role"): "stays",
        }
        case.refresh_from_db()
        review.refresh_from_db()
        assert (case.handler, review.is_open) == (baba, False)
        assert honda.groups.filter(name="administrator").exists()
        assert not kudo.groups.exists()
        told = AuditEntry.objects.filter(action="policies.access_lapsed")
        assert all(entry.actor_kind == "portal" for entry in told)
        mails = {row.recipient: compose(row).body for row in Message.objects.filter(kind="policies.access_withdrawn")}
        assert set(mails) == {aoki, endo, kudo, honda}
        assert "青木" in mails[honda]
        assert "遠藤" not in mails[aoki]

    def test_who_has_left_meanwhile_is_noted_as_gone(self, review: AccessReview, endo: User) -> None:
        endo.groups.clear()
        services.follow_access(by=PORTAL, at=over(review))
        assert row_of(review, endo).decision == "gone"


class TestScreens:
    """The page and the list."""

    def test_the_head_confirms_on_the_page(self, review: AccessReview, aoki: User, kudo: User, as_user: SignIn) -> None:
        browser = as_user(kudo)
        page = browser.get(reverse("admin:policies_accessreview_change", args=[review.pk])).content.decode()
        assert "青木" in page
        assert "受付担当者" in page
        path, row = reverse("admin:policies_accessreview_decide", args=[review.pk]), row_of(review, aoki)
        assert "青木" in browser.get(path).content.decode()
        assert "理由が未入力です" in browser.post(path, {f"decision_{row.pk}": "kept"}).content.decode()
        answer = browser.post(path, {f"decision_{row.pk}": "kept", "reason": "窓口の担当"})
        row.refresh_from_db()
        assert (answer.status_code, row.decision, row.reason) == (302, "kept", "窓口の担当")

    def test_the_list_is_exported_by_those_who_oversee_it_and_empty_to_others(
        self, review: AccessReview, baba: User, aoki: User, as_user: SignIn
    ) -> None:
        path = reverse("admin:policies_accessgrant_changelist")
        assert as_user(baba).get(path).context["cl"].result_count == review.grants.count()
        assert as_user(aoki).get(path).context["cl"].result_count == 0
        assert as_user(aoki).get(reverse("admin:policies_accessreview_change", args=[review.pk])).status_code == 404
        assert reverse("admin:policies_accessgrant_export", args=["csv"]) in as_user(baba).get(path).content.decode()
