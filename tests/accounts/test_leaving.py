"""Does anybody leave, or move, without whatever they are in charge of having somebody else in charge?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from cases.models import Case
from privacyportal.accounts import charging, services
from privacyportal.accounts.models import Department, Desk, Handover, User
from privacyportal.accounts.services import Successors
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Refused
from privacyportal.checklists import services as checklists
from privacyportal.checklists.models import CorrectiveAction
from privacyportal.clocks.models import ClockRule
from privacyportal.notifications.composing import compose
from privacyportal.notifications.models import Message
from privacyportal.roof.pages.health import office
from tests.accounts.forms import AT, USERS, typed
from tests.factories import cases as case_factories
from tests.factories import vendors as vendor_factories
from tests.forms import Forms
from vendors.models import Vendor

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def action_of(owner: User, officer: User) -> CorrectiveAction:
    """Something that was found about a vendor of the owner's, and is theirs to mend."""
    vendor = vendor_factories.active_vendor(owner=owner, signer=officer)
    finding = checklists.raise_finding(
        subject=vendor.reference, severity="major", description="棚卸しがない", by=officer, at=AT
    )
    return checklists.add_corrective_action(
        finding=finding,
        description="棚卸しを行う",
        owner=owner,
        due_on=AT.date() + timedelta(days=9),
        by=officer,
        at=AT,
    )


