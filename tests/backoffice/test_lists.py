"""A list answers declared questions only; what it was not built to answer is a bad request.

`tests/backoffice/lists.csv` names every parameter of every list. After a deliberate change write it anew with
`PORTAL_WRITE_LISTS_TABLE=1 python -m pytest tests/backoffice/test_lists.py` and review the difference.
"""

import csv
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import QueryDict
from django.test import Client, RequestFactory

from consents.models import DataSubject
from privacyportal.accounts.models import User
from privacyportal.backoffice import addresses, lists
from privacyportal.backoffice.admin import PortalModelAdmin
from privacyportal.backoffice.related import RecordsField
from privacyportal.imports.filters import PARAMETER
from tests.backoffice.fieldpaths import questions
from tests.world import World, build

type SignIn = Callable[[User], Client]

TABLE = Path(__file__).with_name("lists.csv")
USERS = "/admin/accounts/user/"
PEOPLE = ("baba", "aoki", "kudo", "goto", "doi", "honda")
# One of each kind: a local field, a comparison, a relation, a relation back, an order by name, Django's own.
UNDECLARED = ("pk", "pk__gt", "pk__in", "id__regex", "nonsense", "e", "_facets", "_changelist_filters", "pk__isnull")
MALFORMED = (
    "",
    " ",
    "x",
    "-1",
    "1.5",
    "²",
    "１",
    "1,2",
    "99999999999999999999",
    "null",
    "true",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "9999-12-31 23:59:59+00:00",
    "0001-01-01 00:00:00+14:00",
    "2026-11-29 10:00",
    "(a+)+$",
    "%",
    "'",
    "x" * 5000,
)
OWN_MALFORMED = {
    "p": ("", "0", "-1", "x", "²", "1.5", "9" * 20),
    "o": ("x", "-", "99", "-99", "1,2", "0." * 30, "²", "--1", "pk"),
    "all": ("x", "0"),
    "_popup": ("", "0", "2", "x"),
    "_to_field": ("", "password", "PK", "x" * 100, "nonsense"),
    "q": ("x" * 201, "x " * 21),
}


def screens() -> list[PortalModelAdmin]:
    """Return every list of the portal."""
    found = [screen for _model, screen in sorted(admin.site._registry.items(), key=lambda pair: pair[0]._meta.label)]
    return [screen for screen in found if isinstance(screen, PortalModelAdmin)]


def stored() -> dict[str, set[str]]:
    """Return the reviewed table."""
    table: dict[str, set[str]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table.setdefault(row["list"], set()).add(row["parameter"])
    return table


def declared(screen: PortalModelAdmin) -> set[str]:
    """Return the names that a list's own filters ask by."""
    return set(lists.questions(screen.model, screen.list_filter) - lists.OWN)


def write(found: dict[str, set[str]]) -> None:
    """Write the table for review."""
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["list", "parameter"])
        writer.writerows((label, name) for label in sorted(found) for name in sorted(found[label]))


# Which questions: no database, no request


def test_every_list_is_one_that_declares() -> None:
    ours = {type(screen) for screen in screens()}
    others = [type(screen).__name__ for screen in admin.site._registry.values() if type(screen) not in ours]
    assert others == []
    assert [type(screen).__name__ for screen in screens() if screen.date_hierarchy or screen.list_editable] == []


def test_every_list_declares_what_the_table_says() -> None:
    found = {screen.opts.label: names for screen in screens() if (names := declared(screen))}
    if os.environ.get("PORTAL_WRITE_LISTS_TABLE"):
        write(found)
    assert found == stored()


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.opts.label)
def test_of_every_path_of_fields_with_every_lookup_only_the_declared_ones_are_answered(
    screen: PortalModelAdmin,
) -> None:
    allowed = lists.questions(screen.model, screen.list_filter)
    asked = {name for name in questions(screen.model) if name in allowed}
    assert asked <= stored().get(screen.opts.label, set())


def test_a_text_of_another_record_is_no_filter() -> None:
    with pytest.raises(lists.ImproperlyConfigured):
        lists.parameters(User, "department__name")
    with pytest.raises(lists.ImproperlyConfigured):
        lists.parameters(User, ("is_active", object))  # type: ignore[arg-type]


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
    assert addresses.instant(f"{text} 00:00:00+09:00") is None


