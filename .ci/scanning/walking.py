"""Which routes does a person reach, and which questions do these pages let them ask? Read from the pages themselves."""

import csv
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urljoin, urlsplit

import requests
from django.urls import NoReverseMatch, Resolver404, ResolverMatch, resolve
from people import Person

from tests.forms import Form, Forms
from tests.routes import Route, routes

TABLE = Path("tests/access.csv")
# Of pages that differ only in the record so many are read; of records so many tried for a page no link led to.
EACH, TRIED = 3, 40
# What would end the session, or change what it is signed in with: no scanner is let near it.
OWN = (
    *("/admin/logout/", "/admin/password_change/", "/admin/my/keys/", "/admin/my/sessions/"),
    *("/sign-in/", "/password/", "/language/"),
)


@dataclass
class Question:
    """What a page lets people ask: where it is sent, how, with which fields."""

    path: str
    method: str
    page: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Walk:
    """What a person found: by name of route the addresses read, and every question."""

    read: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)
    known: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


class Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take in a link."""
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def expected(role: str) -> set[str]:
    """Return the routes that the reviewed table lets a role read, without those that are its session itself."""
    with TABLE.open(encoding="utf-8") as table:
        names = {row["route"].split(" ")[0] for row in csv.DictReader(table) if row[role] == "200"}
    return {route.name for route in routes() if route.name in names and is_scanned(route)}


def is_scanned(route: Route) -> bool:
    """Return whether a route is none of the session's own, and what answers at its address."""
    try:
        match = match_of(route.path(**dict.fromkeys(route.arguments, "1")))
    except NoReverseMatch:  # what stands in its address is no number
        return True
    return match is not None and match.view_name == route.name


def walk(person: Person) -> Walk:
    """Read what links lead to, then what no link led to: plain routes, and pages of records met on the way."""
    found, wanted = Walk(), expected(person.role)
    follow(person, found, ["/admin/"])
    for route in sorted((one for one in routes() if one.name in wanted), key=lambda one: one.name):
        for path in guesses(route, found):
            if route.name in found.read:
                break
            follow(person, found, [path])
    return found


def follow(person: Person, found: Walk, start: Iterable[str]) -> None:
    """Read pages and what they link to, a few of each route."""
    waiting, met = deque(start), set(start)
    while waiting:
        address = waiting.popleft()
        match = match_of(address)
        if match is None or len(found.read.get(match.view_name, ())) >= EACH:
            continue
        person.confirm()
        answer = person.get(address)
        if answer.status_code != requests.codes.ok:
            continue
        found.read[match.view_name].append(address)
        if not answer.headers["Content-Type"].startswith("text/html"):
            continue
        links = [local for href in Links(answer.text).found if (local := local_of(person, address, href))]
        gather(found, address, links, Forms(answer.text).found)
        waiting += [one for one in links if one not in met]
        met.update(links)


def gather(found: Walk, address: str, links: list[str], forms: list[Form]) -> None:
    """Keep the records that links name, and what links and forms let one ask."""
    for link in links:
        match = match_of(link)
        for name, value in match.kwargs.items() if match else ():
            found.known[f"{owner(match.view_name)} {name}"].add(str(value))
        if match and urlsplit(link).query:
            ask(found, Question(urlsplit(link).path, "get", address, dict(parse_qsl(urlsplit(link).query))))
    for form in forms:
        path = urlsplit(urljoin(address, form.action)).path
        if form.method == "get" or is_search(form):
            fields = {name: str(value) for name, value in form.values.items()}
            ask(found, Question(path, form.method, address, fields))


def is_search(form: Form) -> bool:
    """Return whether a form that is posted only looks for something."""
    return "search" in form.key or "q" in form.values


def ask(found: Walk, question: Question) -> None:
    """Keep a question; what is asked of the same route in the same way is one with all its fields."""
    match = match_of(question.path)
    if match is None or question.path.startswith(OWN) or not question.fields:
        return
    kept = found.questions.setdefault((match.view_name, question.method), question)
    for name, value in question.fields.items():
        kept.fields.setdefault(name, value)


def guesses(route: Route, found: Walk) -> Iterator[str]:
    """Yield addresses of a route, with the records of its kind that links have named."""
    if not route.arguments:
        yield route.path()
    elif len(route.arguments) == 1:
        for value in sorted(found.known[f"{owner(route.name)} {route.arguments[0]}"])[:TRIED]:
            yield route.path(**{route.arguments[0]: value})


def owner(view_name: str) -> str:
    """Return the kind of record that a route is about: two routes of one admin have the same."""
    return view_name.rsplit("_", 1)[0] if view_name.startswith("admin:") else view_name


def match_of(address: str) -> ResolverMatch | None:
    """Return the route of an address; nothing for what is no route, or the session's own."""
    path = urlsplit(address).path
    if path.startswith(OWN):
        return None
    try:
        return resolve(path)
    except Resolver404:
        return None


def local_of(person: Person, page: str, href: str) -> str:
    """Return a link's address below the portal's; nothing where it leads elsewhere."""
    whole = urlsplit(urljoin(f"{person.served.address}{page}", href))
    if f"{whole.scheme}://{whole.netloc}" != person.served.address:
        return ""
    return f"{whole.path}?{whole.query}" if whole.query else whole.path
