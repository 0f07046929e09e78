"""Does whoever finds an open page get no export, restricted file, role or key without showing who they are?"""

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from cases.services import add_file
from privacyportal.accounts import limits
from privacyportal.accounts.admin.requests import AccountRequestAdmin
from privacyportal.accounts.admin.users import UserAdmin
from privacyportal.accounts.models import AccountRequest, SignInCount, User
from privacyportal.accounts.services import throttling
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.buttons import ButtonsMixin
from privacyportal.backoffice.models import ImportRun
from privacyportal.backoffice.sendings import ONCE
from privacyportal.clocks.show import feeds
from tests.accounts.browsers import signed_in
from tests.accounts.forms import AT, USERS, typed
from tests.accounts.test_kept_forms import token_of
from tests.accounts.test_second_step import at_second_step, code_at, give, with_generator
from tests.factories import cases

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SignIn = Callable[[User], Client]
PASSWORD = "password-for-tests"
FIVE = timedelta(minutes=5)
ROOT = Path(__file__).resolve().parent.parent.parent
SENDS = {"FileResponse", "StreamingHttpResponse", "write_csv", "write_xlsx"}


def asks(browser: Client, path: str, form: dict[str, object] | None = None) -> bool:
    """Return whether a page leads to the question, and to nothing else."""
    answer = browser.get(path) if form is None else browser.post(path, form)
    return answer.status_code == 302 and answer["Location"].startswith(f"{reverse('confirm')}?next=")


def say(browser: Client, **form: str) -> str:
    """Answer the question; return where it led, or nothing."""
    answer = browser.post(reverse("confirm"), {"next": "/admin/work/", **form})
    return answer["Location"] if answer.status_code == 302 else ""


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_export_asks_again_after_five_minutes_and_goes_on_afterwards(
    baba: User, as_user: SignIn, clock: time_machine.Traveller, form: str
) -> None:
    browser, path = as_user(baba), reverse("admin:accounts_user_export", args=[form])
    clock.move_to(AT + FIVE - timedelta(seconds=1))
    assert browser.get(path).status_code == 200
    clock.move_to(AT + FIVE)
    assert asks(browser, f"{path}?is_active__exact=1")
    assert AuditEntry.objects.filter(action="backoffice.exported").count() == 1
    assert say(browser, password="wrong") == ""
    assert asks(browser, path)
    assert say(browser, password=PASSWORD) == "/admin/work/"
    assert browser.get(path).status_code == 200


