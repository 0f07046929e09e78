"""Does a person see where they are signed in, and end what they do not know? And an administrator, for them?"""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.conf import LazySettings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from privacyportal.accounts import services
from privacyportal.accounts.models import KnownPlace, OpenSession, User
from privacyportal.accounts.services import sessions
from privacyportal.accounts.tasks import tend_sign_ins
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.refusals import Conflict, Refused
from privacyportal.notifications.models import Message
from tests.accounts import browsers
from tests.accounts.browsers import PASSWORD
from tests.accounts.forms import AT, USERS
from tests.accounts.test_second_step import code_at, with_generator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SignIn = Callable[[User], Client]
WORK, OWN = "/admin/work/", "/admin/my/sessions/"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537 Edg/140.0"
)
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1"
FOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def signed_in(user: User, program: str = EDGE, address: str = "192.0.2.7") -> Client:
    """A browser in which the person has just signed in, this one unless another is named."""
    return browsers.signed_in(user, program, address)


def is_in(browser: Client) -> bool:
    """Whether the browser gets a page of the portal."""
    return browser.get(WORK).status_code == 200


def row_of(browser: Client) -> OpenSession:
    """The row of the browser's session."""
    return OpenSession.objects.get(session=browser.session.session_key)


def programs(user: User, at: object = AT) -> list[tuple[str, str]]:
    """Where the person is signed in, newest first."""
    return [(row.browser, row.system) for row in sessions.open_of(user, at=at)]  # type: ignore[arg-type]


class TestOwnPage:
    """What a person sees of their own sessions."""

    def test_each_says_when_from_where_with_what_and_which_is_this_one(
        self, aoki: User, clock: time_machine.Traveller
    ) -> None:
        signed_in(aoki, PHONE, "198.51.100.23")
        clock.shift(timedelta(minutes=30))
        here = signed_in(aoki)
        clock.shift(timedelta(minutes=12))
        here.get(WORK)
        page = here.get(OWN).content.decode()
        for said in ("2026-11-16 10:00", "2026-11-16 10:30", "2026-11-16 10:42", "192.0.2.7", "198.51.100.23"):
            assert said in page
        assert "Microsoft Edge（Windows）" in page
        assert "Safari（iPhone / iPad）" in page
        assert "パスワード" in page
        assert page.count(">このログイン</span>") == 1
        assert f'value="{row_of(here).pk}"' not in page

    def test_it_stands_in_the_menu_of_the_person(self, aoki: User) -> None:
        assert f'href="{OWN}"' in signed_in(aoki).get(WORK).content.decode()

    def test_a_second_step_is_named(self, aoki: User) -> None:
        with_generator(aoki)
        browser = signed_in(aoki)
        browser.post(reverse("second_step"), {"code": code_at(AT)})
        assert "パスワード、ワンタイムコード" in browser.get(OWN).content.decode()

    def test_no_key_of_a_session_is_shown_or_told(self, aoki: User) -> None:
        there, here = signed_in(aoki, PHONE), signed_in(aoki)
        keys = [there.session.session_key, here.session.session_key]
        page = here.get(OWN).content.decode()
        here.post(OWN, {"end": row_of(there).pk})
        told = " ".join(str(entry.changes) for entry in AuditEntry.objects.all())
        assert [key for key in keys if key in page or key in told] == []

    def test_it_asks_the_database_as_often_for_many_as_for_one(self, aoki: User) -> None:
        here = signed_in(aoki)
        here.get(OWN)
        with CaptureQueriesContext(connection) as for_one:
            here.get(OWN)
        for number in range(9):
            signed_in(aoki, FOX, f"192.0.2.{number + 20}")
        with CaptureQueriesContext(connection) as for_many:
            page = here.get(OWN).content.decode()
        assert page.count("Firefox") >= 9
        assert len(for_many) == len(for_one)


