"""A form that was sent when it has to be asked who sits there: nothing typed is lost, and it is recorded once."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from privacyportal.accounts import kept, services
from privacyportal.accounts.models import AccountRequest, User
from privacyportal.audit.actors import PORTAL
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.confirming import KEPT
from privacyportal.backoffice.sendings import ONCE
from privacyportal.notifications.models import Message
from tests.accounts.forms import AT, USERS, typed
from tests.forms import Forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SignIn = Callable[[User], Client]
PASSWORD = "password-for-tests"
LATER = AT + timedelta(minutes=6)
WORDS = "改行\r\n\r\n<b>太字</b> & \"引用\" 'も'"


@pytest.fixture
def page(aoki: User) -> str:
    """The page of an account."""
    return reverse(f"{USERS}_change", args=[aoki.pk])


def wanted_roles(aoki: User, **fields: object) -> dict[str, object]:
    """A change of roles, which asks who sits there."""
    return typed(aoki, roles=["desk_handler", "auditor"], **fields)


def token_of(browser: Client, page: str) -> str:
    """The token of the form of a page."""
    forms = Forms(browser.get(page).content.decode()).found
    return next(str(form.values[ONCE]) for form in forms if ONCE in form.values)


def asked(browser: Client, page: str, form: dict[str, object]) -> str:
    """Send a form too late; return where one is led when it has been said who sits there."""
    answer = browser.post(page, form)
    assert answer["Location"].startswith(f"{reverse('confirm')}?")
    assert "入力内容は保管" in browser.get(answer["Location"]).content.decode()
    wanted = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    said = browser.post(reverse("confirm"), {"next": wanted, "password": PASSWORD})
    assert said["Location"] == wanted
    return wanted


def sent_on(browser: Client, going_on: str) -> tuple[str, dict[str, object]]:
    """What the page that sends on would send, and where to."""
    content = browser.get(going_on).content.decode()
    form = next(form for form in Forms(content).found if form.key == "go-on")
    return form.action, form.values


def test_what_was_typed_is_sent_on_and_recorded_once(
    aoki: User, honda: User, as_user: SignIn, page: str, clock: time_machine.Traveller
) -> None:
    browser = as_user(honda)
    form = {**wanted_roles(aoki), ONCE: token_of(browser, page), "_save": "yes"}
    clock.move_to(LATER)
    going_on = asked(browser, f"{page}?_changelist_filters=q%3Dx", form)
    assert not AccountRequest.objects.exists()
    path, values = sent_on(browser, going_on)
    assert path == f"{page}?_changelist_filters=q%3Dx"
    assert {name for name in values if name not in form} == {KEPT, "csrfmiddlewaretoken"}
    waiting = kept.find(request_of(browser, honda), str(values[KEPT]))
    assert waiting is not None
    assert [value for name, value in waiting.fields if name == "roles"] == ["desk_handler", "auditor"]
    first = browser.post(path, {**form, KEPT: values[KEPT]})
    again = [browser.post(path, {**form, KEPT: values[KEPT]}), browser.post(path, form)]
    assert [answer.status_code for answer in (first, *again)] == [302, 302, 302]
    assert AuditEntry.objects.filter(action="accounts.change_asked").count() == 1
    assert AccountRequest.objects.get().roles == ["auditor"]
    with override("ja"):
        assert "保管されていません" in browser.get(going_on, follow=True).content.decode()


def request_of(browser: Client, user: User) -> object:
    """A request as the browser's next one."""
    request = RequestFactory().get("/")
    request.session, request.user = browser.session, user
    return request


def test_every_sign_comes_through(aoki: User, as_user: SignIn, clock: time_machine.Traveller) -> None:
    browser = as_user(aoki)
    clock.move_to(LATER)
    path, values = sent_on(browser, asked(browser, reverse("own_keys"), {"renew": WORDS, "二": "\r\nこ"}))
    assert path == reverse("own_keys")
    content = browser.get(f"{reverse('go_on')}?form={values[KEPT]}").content.decode()
    assert "&lt;b&gt;太字&lt;/b&gt; &amp; &quot;引用&quot;" in content
    assert 'name="二"' in content
    waiting = kept.find(request_of(browser, aoki), str(values[KEPT]))
    assert waiting is not None
    assert waiting.fields == [("renew", WORDS), ("二", "\r\nこ")]


def test_files_are_chosen_again_and_never_left_out_silently(
    aoki: User, honda: User, as_user: SignIn, page: str, clock: time_machine.Traveller
) -> None:
    browser = as_user(honda)
    clock.move_to(LATER)
    form = {**wanted_roles(aoki), "paper": SimpleUploadedFile("委任状.pdf", b"secret content")}
    going_on = asked(browser, page, form)
    content = browser.get(going_on).content.decode()
    assert 'type="file" name="paper"' in content
    assert "委任状.pdf" in content
    assert "選び直して" in content
    assert "data-portal-go-on" not in content  # it waits for the person
    assert "secret content" not in str(dict(browser.session))


def test_without_files_it_goes_on_by_itself(
    aoki: User, honda: User, as_user: SignIn, page: str, clock: time_machine.Traveller
) -> None:
    browser = as_user(honda)
    clock.move_to(LATER)
    assert "data-portal-go-on" in browser.get(asked(browser, page, wanted_roles(aoki))).content.decode()


def test_it_waits_sealed_and_goes_with_the_session(
    aoki: User, honda: User, as_user: SignIn, page: str, clock: time_machine.Traveller
) -> None:
    browser = as_user(honda)
    clock.move_to(LATER)
    browser.post(page, wanted_roles(aoki, last_name="秘匿"))
    stored = Session.objects.get(pk=browser.session.session_key).get_decoded()
    assert "秘匿" not in str(stored)
    assert len(stored[kept.FORMS]) == 1
    browser.post(reverse("admin:logout"))
    assert not Session.objects.filter(pk=browser.session.session_key).exists()