def test_an_instant_has_a_zone() -> None:
    assert addresses.instant("2026-11-29 00:00:00") is None
    assert str(addresses.instant("2026-11-29T00:00:00+09:00")) == "2026-11-29 00:00:00+09:00"


# Which values: every list, every role


@pytest.fixture
def world(
    baba: User,
    endo: User,
    aoki: User,
    kudo: User,
    goto: User,
    ueda: User,
    doi: User,
    honda: User,
    chiba: User,
    settings: Any,
    tmp_path: Path,
) -> World:
    """The whole cast with their records."""
    settings.MEDIA_ROOT = tmp_path
    return build({user.username: user for user in User.objects.all()})


def opened(user: User) -> Iterator[PortalModelAdmin]:
    """Return the lists that a person may open."""
    yield from (screen for screen in screens() if screen.has_view_permission(request_of(user)))


def request_of(user: User, query: str = "") -> Any:
    """Return a request as a list receives it."""
    request = RequestFactory().get("/", query_params=QueryDict(query))
    request.user = user
    request.session = {}
    return request


def answers(screen: PortalModelAdmin, user: User, query: str) -> bool:
    """Return whether a list answers the question; its rows are read."""
    try:
        page = screen.get_changelist_instance(request_of(user, query))
    except (lists.Undeclared, DisallowedModelAdminToField):
        return False
    return len(list(page.result_list)) >= 0


def offered(screen: PortalModelAdmin, user: User) -> set[str]:
    """Return the questions that stand as links on the person's own page of a list."""
    page = screen.get_changelist_instance(request_of(user))
    return {choice["query_string"].lstrip("?") for spec in page.filter_specs for choice in spec.choices(page)}


# Whether a value is malformed is decided before any role is asked: by day one role tries them all, by night each.
@pytest.mark.long
@pytest.mark.parametrize(
    "username", [pytest.param(name, marks=[] if name == "baba" else pytest.mark.nightly) for name in PEOPLE]
)
def test_a_list_answers_what_its_page_offers_and_nothing_malformed(world: World, username: str) -> None:
    user = User.objects.get(username=username)
    assert [problem for screen in opened(user) for problem in faults(screen, user)] == []


def people() -> list[User]:
    """Return one person of each role."""
    return [User.objects.get(username=name) for name in PEOPLE]


def faults(screen: PortalModelAdmin, user: User) -> Iterator[str]:
    """Return what a list refuses though its page offers it, and what it answers though it is malformed."""
    own = offered(screen, user)
    yield from (f"{screen.opts.label}?{query} refused" for query in sorted(own) if not answers(screen, user, query))
    for query in malformed(screen, own):
        if answers(screen, user, query):
            yield f"{screen.opts.label}?{query} answered"


def malformed(screen: PortalModelAdmin, own: set[str]) -> Iterator[str]:
    """Return the questions with every malformed value for each declared parameter, without those the page offers."""
    for name in sorted(declared(screen) | {PARAMETER}):
        for value in MALFORMED:
            query = quoted(name, value)
            if query not in own:
                yield query
        yield f"{quoted(name, 'x')}&{quoted(name, 'x')}"
    for name, values in OWN_MALFORMED.items():
        yield from (quoted(name, value) for value in values)
    yield from (quoted(name, "1") for name in UNDECLARED)


def quoted(name: str, value: str) -> str:
    """Return one question as an address writes it."""
    query = QueryDict(mutable=True)
    query[name] = value
    return query.urlencode()


@pytest.mark.long
def test_a_refused_question_is_a_plain_page_and_never_a_fault(world: World, as_user: SignIn) -> None:
    wrong = []
    for user in people():
        client = as_user(user)
        for screen in opened(user):
            path = f"/admin/{screen.opts.app_label}/{screen.opts.model_name}/"
            first = next(iter(sorted(declared(screen))), "pk")
            for query in (quoted(f"{first}__regex", "^(.+)+#$"), quoted("pk__gt", "0"), quoted("o", "99")):
                status = client.get(f"{path}?{query}").status_code
                wrong += [f"{user} {path}?{query}: {status}"] if status != 400 else []
    assert wrong == []


# One list in detail