def test_the_trail_and_rejected_rows_leave_only_afterwards(
    baba: User, doi: User, as_user: SignIn, clock: time_machine.Traveller, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path
    run = ImportRun.objects.create(
        kind="vendors",
        mapping_name="standard",
        created_at=AT,
        started_by=baba,
        rejected_file=ContentFile(b"x", name="rejected.csv"),
    )
    ways = {
        reverse("admin:audit_auditentry_proof"): as_user(doi),
        reverse("admin:backoffice_importrun_rejected", args=[run.pk]): as_user(baba),
    }
    clock.move_to(AT + FIVE)
    assert {path: asks(browser, path) for path, browser in ways.items()} == dict.fromkeys(ways, True)
    assert not AuditEntry.objects.filter(action__in=("audit.exported", "backoffice.rejected_fetched")).exists()


def leaving() -> set[str]:
    """The functions of the sources that answer with a file."""
    found = set()
    for room in ("privacyportal", "cases", "consents", "vendors"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and SENDS & {called(call) for call in ast.walk(node)}:
                    asks_first = "insist" in {called(call) for call in ast.walk(node)}
                    found |= set() if asks_first else {node.name}
    return found


def called(node: ast.AST) -> str:
    """The name of what a call calls; nothing for what is no call."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def test_whatever_sends_a_file_asks_first_or_is_named_here() -> None:
    # Writers of files get what their callers, which ask, hand over; an empty form holds nobody's record.
    assert leaving() == {"write_csv", "write_xlsx", "write_template"}


def test_an_address_that_reads_deadlines_for_good_is_made_only_afterwards(
    aoki: User, as_user: SignIn, clock: time_machine.Traveller
) -> None:
    browser, page = as_user(aoki), reverse("my_calendar")
    clock.move_to(AT + FIVE)
    assert asks(browser, page, {ONCE: token_of(browser, page)})
    assert not aoki.calendar_feeds.exists()


def test_a_clock_that_went_back_asks_again(baba: User, as_user: SignIn, clock: time_machine.Traveller) -> None:
    browser = as_user(baba)
    clock.move_to(AT - timedelta(seconds=1))
    assert asks(browser, reverse("admin:accounts_user_export", args=["csv"]))


def test_a_restricted_file_asks_again_and_another_does_not(
    baba: User, as_user: SignIn, clock: time_machine.Traveller, settings: object, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path
    case = cases.open_case(by=baba, at=AT)
    paths = {}
    for restricted in (True, False):
        file = ContentFile(b"a text", name=f"{restricted}.txt")
        added = add_file(case=case, file=file, restricted=restricted, by=baba, at=AT)
        paths[restricted] = reverse("attachment", args=[added.pk])
    browser = as_user(baba)
    clock.move_to(AT + FIVE)
    met = {restricted: asks(browser, path) for restricted, path in paths.items()}
    assert met == {True: True, False: False}


def test_roles_are_given_and_agreed_to_only_afterwards(
    aoki: User, honda: User, baba: User, as_user: SignIn, clock: time_machine.Traveller
) -> None:
    asker, decider = as_user(honda), as_user(baba)
    page = reverse(f"{USERS}_change", args=[aoki.pk])
    clock.move_to(AT + FIVE)
    form = typed(aoki, roles=["desk_handler", "auditor"])
    assert asks(asker, page, form)
    assert not AccountRequest.objects.exists()
    say(asker, password=PASSWORD)
    asker.post(page, form)
    agree = reverse("admin:accounts_accountrequest_agree", args=[AccountRequest.objects.get().pk])
    assert asks(decider, agree, {})
    assert AccountRequest.objects.get().decision == "pending"
    say(decider, password=PASSWORD)
    decider.post(agree, {})
    assert AccountRequest.objects.get().decision == "agreed"


@pytest.mark.parametrize("screen", [UserAdmin, AccountRequestAdmin])
def test_every_button_of_an_account_and_of_its_rights_asks_again(screen: type[ButtonsMixin]) -> None:
    assert screen.asks_again


@pytest.mark.parametrize(
    ("button", "form"),
    [
        ("invite", {}),
        ("end_sessions", {"reason": "紛失"}),
        ("reset_keys", {"reason": "紛失"}),
        ("deactivate", {"reason": "退職"}),
        ("reactivate", {"reason": "復職"}),
    ],
)
def test_an_account_is_closed_opened_and_invited_only_afterwards(
    aoki: User, honda: User, as_user: SignIn, clock: time_machine.Traveller, button: str, form: dict[str, object]
) -> None:
    theirs, browser = signed_in(aoki), as_user(honda)
    with_generator(aoki)
    User.objects.filter(pk=aoki.pk).update(is_active=button != "reactivate")
    clock.move_to(AT + FIVE)
    before = AuditEntry.objects.count()
    path = reverse(f"{USERS}_{button}", args=[aoki.pk])
    assert browser.get(path).status_code == 200
    assert asks(browser, path, form)
    aoki.refresh_from_db()
    assert (aoki.is_active, AuditEntry.objects.count()) == (button != "reactivate", before)
    assert not AccountRequest.objects.exists()
    assert button == "reactivate" or theirs.get(reverse("admin:index")).status_code == 200
    say(browser, password=PASSWORD)
    assert not asks(browser, path, form)


def test_keys_are_added_and_removed_only_afterwards(aoki: User, as_user: SignIn, clock: time_machine.Traveller) -> None:
    with_generator(aoki)
    browser = as_user(aoki)
    clock.move_to(AT + FIVE)
    key = f"generator-{aoki.code_generators.get().pk}"
    assert asks(browser, reverse("add_key"))
    assert asks(browser, reverse("own_keys"), {"remove": key})
    assert asks(browser, reverse("own_keys"), {"renew": "yes"})
    assert aoki.code_generators.exists()


def test_who_has_a_key_shows_the_key_and_not_the_password(
    aoki: User, as_user: SignIn, clock: time_machine.Traveller
) -> None:
    with_generator(aoki)
    browser = as_user(aoki)
    clock.move_to(AT + FIVE)
    assert say(browser, password=PASSWORD) == ""
    assert asks(browser, reverse("add_key"))
    assert say(browser, code=code_at(AT + FIVE)) == "/admin/work/"
    assert browser.get(reverse("add_key")).status_code == 200


def test_guessing_there_has_to_wait_too(aoki: User, as_user: SignIn, clock: time_machine.Traveller) -> None:
    browser = as_user(aoki)
    for _try in range(limits.TRIES_PER_NAME):
        assert say(browser, password="wrong") == ""
    assert say(browser, password=PASSWORD) == ""
    assert AuditEntry.objects.filter(action="accounts.sign_in_failed").count() == limits.TRIES_PER_NAME


def test_guessing_there_and_at_the_second_step_counts_against_the_address_too(
    aoki: User, baba: User, as_user: SignIn
) -> None:
    """The next sign-in from there waits; who is signed in already goes on answering."""
    with_generator(baba)
    waiting = at_second_step(baba)
    for number in range(limits.TRIES_PER_ADDRESS - 1):
        throttling.fail(address="127.0.0.1", at=AT)
        assert number or say(as_user(aoki), password="wrong") == ""
    assert not give(waiting, code=code_at())
    assert "試行回数" in waiting.post(reverse("second_step"), {"code": code_at()}).content.decode()
    form = {"username": "aoki", "password": PASSWORD}
    assert "試行回数" in Client().post(reverse("sign_in"), form).content.decode()
    assert say(as_user(aoki), password=PASSWORD) == "/admin/work/"


@pytest.mark.parametrize("second_step", [True, False])
def test_each_wrong_answer_is_counted_where_it_came_from(aoki: User, as_user: SignIn, second_step: bool) -> None:
    if second_step:
        with_generator(aoki)
        assert not give(at_second_step(aoki), code="000000")
    else:
        assert say(as_user(aoki), password="wrong") == ""
    assert SignInCount.objects.get(kind=SignInCount.Kind.ADDRESS).tries == 1


def test_it_leads_nowhere_else(aoki: User, as_user: SignIn) -> None:
    answer = as_user(aoki).post(reverse("confirm"), {"next": "https://evil.example/", "password": PASSWORD})
    assert answer["Location"] == reverse("admin:index")


def test_one_ends_what_is_open_elsewhere_and_stays(aoki: User, as_user: SignIn) -> None:
    here, elsewhere = as_user(aoki), as_user(aoki)
    feed = reverse("feed", args=[feeds.make(user=aoki, by=aoki, at=AT)])
    here.post(reverse("own_sessions"), {"others": "yes"})
    assert here.get(reverse("admin:index")).status_code == 200
    assert elsewhere.get(reverse("admin:index")).status_code == 302
    assert Client().get(feed).status_code == 404
    assert [entry.actor for entry in AuditEntry.objects.filter(action="accounts.ended_elsewhere")] == [aoki]