class TestEnding:
    """How a person ends sessions."""

    def test_one_ends_one_and_it_is_out_with_its_next_request(self, aoki: User) -> None:
        there, other, here = signed_in(aoki, PHONE), signed_in(aoki, FOX), signed_in(aoki)
        assert here.post(OWN, {"end": row_of(there).pk})["Location"] == OWN
        assert [is_in(browser) for browser in (there, other, here)] == [False, True, True]
        assert programs(aoki) == [("edge", "windows"), ("firefox", "linux")]
        entry = AuditEntry.objects.get(action="accounts.session_ended")
        assert (entry.actor, entry.changes["browser"]) == (aoki, "safari")

    def test_one_ends_all_others_and_stays(self, aoki: User) -> None:
        there, other, here = signed_in(aoki, PHONE), signed_in(aoki, FOX), signed_in(aoki)
        here.post(OWN, {"others": "yes"})
        aoki.refresh_from_db()
        assert programs(aoki) == [("edge", "windows")]
        assert [is_in(browser) for browser in (there, other, here)] == [False, False, True]
        assert "このログイン" in here.get(OWN).content.decode()

    def test_a_request_that_is_under_way_does_not_bring_it_back(self, aoki: User) -> None:
        there, here = signed_in(aoki, PHONE), signed_in(aoki)
        store = SessionStore(there.session.session_key)
        store["read"] = store.get("_auth_user_id")
        here.post(OWN, {"end": row_of(there).pk})
        with pytest.raises(UpdateError):
            store.save()
        assert not is_in(there)

    def test_another_persons_is_not_there(self, aoki: User, baba: User) -> None:
        theirs, here = signed_in(baba), signed_in(aoki)
        assert here.post(OWN, {"end": row_of(theirs).pk}).status_code == 404
        with pytest.raises(Conflict):
            services.end_session(user=aoki, session=row_of(theirs), by=aoki, at=AT)
        assert is_in(theirs)

    @pytest.mark.parametrize("named", ["", "x", "-1", "９", "9" * 40])
    def test_what_is_no_session_is_refused(self, aoki: User, named: str) -> None:
        assert signed_in(aoki).post(OWN, {"end": named}).status_code == 403

    def test_what_has_ended_meanwhile_is_said_so(self, aoki: User) -> None:
        there, here = signed_in(aoki, PHONE), signed_in(aoki)
        row = row_of(there)
        there.post(reverse("sign_out"))
        assert here.post(OWN, {"end": row.pk}).status_code == 404
        with pytest.raises(Conflict):
            services.end_session(user=aoki, session=row, by=aoki, at=AT)

    def test_whoever_finds_the_page_open_ends_nothing_without_a_key(
        self, aoki: User, clock: time_machine.Traveller
    ) -> None:
        there, here = signed_in(aoki, PHONE), signed_in(aoki)
        clock.shift(timedelta(minutes=5))
        for form in ({"end": row_of(there).pk}, {"others": "yes"}):
            assert here.post(OWN, form)["Location"].startswith(reverse("confirm"))
        assert is_in(there)


class TestRowsGo:
    """A row is there as long as its session, and says nothing that is not so."""

    def test_when_the_person_signs_out(self, aoki: User) -> None:
        signed_in(aoki).post(reverse("sign_out"))
        assert OpenSession.objects.count() == 0

    def test_when_the_same_person_signs_in_again_in_the_same_browser(self, aoki: User) -> None:
        browser = signed_in(aoki)
        browser.post(reverse("sign_in"), {"username": "aoki", "password": PASSWORD})
        assert OpenSession.objects.get() == row_of(browser)

    def test_when_another_signs_in_there(self, aoki: User, baba: User) -> None:
        browser = signed_in(aoki)
        browser.post(reverse("sign_in"), {"username": "baba", "password": PASSWORD})
        assert OpenSession.objects.get().user == baba

    def test_the_one_in_which_the_password_is_changed_goes_on_and_the_others_are_gone(self, aoki: User) -> None:
        there, here = signed_in(aoki, PHONE), signed_in(aoki)
        new = "Ein-ganz-neuer-Satz-38"
        form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assert here.post(reverse("own_password"), form).status_code == 302
        aoki.refresh_from_db()
        assert programs(aoki) == [("edge", "windows")]
        assert (is_in(there), is_in(here)) == (False, True)

    def test_with_a_closed_account_and_they_do_not_come_back(self, aoki: User, honda: User, successor: User) -> None:
        browser = signed_in(aoki)
        successors = services.Successors(successor)
        services.deactivate_user(user=aoki, reason="退職", by=honda, at=AT, successors=successors)
        assert sessions.open_of(aoki, at=AT) == []
        services.reactivate_user(user=aoki, reason="復職", by=PORTAL, at=AT)
        assert sessions.open_of(aoki, at=AT) == []
        assert not is_in(browser)

    def test_the_clocks_task_deletes_what_has_ended(self, aoki: User, clock: time_machine.Traveller) -> None:
        signed_in(aoki, PHONE)
        here = signed_in(aoki)
        here.post(OWN, {"others": "yes"})
        tend_sign_ins()
        assert OpenSession.objects.get() == row_of(here)
        assert Session.objects.count() == 1
        clock.shift(timedelta(days=3))
        tend_sign_ins()
        assert (OpenSession.objects.count(), Session.objects.count()) == (0, 0)

    def test_what_no_key_of_the_portal_opens_is_not_shown(self, aoki: User, settings: LazySettings) -> None:
        signed_in(aoki)
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key-" * 6, []
        assert sessions.open_of(aoki, at=AT) == []