@pytest.mark.parametrize(
    "question",
    [
        "password__gte=pbkdf2",
        "password__startswith=p",
        "username=honda",
        "username__regex=^(a%2B)%2B$",
        "handled_cases__id=1",
        "is_active__exact=2",
        "is_active__isnull=True",
        "is_active__exact=1&is_active__exact=0",
        "department__id__exact=999999",
        "department__id__gt=0",
        "department__code=PLANNING",
        "role=nobody",
        "o=3",
        "e=1",
    ],
)
def test_what_a_list_does_not_declare_is_a_bad_request(honda: User, as_user: SignIn, question: str) -> None:
    answer = as_user(honda).get(f"{USERS}?{question}")
    assert answer.status_code == 400
    assert "送信された内容を処理できませんでした" in answer.content.decode()


@pytest.mark.parametrize(
    "question",
    ["is_active__exact=1", "role=desk_handler", "o=1.-2", "o=", "p=1", "p=7", "all=", "q=honda", "_popup=1", ""],
)
def test_what_a_list_declares_is_answered(honda: User, as_user: SignIn, question: str) -> None:
    assert as_user(honda).get(f"{USERS}?{question}").status_code == 200


@pytest.mark.parametrize("path", [USERS, f"{USERS}export/csv/"])
def test_no_list_tells_the_beginning_of_a_password(baba: User, honda: User, as_user: SignIn, path: str) -> None:
    found = {as_user(baba).get(f"{path}?username=honda&password__gte={begin}").status_code for begin in ("a", "z")}
    assert found == {400}


def test_a_list_that_has_become_shorter_shows_its_last_page(baba: User, as_user: SignIn, make_user: Any) -> None:
    for number in range(30):
        make_user(f"member{number:02}", "社員", str(number))
    page = as_user(baba).get(f"{USERS}?p=9&o=0").context["cl"]
    assert page.page_num == 2
    assert len(page.result_list) == User.objects.count() - 25


@pytest.mark.parametrize("term", ["²", "0001-01-01", "9999-12-31", "2026-02-30", "9" * 30, "1" * 200])
def test_the_trail_finds_nothing_by_what_is_no_number_and_no_day(doi: User, as_user: SignIn, term: str) -> None:
    page = as_user(doi).get("/admin/audit/auditentry/", {"q": term})
    assert page.status_code == 200
    assert page.context["cl"].result_count == 0


def test_an_action_with_a_name_may_be_asked_for_before_it_was_ever_recorded(doi: User, as_user: SignIn) -> None:
    client = as_user(doi)
    never = client.get("/admin/audit/auditentry/", {"action": "accounts.sign_in_failed"})
    assert never.context["cl"].result_count == 0
    assert client.get("/admin/audit/auditentry/", {"action": "accounts.nothing"}).status_code == 400


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


# What else looks records up by an address or a form


def test_a_field_offers_records_only_where_a_form_declares_it(aoki: User, goto: User, as_user: SignIn) -> None:
    def offer(user: User, **asked: str) -> int:
        query = {"app_label": "cases", "model_name": "case", "field_name": "vendor", "term": "", **asked}
        return as_user(user).get("/admin/autocomplete/", query).status_code

    assert offer(aoki) == 200
    assert offer(aoki, field_name="handler") == 403
    assert offer(aoki, app_label="accounts", model_name="user", field_name="manager") == 403
    assert offer(goto) == 403
    assert offer(aoki, page="x") == 400
    assert offer(aoki, page="99999") == 400
    assert offer(aoki, page="999") == 404
    assert offer(aoki, term="x" * 201) == 400
    assert offer(aoki, password="x") == 400


@pytest.mark.parametrize(("query", "status"), [("s=a", 200), ("s=a&page=x", 400), ("s=a&page=7", 404), ("x=1", 400)])
def test_the_menu_finds_sections(honda: User, as_user: SignIn, query: str, status: int) -> None:
    assert as_user(honda).get(f"/admin/search/?{query}").status_code == status


SUBPAGES = {
    "/admin/work/": ("show", "whose", "page"),
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
def test_the_matrix_of_a_day_that_no_record_has_is_todays(world: World, baba: User, as_user: SignIn, day: str) -> None:
    person = DataSubject.objects.first()
    page = as_user(baba).get(f"/admin/consents/datasubject/{person.pk}/consents/", {"on": day})
    assert page.context["day"] == page.context["today"]


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