class TestLeaving:
    """An account is closed and all that its holder is in charge of goes to others in the same step."""

    def test_whoever_is_in_charge_of_something_cannot_leave_without_a_successor(
        self, case: Case, aoki: User, honda: User, successor: User
    ) -> None:
        with pytest.raises(Refused) as refused:
            services.deactivate_user(user=aoki, reason="退職", by=honda, at=AT)
        (refusal,) = refused.value.refusals
        assert (refusal.code, refusal.field) == ("accounts.nobody_takes_over", "successor_cases_handled")
        assert str(case.reference) in refusal.text
        aoki.refresh_from_db()
        assert aoki.is_active
        assert AuditEntry.objects.filter(action="backoffice.refused", actor=honda).count() == 1

    def test_everything_goes_to_one_successor_with_history_trail_and_one_mail(
        self, case: Case, aoki: User, goto: User, baba: User, honda: User, successor: User
    ) -> None:
        User.objects.filter(pk=goto.pk).update(deputy=aoki)
        other = case_factories.open_case(by=aoki)
        case_factories.services.assign_handler(case=other, handler=aoki, by=baba, at=AT)
        services.deactivate_user(user=aoki, reason="退職", by=honda, at=AT, successors=Successors(successor))
        for one in (case, other):
            one.refresh_from_db()
            assert one.handler == successor
            step = one.steps.order_by("-pk")[0]
            assert (step.action, step.by, step.reason) == ("assign", honda, "退職")
        told = AuditEntry.objects.filter(action="cases.assigned", reference=str(case.reference)).latest("sequence")
        assert (told.actor, told.changes["handler"]) == (honda, ["青木 花子", "佐藤 学"])
        goto.refresh_from_db()
        assert goto.deputy == successor
        closed = AuditEntry.objects.get(action="accounts.user_deactivated")
        assert closed.changes == {"handed_over": 4}
        message = Message.objects.get(kind="accounts.handed_over")
        assert message.recipient == successor
        text = compose(message).body
        assert str(case.reference) in text
        assert str(other.reference) in text
        assert "青木" in text
        assert not Message.objects.filter(kind="cases.assigned", recipient=successor).exists()

    def test_a_seat_ends_where_others_sit_and_its_access_with_it(
        self, case: Case, aoki: User, honda: User, desk: Desk, successor: User, chiba: User
    ) -> None:
        services.deactivate_user(user=aoki, reason="退職", by=honda, at=AT, successors=Successors(successor))
        assert set(desk.members.all()) == {successor}
        seat = Handover.objects.get(charge="accounts.desk")
        assert (seat.person, seat.successor, seat.record) == (aoki, None, desk.code)
        with pytest.raises(Refused) as refused:
            services.deactivate_user(user=successor, reason="退職", by=honda, at=AT, successors=Successors())
        assert {refusal.field for refusal in refused.value.refusals} == {
            "successor_accounts_desk",
            "successor_cases_handled",
        }

    def test_who_takes_the_seat_may_take_the_cases_of_the_desk(
        self, case: Case, aoki: User, honda: User, desk: Desk, chiba: User
    ) -> None:
        with pytest.raises(Refused) as refused:
            services.deactivate_user(
                user=aoki, reason="異動", by=honda, at=AT, successors=Successors(by_charge={"cases.handled": chiba})
            )
        assert {refusal.field for refusal in refused.value.refusals} == {
            "successor_accounts_desk",
            "successor_cases_handled",
        }
        services.deactivate_user(user=aoki, reason="異動", by=honda, at=AT, successors=Successors(chiba))
        case.refresh_from_db()
        assert (case.handler, list(desk.members.all())) == (chiba, [chiba])

    def test_a_successor_who_may_not_have_it_is_refused_with_the_reason(
        self, case: Case, aoki: User, honda: User, goto: User, successor: User
    ) -> None:
        closed = successor
        for successors, why in (
            (Successors(successor, by_charge={"cases.handled": goto}), "窓口"),
            (Successors(successor, by_record={("cases.handled", case.pk): goto}), "窓口"),
        ):
            with pytest.raises(Refused) as refused:
                services.deactivate_user(user=aoki, reason="退職", by=honda, at=AT, successors=successors)
            assert why in refused.value.text
        services.deactivate_user(user=closed, reason="退職", by=PORTAL, at=AT)
        with pytest.raises(Refused) as refused:
            services.deactivate_user(user=aoki, reason="退職", by=honda, at=AT, successors=Successors(closed))
        assert {refusal.code for refusal in refused.value.refusals} == {"accounts.nobody_takes_over"}
        case.refresh_from_db()
        assert case.handler == aoki

    def test_vendors_actions_supervision_and_departments_change_hands(
        self, goto: User, ueda: User, kudo: User, baba: User, endo: User, honda: User, planning: Department
    ) -> None:
        action = action_of(goto, baba)
        vendor = Vendor.objects.get(reference=action.finding.subject)
        services.change_department(department=planning, changes={"head": goto}, by=honda, at=AT)
        User.objects.filter(pk=ueda.pk).update(manager=goto)
        successors = Successors(kudo, by_charge={"vendors.owned": ueda, "checklists.actions": ueda})
        services.deactivate_user(user=goto, reason="退職", by=honda, at=AT, successors=successors)
        for row in (action, vendor, planning, ueda):
            row.refresh_from_db()
        assert (action.owner, vendor.owner, planning.head, ueda.manager) == (ueda, ueda, kudo, kudo)
        assert ueda.has_perm("vendors.supervise_vendor", vendor)
        assert not User.objects.get(pk=goto.pk).has_perm("vendors.supervise_vendor", vendor)
        assert {row.recipient for row in Message.objects.filter(kind="accounts.handed_over")} == {ueda, kudo}
        actions = {"checklists.action_handed_over", "vendors.owner_assigned", "accounts.department_changed"}
        assert (
            set(AuditEntry.objects.filter(action__in=actions, reason="退職").values_list("action", flat=True))
            == actions
        )

    def test_nobody_becomes_their_own_supervisor_or_deputy_by_taking_over(self, baba: User, aoki: User) -> None:
        with pytest.raises(Refused) as refused:
            services.deactivate_user(user=baba, reason="退職", by=PORTAL, at=AT, successors=Successors(aoki))
        assert "accounts.last_of_role" in {refusal.code for refusal in refused.value.refusals}

    def test_a_supervisor_is_not_handed_to_themselves(self, baba: User, endo: User, aoki: User) -> None:
        with pytest.raises(Refused) as refused:
            services.deactivate_user(user=baba, reason="退職", by=PORTAL, at=AT, successors=Successors(aoki))
        assert {refusal.field for refusal in refused.value.refusals} == {"successor_accounts_supervision"}

    def test_who_decides_from_now_on_is_asked_for_what_waits(
        self, aoki: User, baba: User, endo: User, honda: User
    ) -> None:
        case = case_factories.investigated(by=aoki)
        case_factories.services.propose_answer(
            case=case, text="停止いたしました。", outcome="upheld", by=aoki, at=case_factories.MONDAY
        )
        assert {row.recipient for row in Message.objects.filter(kind="cases.approval_wanted")} == {baba}
        services.deactivate_user(user=baba, reason="退職", by=honda, at=AT, successors=Successors(endo))
        assert {row.recipient for row in Message.objects.filter(kind="cases.approval_wanted")} == {baba, endo}
        assert Case.objects.get(pk=case.pk).handler == aoki

    def test_what_others_go_on_with_is_shown_and_asks_for_nobody(self, baba: User, endo: User, honda: User) -> None:
        rule = ClockRule.objects.filter(stage="published").order_by("pk")[0]
        rule.pk, rule.stage, rule.drafted_by = None, "draft", baba
        rule.published_at = rule.published_by = rule.valid_to = None
        rule.save()
        held = {charge.code: records for charge, records in charging.held_by(baba)}
        assert held["drafts.clocks.clockrule"] == [rule]
        services.deactivate_user(user=baba, reason="退職", by=honda, at=AT)
        rule.refresh_from_db()
        assert (rule.drafted_by, rule.is_draft) == (baba, True)

    def test_the_last_holder_of_a_role_that_somebody_must_hold_stays(
        self, honda: User, baba: User, make_user: Callable[..., User]
    ) -> None:
        for last in (honda, baba):
            with pytest.raises(Refused) as refused:
                services.deactivate_user(user=last, reason="退職", by=PORTAL, at=AT)
            assert [refusal.code for refusal in refused.value.refusals] == ["accounts.last_of_role"]
            with pytest.raises(Refused) as refused:
                services.change_user(user=last, changes={}, roles=[], by=PORTAL, at=AT)
            assert [refusal.code for refusal in refused.value.refusals] == ["accounts.last_of_role"]
        make_user("kato", "加藤", "光", "administrator")
        services.deactivate_user(user=honda, reason="退職", by=PORTAL, at=AT)


