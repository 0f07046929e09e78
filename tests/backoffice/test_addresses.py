"""What is made of an address, a form or a cookie that no page of the portal has written?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.test import Client

from consents.models import DataSubject
from privacyportal.accounts.models import User
from privacyportal.backoffice import addresses
from privacyportal.backoffice.related import RecordsField
from tests.backoffice.registered import screens
from tests.world import World

type SignIn = Callable[[User], Client]
COMPLETED = {"app_label": "cases", "model_name": "case", "field_name": "vendor"}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1", 1),
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", None),
        ("²", None),
        ("１", None),
        ("-1", None),
        ("", None),
        ("x", None),
    ],
)
def test_a_key_in_an_address(text: str, key: int | None) -> None:
    assert addresses.key(text) == key


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "1899-12-31", "2200-01-01", "2026-02-30", "x", ""])
def test_a_day_that_no_record_has(text: str) -> None:
    assert addresses.day(text) is None
    assert addresses.instant(f"{text or 0} 00:00:00+09:00") is None


def test_an_instant_without_a_zone_is_tokyos() -> None:
    assert str(addresses.instant("2026-11-29 00:00:00")) == "2026-11-29 00:00:00+09:00"
    assert str(addresses.instant("2026-11-29T00:00:00+09:00")) == "2026-11-29 00:00:00+09:00"


def models_with_a_new_form() -> list[type[Model]]:
    """Return the models of which a compliance officer may register a new record."""
    return [screen.model for screen in screens() if screen.add_permission]


@pytest.mark.parametrize("value", ["x", "²", "99999999999999999999", "9999-12-31"])
@pytest.mark.parametrize("model", models_with_a_new_form(), ids=lambda model: model._meta.label)
def test_a_new_form_opens_whatever_its_address_fills_in(
    baba: User, as_user: SignIn, model: type[Model], value: str
) -> None:
    path = f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/"
    names = [field.name for field in model._meta.get_fields() if getattr(field, "editable", False)]
    answer = as_user(baba).get(path, dict.fromkeys([*names, "ground", "_changelist_filters"], value))
    assert answer.status_code in (200, 302, 403)


@pytest.mark.parametrize("key", ["9" * 20, "9" * 400, "-" + "9" * 20, "x", "²"])
def test_a_form_sent_with_what_can_be_no_key_is_a_bad_request(aoki: User, as_user: SignIn, key: str) -> None:
    assert as_user(aoki).post("/admin/cases/case/add/", {"kind": "complaint", "vendor": key}).status_code == 400


def test_a_field_offers_records_only_where_a_form_declares_it(aoki: User, goto: User, as_user: SignIn) -> None:
    def offer(user: User, **asked: str) -> int:
        query = {**COMPLETED, "term": "", **asked}
        return as_user(user).post("/admin/autocomplete/", query).status_code

    assert offer(aoki) == 200
    assert offer(aoki, field_name="handler") == 403
    assert offer(aoki, app_label="accounts", model_name="user", field_name="manager") == 403
    assert offer(goto) == 403
    assert offer(aoki, page="x") == 400
    assert offer(aoki, page="99999") == 400
    assert offer(aoki, page="999") == 404
    assert offer(aoki, term="x" * 201) == 400
    assert offer(aoki, password="x") == 400


@pytest.mark.parametrize("query", ["s=a", "page=2", "q=&q=", "x=1"])
def test_the_one_box_is_asked_nothing_else(honda: User, as_user: SignIn, query: str) -> None:
    assert as_user(honda).get(f"/admin/search/?{query}").status_code == 400


def test_no_field_is_asked_in_an_address(baba: User, as_user: SignIn) -> None:
    path = f"/admin/autocomplete/?{urlencode(COMPLETED)}&term=a"
    assert as_user(baba).get(path.removesuffix("a")).status_code == 200
    assert as_user(baba).get(path).status_code == 400
    assert as_user(baba).post(path).status_code == 400


SUBPAGES = {
    "/admin/work/": ("show", "whose", "kind", "page"),
    "/admin/outlook/": ("day",),
    "/admin/calculator/": ("start", "amount", "unit", "calendar", "from_1", "until_1"),
    "/admin/mailbox/": ("page",),
    "/admin/policies/obligationmapping/add/": ("version", "obligation"),
    "/admin/consents/thirdpartyprovision/add/": ("ground", "data_subject"),
    "/admin/cases/case/route/": ("kind", "channel", "received_at", "vendor", "partner"),
}
CALCULATED = {"start": "2026-11-24T09:00", "amount": "10", "unit": "business_days", "calendar": "DESK"}


@pytest.mark.parametrize("path", SUBPAGES)
def test_a_page_with_parameters_of_its_own_takes_any_text(
    path: str, baba: User, honda: User, as_user: SignIn, settings: Any, tmp_path: Path
) -> None:
    settings.PORTAL_MAILBOX_DIR = tmp_path
    client = as_user(honda if "mailbox" in path else baba)
    usual = CALCULATED if "calculator" in path else {}
    assert client.get(path, usual).status_code == 200
    for name in SUBPAGES[path]:
        for value in ("x", "²", "-1", "99999999999999999999", "9999-12-31T23:59", "0001-01-01", "x" * 5000):
            status = client.get(path, {**usual, name: value}).status_code
            assert status < 500, f"{path}?{name}={value[:20]}"


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "²"])
def test_the_matrix_of_a_day_that_no_record_has_asks_again(world: World, baba: User, as_user: SignIn, day: str) -> None:
    person = DataSubject.objects.first()
    page = as_user(baba).get(f"/admin/consents/datasubject/{person.pk}/consents/", {"on": day})
    assert page.context["asked"].box.errors or not page.context["rows"]


def test_of_several_records_one_with_a_key_that_no_database_holds_is_no_choice(baba: User) -> None:
    field = RecordsField(queryset=User.objects.all())
    assert list(field.clean([str(baba.pk)])) == [baba]
    for key in ("99999999999999999999", "x", "-99999999999999999999"):
        with pytest.raises(ValidationError):
            field.clean([str(baba.pk), key])


def test_a_form_that_holds_a_nul_is_a_bad_request(baba: User, as_user: SignIn) -> None:
    client = as_user(baba)
    assert client.post("/admin/cases/case/add/", {"vendor": "\0"}).status_code == 400
    assert client.post("/admin/cases/case/add/", {"sub\0ject": "x"}).status_code == 400
    assert client.post("/admin/login/", {"username": "a\0", "password": "x"}).status_code == 400


def test_a_cookie_that_holds_a_nul_is_none() -> None:
    answer = Client(headers={"cookie": 'sessionid="abcdefgh\\000ijkl"'}).get("/admin/")
    assert answer.status_code == 302


def test_marks_of_a_form_that_are_no_marks_are_none(baba: User, as_user: SignIn) -> None:
    sent = {"portal_seen": "[" * 100_000, "code": "x"}
    path = f"/admin/accounts/user/{baba.pk}/change/"
    assert as_user(baba).post(path, sent).status_code in (200, 302, 403)
