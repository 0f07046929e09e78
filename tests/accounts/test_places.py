"""How do departments and desks change, and who only looks at them?"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from privacyportal.accounts import services
from privacyportal.accounts.models import Department, Desk, User
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Refused
from tests.accounts.forms import AT

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


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

    def test_a_change_is_told_by_what_stands_and_not_by_what_was_read_before(self, desk: Desk) -> None:
        read_before, first = Desk.objects.get(pk=desk.pk), desk.telephone
        services.change_desk(desk=desk, changes={"telephone": "03-0000-0001"}, by=PORTAL, at=AT)
        services.change_desk(desk=read_before, changes={"telephone": first}, by=PORTAL, at=AT)
        desk.refresh_from_db()
        told = AuditEntry.objects.filter(action="accounts.desk_changed").latest("sequence")
        assert (desk.telephone, told.changes["telephone"]) == (first, ["03-0000-0001", first])

    def test_handlers_look_but_do_not_change(self, desk: Desk, aoki: User, as_user: SignIn) -> None:
        browser = as_user(aoki)
        assert browser.get(reverse("admin:accounts_desk_changelist")).status_code == 200
        assert browser.get(reverse("admin:accounts_desk_add")).status_code == 403
        assert browser.post(reverse("admin:accounts_desk_change", args=[desk.pk]), {"name": "x"}).status_code == 403
