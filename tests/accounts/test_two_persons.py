"""Do rights, and who somebody is, change by two persons only, and is a second account still the same person?"""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from privacyportal.accounts import services
from privacyportal.accounts.models import AccountRequest, User
from privacyportal.backoffice.refusals import Refused
from privacyportal.notifications.models import Message
from tests.accounts.forms import AT, USERS

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


class TestTwoPersons:
    """Rights, and who somebody is, change by two persons; four eyes compare persons."""

    def test_who_asked_does_not_agree_nor_does_who_gets_the_rights(
        self, honda: User, aoki: User, make_user: Callable[..., User]
    ) -> None:
        puppet = make_user("puppet", "本多", "仮", "administrator")
        services.change_user(user=aoki, changes={}, roles=["desk_handler", "compliance_officer"], by=honda, at=AT)
        asked = AccountRequest.objects.get(user=aoki)
        with pytest.raises(Refused) as refused:
            services.agree(request=asked, by=honda, at=AT)
        assert refused.value.refusals[0].code == "accounts.second_person"
        services.change_user(user=puppet, changes={}, roles=["administrator", "manager"], by=honda, at=AT)
        with pytest.raises(Refused):
            services.agree(request=AccountRequest.objects.get(user=puppet), by=puppet, at=AT)
        assert not aoki.groups.filter(name="compliance_officer").exists()

    def test_a_second_account_of_the_same_person_is_the_same_person(
        self, honda: User, endo: User, make_user: Callable[..., User]
    ) -> None:
        twin = make_user("honda2", honda.last_name, honda.first_name, "compliance_officer")
        services.change_user(user=endo, changes={}, roles=["compliance_officer", "manager"], by=honda, at=AT)
        with pytest.raises(Refused):
            services.agree(request=AccountRequest.objects.get(user=endo), by=twin, at=AT)
        User.objects.filter(pk=honda.pk).update(staff_number="1001")
        User.objects.filter(pk=twin.pk).update(staff_number="1002")
        services.agree(request=AccountRequest.objects.get(user=endo), by=User.objects.get(pk=twin.pk), at=AT)
        assert endo.groups.filter(name="manager").exists()

    @pytest.mark.parametrize(
        ("taken", "code"),
        [
            ({"email": "AOKI@portal.example"}, "accounts.mail_taken"),
            ({"staff_number": "2001"}, "accounts.number_taken"),
            ({"staff_number": "２００１"}, "accounts.number_taken"),
            ({"last_name": "青木", "first_name": "花子"}, "accounts.namesake"),
            ({"last_name": "青木　", "first_name": " 花子"}, "accounts.namesake"),
            ({"last_name": "花子", "first_name": "青木"}, "accounts.namesake"),
            ({"last_name": "青木花子", "first_name": ""}, "accounts.namesake"),
        ],
    )
    def test_a_second_account_for_somebody_who_has_one_is_refused(
        self, aoki: User, honda: User, taken: dict[str, str], code: str
    ) -> None:
        User.objects.filter(pk=aoki.pk).update(staff_number="2001")
        said = {"username": "aoki2", "last_name": "青木", "first_name": "次郎", "email": "a2@portal.example", **taken}
        with pytest.raises(Refused) as refused:
            services.create_user(**said, by=honda, at=AT)
        assert [refusal.code for refusal in refused.value.refusals] == [code]

    def test_a_namesake_told_apart_by_staff_numbers_is_another_person(self, aoki: User, honda: User) -> None:
        User.objects.filter(pk=aoki.pk).update(staff_number="2001")
        other = services.create_user(
            username="aoki2", last_name="青木", first_name="花子", staff_number="2002", by=honda, at=AT
        )
        assert not other.is_same_person(User.objects.get(pk=aoki.pk))

    def test_a_decision_by_the_asker_cannot_be_stored(self, aoki: User, honda: User) -> None:
        decided = {"decision": "agreed", "decided_at": AT, "asked_at": AT}
        for by in ({"asked_by": honda, "decided_by": honda}, {"asked_by": honda, "decided_by": aoki}):
            with pytest.raises(IntegrityError), transaction.atomic():
                AccountRequest.objects.create(user=aoki, **by, **decided)

    def test_an_administrator_learns_no_password(self, aoki: User, honda: User, as_user: SignIn) -> None:
        page = reverse(f"{USERS}_invite", args=[aoki.pk])
        answer = as_user(honda).post(page, {})
        assert answer.status_code == 302
        message = Message.objects.get(kind="accounts.invitation")
        assert (message.recipient, message.facts) == (aoki, {})
        with pytest.raises(Refused):
            services.set_password(user=aoki, password="chosen-for-her-1", by=honda, at=AT)
