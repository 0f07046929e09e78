"""How do people come, change and go, and can anybody give themselves more rights?"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from privacyportal.accounts import services
from privacyportal.accounts.models import AccountRequest, Department, Desk, User
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.mails import choosing_path
from privacyportal.notifications.models import Message

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
USERS = "admin:accounts_user"


def typed(user: User | None = None, **fields: Any) -> dict[str, Any]:
    """What stands in the form of an account."""
    known = {
        "username": user.username if user else "sasaki",
        "email": user.email if user else "sasaki@portal.example",
        "last_name": user.last_name if user else "佐々木",
        "first_name": user.first_name if user else "望",
        "department": (user.department_id or "") if user else "",
        "manager": (user.manager_id or "") if user else "",
        "deputy": "",
        "absent_from": "",
        "absent_until": "",
        "language": "ja",
        "roles": list(user.groups.values_list("name", flat=True)) if user else ["desk_handler"],
    }
    return {**known, **fields}


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


class TestChanges:
    """An account in use."""

    def test_place_absence_and_roles_are_changed_and_told(
        self, aoki: User, baba: User, honda: User, as_user: SignIn
    ) -> None:
        form = typed(
            aoki,
            deputy=baba.pk,
            absent_from="2026-12-01",
            absent_until="2026-12-05",
            email="new@portal.example",
            roles=["desk_handler", "vendor_owner"],
        )
        as_user(honda).post(reverse(f"{USERS}_change", args=[aoki.pk]), form)
        aoki.refresh_from_db()
        assert (aoki.deputy, aoki.is_absent_on(date(2026, 12, 3))) == (baba, True)
        told = AuditEntry.objects.get(action="accounts.user_changed")
        assert told.changes["deputy"] == [None, "baba"]
        assert (aoki.email, [group.name for group in aoki.groups.all()]) == ("aoki@portal.example", ["desk_handler"])
        services.agree(request=AccountRequest.objects.get(user=aoki), by=baba, at=AT)
        aoki.refresh_from_db()
        assert aoki.email == "new@portal.example"
        told = AuditEntry.objects.filter(action="accounts.user_changed").latest("sequence")
        assert told.changes == {"fields": ["email"]}
        rights = AuditEntry.objects.get(action="accounts.roles_changed")
        assert rights.changes == {"rights_granted": ["vendor_owner"], "rights_withdrawn": []}

    def test_nobody_gives_themselves_rights(self, honda: User, as_user: SignIn) -> None:
        browser, path = as_user(honda), reverse(f"{USERS}_change", args=[honda.pk])
        page = browser.post(path, typed(honda, roles=["administrator", "compliance_officer"]))
        assert page.status_code == 200
        assert [group.name for group in honda.groups.all()] == ["administrator"]
        kept = AuditEntry.objects.get(action="backoffice.refused")
        assert (kept.actor, kept.changes["code"]) == (honda, "accounts.own_account")

    def test_nobody_moves_themselves_but_everybody_may_settle_absence(self, honda: User, kudo: User) -> None:
        with pytest.raises(Refused):
            services.change_user(user=honda, changes={"manager": kudo}, by=honda, at=AT)
        services.change_user(user=honda, changes={"deputy": kudo}, by=honda, at=AT)
        assert User.objects.get(pk=honda.pk).deputy == kudo

    def test_no_form_makes_a_superuser(self, aoki: User, honda: User, as_user: SignIn) -> None:
        form = typed(aoki, is_superuser="on", is_staff="on", user_permissions=["1"])
        as_user(honda).post(reverse(f"{USERS}_change", args=[aoki.pk]), form)
        aoki.refresh_from_db()
        assert not aoki.is_superuser
        assert not aoki.user_permissions.exists()

    def test_an_account_outside_the_roles_is_out_of_reach(self, honda: User) -> None:
        root = User.objects.create_superuser("root", password="root-password-1")
        for refuse in (
            lambda: services.invite(user=root, by=honda, at=AT),
            lambda: services.deactivate_user(user=root, reason="x", by=honda, at=AT),
            lambda: services.change_user(user=root, changes={"email": "x@portal.example"}, by=honda, at=AT),
        ):
            with pytest.raises(Refused):
                refuse()

    def test_nobody_is_their_own_deputy(self, aoki: User) -> None:
        with pytest.raises(Refused):
            services.change_user(user=aoki, changes={"deputy": aoki}, by=PORTAL, at=AT)

    def test_only_administrators_change_accounts(self, aoki: User, baba: User, doi: User, as_user: SignIn) -> None:
        for other in (baba, doi):
            browser = as_user(other)
            assert browser.get(reverse(f"{USERS}_add")).status_code == 403
            path = reverse(f"{USERS}_change", args=[aoki.pk])
            assert browser.get(path).status_code == 200
            assert browser.post(path, typed(aoki, roles=["administrator"])).status_code == 403


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
            ({"last_name": "青木", "first_name": "花子"}, "accounts.namesake"),
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


class TestLeavers:
    """An account closed."""

    def test_a_closed_account_cannot_sign_in_and_keeps_its_name_in_the_trail(
        self, aoki: User, honda: User, as_user: SignIn
    ) -> None:
        path = reverse(f"{USERS}_deactivate", args=[aoki.pk])
        as_user(honda).post(path, {"reason": "退職"})
        assert not Client().login(username="aoki", password="password-for-tests")
        assert AuditEntry.objects.get(action="accounts.user_deactivated").reason == "退職"
        services.reactivate_user(user=aoki, reason="復職", by=honda, at=AT)
        assert Client().login(username="aoki", password="password-for-tests")

    def test_an_open_session_ends_when_the_account_is_closed(self, aoki: User, as_user: SignIn) -> None:
        browser = as_user(aoki)
        services.deactivate_user(user=aoki, reason="退職", by=PORTAL, at=AT)
        assert browser.get(reverse("admin:index")).status_code == 302

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


class TestPlaces:
    """Departments and desks."""

    def test_a_desk_gets_members_and_the_trail_names_them(
        self, desk: Desk, aoki: User, chiba: User, honda: User, as_user: SignIn
    ) -> None:
        before = desk.telephone
        form = {
            "code": desk.code,
            "kind": desk.kind,
            "name": desk.name,
            "name_en": desk.name_en,
            "telephone": "03-0000-0000",
            "hours": desk.hours,
            "calendar": desk.calendar_id,
            "department": desk.department_id or "",
            "url": "",
            "members": [chiba.pk],
            "is_active": "on",
        }
        as_user(honda).post(reverse("admin:accounts_desk_change", args=[desk.pk]), form)
        desk.refresh_from_db()
        assert list(desk.members.all()) == [chiba]
        told = AuditEntry.objects.filter(action="accounts.desk_changed").latest("sequence")
        assert (told.changes["members_added"], told.changes["members_removed"]) == (["chiba"], ["aoki"])
        assert told.changes["telephone"] == [before, "03-0000-0000"]

    def test_departments_have_heads_and_unique_codes(self, honda: User, kudo: User, as_user: SignIn) -> None:
        browser, add = as_user(honda), reverse("admin:accounts_department_add")
        form = {"code": "LEGAL", "name": "法務部", "name_en": "Legal", "head": kudo.pk}
        browser.post(add, form)
        browser.post(add, form)
        assert Department.objects.get(code="LEGAL").head == kudo
        with pytest.raises(Refused):
            services.create_department(code="LEGAL", name="法務部", by=PORTAL, at=AT)

    def test_handlers_look_but_do_not_change(self, desk: Desk, aoki: User, as_user: SignIn) -> None:
        browser = as_user(aoki)
        assert browser.get(reverse("admin:accounts_desk_changelist")).status_code == 200
        assert browser.get(reverse("admin:accounts_desk_add")).status_code == 403
        assert browser.post(reverse("admin:accounts_desk_change", args=[desk.pk]), {"name": "x"}).status_code == 403


def test_the_page_on_which_groups_could_be_given_rights_is_closed() -> None:
    assert not admin.site.is_registered(Group)
    with pytest.raises(NoReverseMatch):
        reverse("admin:auth_group_changelist")


def test_guardians_own_pages_do_not_exist(honda: User, baba: User, as_user: SignIn) -> None:
    for model in ("cases_case", "vendors_vendor"):
        for page in ("permissions", "permissions_manage_user", "permissions_manage_group"):
            with pytest.raises(NoReverseMatch):
                reverse(f"admin:{model}_{page}", args=[1])


def test_a_person_enters_their_own_absence_and_deputy(goto: User, ueda: User, kudo: User, as_user: SignIn) -> None:
    client, page = as_user(goto), "/admin/my/absence/"
    assert page in client.get("/admin/work/").content.decode()
    client.post(page, {"deputy": kudo.pk, "absent_from": "2026-12-01", "absent_until": "2026-12-04"})
    goto.refresh_from_db()
    assert (goto.deputy, goto.absent_from, goto.absent_until) == (kudo, date(2026, 12, 1), date(2026, 12, 4))
    assert AuditEntry.objects.get(action="accounts.user_changed").actor == goto
    client.post(page, {"deputy": kudo.pk, "absent_from": "", "absent_until": ""})
    goto.refresh_from_db()
    assert goto.absent_from is None


def test_an_absence_without_a_last_day_or_with_a_stranger_as_deputy_is_refused_beside_the_field(
    goto: User, ueda: User, kudo: User, as_user: SignIn
) -> None:
    User.objects.filter(pk=ueda.pk).update(department=Department.objects.create(code="FAR", name="遠い部"))
    client = as_user(goto)
    answer = client.post("/admin/my/absence/", {"absent_from": "2026-12-01", "absent_until": ""}).content.decode()
    assert "開始日と最終日をこの順に" in answer
    client.post("/admin/my/absence/", {"deputy": ueda.pk})
    goto.refresh_from_db()
    assert (goto.absent_from, goto.deputy) == (None, None)