class TestAdministrator:
    """Who looks after accounts sees and ends another person's sessions."""

    def test_they_stand_on_the_account_and_end_with_a_reason(self, aoki: User, honda: User, as_user: SignIn) -> None:
        phone, here, admin = signed_in(aoki, PHONE), signed_in(aoki), as_user(honda)
        page = admin.get(reverse(f"{USERS}_change", args=[aoki.pk])).content.decode()
        assert "Safari（iPhone / iPad）" in page
        assert phone.session.session_key not in page
        path = reverse(f"{USERS}_end_sessions", args=[aoki.pk])
        assert admin.post(path, {"reason": ""}).status_code == 200
        assert is_in(phone)
        admin.post(path, {"reason": "端末の紛失"})
        assert [is_in(phone), is_in(here)] == [False, False]
        assert OpenSession.objects.count() == 0
        entry = AuditEntry.objects.get(action="accounts.sessions_ended")
        assert (entry.actor, entry.reason, entry.changes) == (honda, "端末の紛失", {"sessions": 2})
        assert [mail.recipient for mail in Message.objects.filter(kind="accounts.sessions_ended")] == [aoki]
        page = admin.get(reverse(f"{USERS}_change", args=[aoki.pk])).content.decode()
        assert f'href="{path}"' not in page

    def test_nobody_ends_their_own_so_or_anybodys_without_the_right(self, aoki: User, honda: User, baba: User) -> None:
        browser = signed_in(honda)
        for by in (honda, baba):
            with pytest.raises(Refused):
                services.end_sessions(user=honda, reason="x", by=by, at=AT)
        assert is_in(browser)

    def test_who_reads_the_trail_does_not_see_where_people_are(self, aoki: User, doi: User, as_user: SignIn) -> None:
        signed_in(aoki, PHONE)
        assert "iPhone" not in as_user(doi).get(reverse(f"{USERS}_change", args=[aoki.pk])).content.decode()

    def test_the_server_ends_those_of_one_or_of_everybody(self, aoki: User, baba: User) -> None:
        one, other = signed_in(aoki), signed_in(baba)
        call_command("end_sessions", "aoki", reason="紛失")
        assert (is_in(one), is_in(other)) == (False, True)
        call_command("end_sessions", everybody=True, reason="侵入の疑い")
        assert not is_in(other)
        for named in ([], ["nobody"]):
            with pytest.raises(CommandError):
                call_command("end_sessions", *named, reason="x")


class TestNewPlaces:
    """A sign-in from where nobody signed in as the person before is told them by mail."""

    def told(self) -> list[tuple[str, str]]:
        """Whom the mails were about, and in which browser."""
        found = Message.objects.filter(kind="accounts.signed_in_elsewhere").order_by("pk")
        return [(mail.recipient.username if mail.recipient else "", str(mail.facts["browser"])) for mail in found]

    def test_the_first_is_not_and_another_browser_or_address_is_once(self, aoki: User, baba: User) -> None:
        signed_in(aoki)
        signed_in(aoki)
        assert self.told() == []
        signed_in(aoki, FOX)
        signed_in(aoki, EDGE, "203.0.113.9")
        signed_in(aoki, FOX)
        signed_in(baba, FOX)
        assert self.told() == [("aoki", "firefox"), ("aoki", "edge")]

    def test_what_is_kept_of_a_place_is_a_hash_and_is_forgotten(
        self, aoki: User, clock: time_machine.Traveller
    ) -> None:
        signed_in(aoki)
        assert "192.0.2.7" not in KnownPlace.objects.get().mark
        clock.shift(timedelta(days=181))
        tend_sign_ins()
        assert KnownPlace.objects.count() == 0

    def test_who_is_not_let_in_leaves_no_place_and_no_session(self, aoki: User) -> None:
        browser = Client(headers={"User-Agent": FOX})
        browser.post(reverse("sign_in"), {"username": "aoki", "password": "wrong"})
        with_generator(aoki)
        browser.post(reverse("sign_in"), {"username": "aoki", "password": PASSWORD})
        assert (OpenSession.objects.count(), KnownPlace.objects.count()) == (0, 0)