class TestScreens:
    """The administrator sees numbers, and chooses."""

    def test_the_page_shows_numbers_and_nothing_else_of_a_case(
        self, case: Case, aoki: User, honda: User, as_user: SignIn
    ) -> None:
        page = as_user(honda).get(reverse(f"{USERS}_deactivate", args=[aoki.pk])).content.decode()
        assert str(case.reference) in page
        assert case.subject not in page
        assert "担当している案件" in page

    def test_closing_comes_back_with_what_is_missing_and_works_with_a_successor_for_one_record(
        self, case: Case, aoki: User, honda: User, successor: User, as_user: SignIn
    ) -> None:
        browser, path = as_user(honda), reverse(f"{USERS}_deactivate", args=[aoki.pk])
        page = browser.post(path, {"reason": "退職"}).content.decode()
        assert "担当者がいなくなります" in page
        assert "<details open>" in page
        form = next(form for form in Forms(page).found if "portal_seen" in form.values)
        sent = {**form.values, "reason": "退職", f"successor_cases_handled_{case.pk}": successor.pk}
        assert browser.post(path, sent).status_code == 302
        case.refresh_from_db()
        aoki.refresh_from_db()
        assert (case.handler, aoki.is_active) == (successor, False)
        page = browser.get(reverse(f"{USERS}_change", args=[aoki.pk])).content.decode()
        assert "引継ぎの履歴" in page

    def test_the_form_of_an_account_hands_over_to_the_successor_that_it_names(
        self, case: Case, aoki: User, honda: User, successor: User, as_user: SignIn
    ) -> None:
        browser, path = as_user(honda), reverse(f"{USERS}_change", args=[aoki.pk])
        page = browser.post(path, typed(aoki, roles=[])).content.decode()
        assert "担当者がいなくなります" in page
        assert browser.post(path, typed(aoki, roles=[], successor=successor.pk)).status_code == 302
        case.refresh_from_db()
        assert case.handler == successor


def test_health_tells_of_what_closed_accounts_are_still_in_charge_of_and_of_roles_that_nobody_holds(
    case: Case, aoki: User, honda: User, baba: User
) -> None:
    found = {check.code: check for check in office.charges(AT)}
    assert (found["people.left_behind"].is_good, found["people.roles_held"].is_good) == (True, True)
    User.objects.filter(pk__in=[aoki.pk, honda.pk]).update(is_active=False)
    found = {check.code: check for check in office.charges(AT)}
    assert "担当している案件（1件）" in found["people.left_behind"].text
    assert "システム管理者" in found["people.roles_held"].text


def test_what_was_handed_over_cannot_be_rewritten(aoki: User, honda: User, chiba: User) -> None:
    services.deactivate_user(user=aoki, reason="退職", by=honda, at=AT, successors=Successors(chiba))
    row = Handover.objects.order_by("pk")[0]
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        Handover.objects.filter(pk=row.pk).update(reason="別の理由")
    assert connection.is_usable()
