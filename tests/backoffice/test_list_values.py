"""Does each list answer every question that its page offers, and is every malformed value a bad request?"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.admin.exceptions import DisallowedModelAdminToField
from django.http import QueryDict
from django.test import Client, RequestFactory

from privacyportal.accounts.models import User
from privacyportal.backoffice import lists
from privacyportal.backoffice.admin import PortalModelAdmin
from privacyportal.imports.filters import PARAMETER
from tests.backoffice.registered import declared, screens
from tests.world import World

type SignIn = Callable[[User], Client]
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
TYPED = ("__from", "__until")
OWN_MALFORMED = {
    "p": ("", "0", "-1", "x", "²", "1.5", "9" * 20),
    "o": ("x", "-", "99", "-99", "1,2", "0." * 30, "²", "--1", "pk"),
    "all": ("x", "0"),
    "_popup": ("", "0", "2", "x"),
    "_to_field": ("", "password", "PK", "x" * 100, "nonsense"),
    "q": ("x" * 201, "x " * 21),
}


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
        # A day is typed in any writing: what is none is asked, and shows no rows (tests/written/test_one_reader.py).
        for value in () if name.endswith(TYPED) else MALFORMED:
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
