"""How do people change, and can anybody give themselves more rights?"""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import NoReverseMatch, reverse

from privacyportal.accounts import services
from privacyportal.accounts.models import AccountRequest, Department, User
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Refused
from tests.accounts.forms import AT, USERS, typed
from tests.forms import Forms

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


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


def test_an_absence_that_an_administrator_entered_meanwhile_is_not_overwritten_unseen(
    goto: User, ueda: User, kudo: User, honda: User, as_user: SignIn
) -> None:
    client, page = as_user(goto), "/admin/my/absence/"
    form = next(form for form in Forms(client.get(page).content.decode()).found if "portal_seen" in form.values)
    services.change_user(user=goto, changes={"deputy": ueda}, by=honda, at=AT)
    absence = {"deputy": str(kudo.pk), "absent_from": "2026-12-01", "absent_until": "2026-12-04"}
    late = client.post(page, {**form.values, **absence})
    goto.refresh_from_db()
    assert (late.status_code, goto.deputy, goto.absent_from) == (409, ueda, None)
    assert "上田" in late.content.decode()
    assert "2026" in late.content.decode()