def test_it_is_sent_on_only_when_it_was_said_who_sits_there(
    aoki: User, honda: User, as_user: SignIn, page: str, clock: time_machine.Traveller
) -> None:
    browser = as_user(honda)
    clock.move_to(LATER)
    answer = browser.post(page, wanted_roles(aoki, last_name="秘匿"))
    going_on = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    led = browser.get(going_on)
    assert led["Location"].startswith(f"{reverse('confirm')}?next=")
    assert Client().get(going_on)["Location"].startswith(reverse("sign_in"))


def test_another_person_or_session_finds_nothing(
    aoki: User, honda: User, baba: User, as_user: SignIn, page: str, clock: time_machine.Traveller
) -> None:
    browser = as_user(honda)
    clock.move_to(LATER)
    going_on = asked(browser, page, wanted_roles(aoki, last_name="秘匿"))
    forms = browser.session[kept.FORMS]
    others = [as_user(baba), as_user(honda)]
    session = others[0].session
    session[kept.FORMS] = forms  # even where it were moved there, it does not open
    session.save()
    assert [other.get(going_on)["Location"] for other in others] == [reverse("admin:index")] * 2


def test_after_a_while_it_waits_no_longer(
    aoki: User, honda: User, as_user: SignIn, page: str, clock: time_machine.Traveller
) -> None:
    browser = as_user(honda)
    clock.move_to(LATER)
    answer = browser.post(page, wanted_roles(aoki))
    wanted = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    clock.move_to(LATER + kept.WITHIN)
    browser.post(reverse("confirm"), {"next": wanted, "password": PASSWORD})
    assert browser.get(wanted)["Location"] == reverse("admin:index")


def test_what_is_too_long_is_said_honestly_and_not_recorded(
    aoki: User, as_user: SignIn, clock: time_machine.Traveller
) -> None:
    browser = as_user(aoki)
    clock.move_to(LATER)
    answer = browser.post(reverse("own_keys"), {"renew": "x" * kept.LARGEST})
    assert "長いため保管できず" in browser.get(answer["Location"]).content.decode()
    assert kept.FORMS not in browser.session
    assert not aoki.recovery_codes.exists()


def test_forms_of_several_windows_wait_beside_each_other(
    aoki: User, honda: User, as_user: SignIn, page: str, clock: time_machine.Traveller
) -> None:
    browser = as_user(honda)
    clock.move_to(LATER)
    words = []
    for name in ("one", "two", "three", "four"):
        clock.shift(timedelta(seconds=1))
        answer = browser.post(page, wanted_roles(aoki, first_name=name))
        words.append(parse_qs(urlsplit(answer["Location"]).query)["next"][0].partition("form=")[2])
    request = request_of(browser, honda)
    found = [kept.find(request, word) for word in words]
    assert [dict(form.fields)["first_name"] if form else None for form in found] == [None, "two", "three", "four"]


def test_a_fault_of_the_portal_lets_it_wait_on(
    aoki: User, honda: User, as_user: SignIn, page: str, clock: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = as_user(honda)
    clock.move_to(LATER)
    _path, values = sent_on(browser, asked(browser, page, wanted_roles(aoki)))

    def fails(*given: object, **named: object) -> None:
        raise RuntimeError

    browser.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr("privacyportal.accounts.services.change_user", fails)
        assert browser.post(page, {**wanted_roles(aoki), KEPT: values[KEPT]}).status_code == 500
    assert kept.find(request_of(browser, honda), str(values[KEPT])) is not None


def test_who_has_left_and_returned_finds_nothing_and_is_told_of_the_first_sign_in(
    aoki: User, honda: User, clock: time_machine.Traveller
) -> None:
    browser = Client()
    login = {"username": "aoki", "password": PASSWORD}
    assert browser.post(reverse("sign_in"), login)["Location"] == reverse("admin:index")
    clock.move_to(LATER)
    own = reverse("own_sessions")
    answer = browser.post(own, {"others": "yes", ONCE: token_of(browser, own)})
    going_on = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    waiting, known = browser.session[kept.FORMS], set(aoki.known_places.values_list("mark", flat=True))
    services.deactivate_user(user=aoki, reason="退職", by=PORTAL, at=LATER, successors=services.Successors(honda))
    assert not known & set(aoki.known_places.values_list("mark", flat=True))
    services.reactivate_user(user=aoki, reason="復職", by=PORTAL, at=LATER)
    session = browser.session
    session[kept.FORMS] = waiting  # as a session keeps it that nobody is signed in to
    session.save()
    told = Message.objects.filter(kind="accounts.signed_in_elsewhere", recipient=aoki)
    assert not told
    assert browser.post(reverse("sign_in"), login)["Location"] == reverse("admin:index")
    assert browser.get(going_on)["Location"] == reverse("admin:index")
    assert told.all().count() == 1


def test_a_new_password_of_ones_own_leaves_what_waits(
    aoki: User, honda: User, as_user: SignIn, page: str, clock: time_machine.Traveller
) -> None:
    browser = as_user(honda)
    clock.move_to(LATER)
    going_on = asked(browser, page, wanted_roles(aoki, last_name="秘匿"))
    changed = {"old_password": PASSWORD, "new_password1": "korrekt-pferd-batterie"}
    form = {**changed, "new_password2": changed["new_password1"]}
    assert browser.post(reverse("own_password"), form)["Location"] == reverse("admin:password_change_done")
    assert sent_on(browser, going_on)[0] == page
