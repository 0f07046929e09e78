"""Does nobody lose a role, a department or a seat from under what they are in charge of?"""

import pytest

from cases.models import Case
from privacyportal.accounts import services
from privacyportal.accounts.models import Department, Desk, Handover, User
from privacyportal.accounts.services import Successors
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.checklists import services as checklists
from tests.accounts.forms import AT
from tests.accounts.test_leaving import action_of
from tests.factories import vendors as vendor_factories
from vendors.models import Vendor

pytestmark = pytest.mark.django_db


class TestMoving:
    """Roles, department or seat change so that a person can no longer have what they are in charge of."""

    def test_a_role_is_not_withdrawn_from_under_what_rests_on_it(
        self, case: Case, aoki: User, honda: User, successor: User
    ) -> None:
        with pytest.raises(Refused) as refused:
            services.change_user(user=aoki, changes={}, roles=[], by=honda, at=AT)
        assert [refusal.field for refusal in refused.value.refusals] == ["successor_cases_handled"]
        services.change_user(user=aoki, changes={}, roles=[], by=honda, at=AT, successors=Successors(successor))
        case.refresh_from_db()
        assert (case.handler, list(aoki.groups.all())) == (successor, [])
        assert not User.objects.get(pk=aoki.pk).has_perm("cases.handle_case", case)

    def test_what_a_person_may_still_have_stays_with_them(
        self, case: Case, aoki: User, honda: User, goto: User
    ) -> None:
        sales = goto.department
        services.change_user(user=aoki, changes={"department": sales}, by=honda, at=AT)
        case.refresh_from_db()
        assert (case.handler, User.objects.get(pk=aoki.pk).department) == (aoki, sales)
        assert not Handover.objects.exists()

    def test_a_seat_is_not_taken_from_under_the_cases_of_its_desk(
        self, case: Case, aoki: User, honda: User, desk: Desk, successor: User
    ) -> None:
        with pytest.raises(Refused):
            services.change_desk(desk=desk, changes={"members": [successor]}, by=honda, at=AT)
        assert set(desk.members.all()) == {aoki, successor}
        chosen = Successors(by_record={("cases.handled", case.pk): successor})
        assert services.hand_over(user=aoki, successors=chosen, reason="異動", by=honda, at=AT) == 1
        services.change_desk(desk=desk, changes={"members": [successor]}, by=honda, at=AT)
        assert set(desk.members.all()) == {successor}

    def test_nothing_new_is_given_to_a_closed_account(self, goto: User, ueda: User, baba: User) -> None:
        action = action_of(goto, baba)
        services.deactivate_user(user=ueda, reason="退職", by=PORTAL, at=AT)
        with pytest.raises(Conflict):
            checklists.add_corrective_action(
                finding=action.finding, description="再確認", owner=ueda, due_on=AT.date(), by=baba, at=AT
            )
        vendor = Vendor.objects.get(reference=action.finding.subject)
        with pytest.raises(Refused):
            vendor_factories.services.assign_owner(vendor=vendor, owner=ueda, by=baba, at=AT)

    @pytest.mark.parametrize("field", ["manager", "deputy"])
    def test_nobody_who_has_left_supervises_or_stands_in(self, field: str, aoki: User, ueda: User) -> None:
        services.deactivate_user(user=ueda, reason="退職", by=PORTAL, at=AT)
        with pytest.raises(Refused) as refused:
            services.change_user(user=aoki, changes={field: ueda}, by=PORTAL, at=AT)
        assert [refusal.field for refusal in refused.value.refusals] == [field]

    def test_nobody_who_has_left_heads_a_department(self, planning: Department, ueda: User) -> None:
        services.deactivate_user(user=ueda, reason="退職", by=PORTAL, at=AT)
        with pytest.raises(Refused):
            services.change_department(department=planning, changes={"head": ueda}, by=PORTAL, at=AT)
