"""How do people come and go, and can a closed account do anything?"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from privacyportal.accounts import services
from privacyportal.accounts.models import AccountRequest, Desk, User
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.clocks.show import feeds
from privacyportal.mails.invitation import choosing_path
from tests.accounts.forms import AT, USERS, typed

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


class TestJoiners:
    """A new account."""

    def test_somebody_registered_has_no_rights_until_a_second_person_agrees_and_chooses_a_password_alone(
        self, honda: User, baba: User, as_user: SignIn
    ) -> None:
        as_user(honda).post(reverse(f"{USERS}_add"), typed())
        user = User.objects.get(username="sasaki")
        assert (user.is_staff, user.is_superuser, user.has_usable_password()) == (True, False, False)
        assert not user.groups.exists()
        told = AuditEntry.objects.get(action="accounts.user_created")
        assert told.changes["roles"] == ["desk_handler"]
        assert "佐々木" not in str(told.changes)
        asked = AccountRequest.objects.get(user=user)
        assert (asked.roles, asked.asked_by) == (["desk_handler"], honda)
        as_user(baba).post(reverse("admin:accounts_accountrequest_agree", args=[asked.pk]), {})
        assert [group.name for group in user.groups.all()] == ["desk_handler"]
        page = choosing_path(user)
        form = Client()
        page = form.get(page)["Location"]
        form.post(page, {"new_password1": "sehr-geheim-2026", "new_password2": "sehr-geheim-2026"})
        assert Client().login(username="sasaki", password="sehr-geheim-2026")

    def test_a_weak_password_is_refused_and_a_link_works_once(self, aoki: User) -> None:
        link, form = choosing_path(aoki), Client()
        page = form.get(link)["Location"]
        form.post(page, {"new_password1": "12345678", "new_password2": "12345678"})
        assert not Client().login(username="aoki", password="12345678")
        form.post(page, {"new_password1": "sehr-geheim-2026", "new_password2": "sehr-geheim-2026"})
        assert Client().login(username="aoki", password="sehr-geheim-2026")
        assert "使用済み" in Client().get(link).content.decode()

    def test_a_sign_in_name_is_used_once_whatever_its_case(self, aoki: User) -> None:
        with pytest.raises(Refused):
            services.create_user(username="AOKI", last_name="青木", first_name="次郎", by=PORTAL, at=AT)

    def test_rights_come_from_the_table_only(self) -> None:
        Group.objects.create(name="everything")
        with pytest.raises(Refused):
            services.create_user(
                username="x", last_name="佐々木", first_name="望", roles=["everything"], by=PORTAL, at=AT
            )


class TestLeavers:
    """An account closed; others sit at the person's desk."""

    @pytest.fixture(autouse=True)
    def others(self, baba: User, desk: Desk) -> None:
        """Let nobody's seat be the last one."""
        desk.members.add(baba)

    def test_a_closed_account_cannot_sign_in_and_keeps_its_name_in_the_trail(
        self, aoki: User, baba: User, honda: User, as_user: SignIn
    ) -> None:
        path = reverse(f"{USERS}_deactivate", args=[aoki.pk])
        as_user(honda).post(path, {"reason": "退職"})
        assert not Client().login(username="aoki", password="password-for-tests")
        assert AuditEntry.objects.get(action="accounts.user_deactivated").reason == "退職"
        services.reactivate_user(user=aoki, reason="復職", by=honda, at=AT)
        assert not Client().login(username="aoki", password="password-for-tests")
        asked = AccountRequest.objects.get(user=aoki)
        with pytest.raises(Refused):
            services.agree(request=asked, by=honda, at=AT)
        assert "利用再開" in as_user(baba).get(reverse("admin:accounts_accountrequest_changelist")).content.decode()
        services.agree(request=asked, by=baba, at=AT)
        told = AuditEntry.objects.get(action="accounts.user_reactivated")
        assert (told.actor, told.reason) == (baba, "復職")
        assert Client().login(username="aoki", password="password-for-tests")

    def test_an_open_session_ends_when_the_account_is_closed(self, aoki: User, as_user: SignIn) -> None:
        browser = as_user(aoki)
        services.deactivate_user(user=aoki, reason="退職", by=PORTAL, at=AT)
        assert browser.get(reverse("admin:index")).status_code == 302

    def test_what_was_open_before_the_account_was_closed_stays_dead_when_it_is_opened_again(
        self, aoki: User, as_user: SignIn
    ) -> None:
        browser, link = as_user(aoki), choosing_path(aoki)
        feed = reverse("feed", args=[feeds.make(user=aoki, by=aoki, at=AT)])
        assert [browser.get(reverse("admin:index")).status_code, Client().get(feed).status_code] == [200, 200]
        services.deactivate_user(user=aoki, reason="退職", by=PORTAL, at=AT)
        assert [browser.get(reverse("admin:index")).status_code, Client().get(feed).status_code] == [302, 404]
        assert "使用済み" in Client().get(link).content.decode()
        services.reactivate_user(user=aoki, reason="復職", by=PORTAL, at=AT)
        assert [browser.get(reverse("admin:index")).status_code, Client().get(feed).status_code] == [302, 404]
        assert "使用済み" in Client().get(link).content.decode()
        aoki.refresh_from_db()
        assert Client().get(reverse("feed", args=[feeds.make(user=aoki, by=aoki, at=AT)])).status_code == 200

    def test_a_new_password_ends_the_feed_and_the_page_offers_another(self, aoki: User, as_user: SignIn) -> None:
        feed = reverse("feed", args=[feeds.make(user=aoki, by=aoki, at=AT)])
        services.set_password(user=aoki, password="violet-boat-number-1", by=aoki, at=AT)
        assert Client().get(feed).status_code == 404
        page = as_user(User.objects.get(pk=aoki.pk)).get(reverse("my_calendar"))
        assert page.context["subscription"] is None
        with pytest.raises(Conflict):
            feeds.revoke(user=aoki, by=aoki, at=AT)

    def test_closing_twice_is_a_conflict(self, aoki: User) -> None:
        services.deactivate_user(user=aoki, reason="退職", by=PORTAL, at=AT)
        with pytest.raises(Conflict):
            services.deactivate_user(user=aoki, reason="退職", by=PORTAL, at=AT)

    def test_nobody_closes_their_own_account(self, honda: User, as_user: SignIn) -> None:
        with pytest.raises(Refused):
            services.deactivate_user(user=honda, reason="x", by=honda, at=AT)
        page = as_user(honda).get(reverse(f"{USERS}_change", args=[honda.pk])).content.decode()
        assert reverse(f"{USERS}_deactivate", args=[honda.pk]) not in page

    def test_accounts_are_never_deleted(self, aoki: User, honda: User, as_user: SignIn) -> None:
        assert as_user(honda).post(reverse(f"{USERS}_delete", args=[aoki.pk])).status_code == 403
