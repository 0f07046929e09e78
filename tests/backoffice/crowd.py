"""What do many people do at the very same moment? Run inside a portal of its own, each person in a thread."""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape
from threading import Barrier

from django.contrib.auth.models import Group
from django.db import connections
from django.test import Client
from django.utils import timezone

from cases.models import Case, InternalNote
from privacyportal.accounts.models import Desk, User
from privacyportal.audit.models import AuditEntry, Reading
from privacyportal.backoffice.models import Sending
from privacyportal.backups.models import Restoration
from privacyportal.checklists.models import Answer
from tests.cases.test_journeys import ADD, CALL
from tests.factories.cases import open_case
from tests.factories.checklists import start, template
from tests.factories.vendors import VendorFactory

HIDDEN = re.compile(r'name="(portal_once|portal_seen)" value="([^"]*)"')
type Reply = tuple[int, str]


def people(number: int) -> list[Client]:
    """Officers, each signed in at a browser of their own."""
    role = Group.objects.get(name="compliance_officer")
    desk = Desk.objects.get(kind=Desk.Kind.PLANNING)
    for place in range(number):
        names = {"last_name": f"氏{place}", "first_name": f"名{place}", "is_staff": True}
        user, _is_new = User.objects.get_or_create(
            username=f"officer{place}",
            defaults={**names, "email": f"officer{place}@portal.example", "department": desk.department},
        )
        user.groups.add(role)
        desk.members.add(user)
    return [signed_in(user) for user in User.objects.filter(username__startswith="officer").order_by("pk")[:number]]


def signed_in(user: User) -> Client:
    """A browser of this person."""
    client = Client(SERVER_NAME="127.0.0.1", raise_request_exception=False)
    client.force_login(user, backend="privacyportal.accounts.backends.PortalBackend")
    return client


def hidden(client: Client, path: str, part: str = "") -> dict[str, str]:
    """What an opened page sends along by itself with its form; `part` begins the form looked for."""
    text = client.get(path).content.decode()
    return {name: unescape(value) for name, value in reversed(HIDDEN.findall(text[text.index(part) :]))}


def at_once(calls: list[Callable[[], Reply]]) -> Counter[Reply]:
    """How often each answer was given when all calls are made at the same moment."""
    gate = Barrier(len(calls))

    def call(one: Callable[[], Reply]) -> Reply:
        gate.wait()
        try:
            return one()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(pool.map(call, calls))


def posting(client: Client, path: str, typed: dict[str, str]) -> Callable[[], Reply]:
    """A call that sends a form and answers with status and where it led, or whether it says that others were faster."""

    def post() -> Reply:
        response = client.post(path, typed)
        told = "ほかの利用者が" in response.content.decode()
        return response.status_code, response.get("Location", "") or ("told" if told else "")

    return post


def one_intake(times: int) -> str:
    """One intake, sent so many times at once."""
    (client,) = people(1)
    received = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    typed = {**CALL, "received_at": received, **hidden(client, ADD)}
    answers = at_once([posting(client, ADD, typed)] * times)
    case = Case.objects.get()
    led_to = {(302, f"/admin/cases/case/{case.pk}/change/"): times}
    opened = AuditEntry.objects.filter(action="cases.opened").count()
    return f"{dict(answers) == led_to or answers} {opened} {Sending.objects.count()}"


def one_note(times: int) -> str:
    """One note by a button, sent so many times at once."""
    (client,) = people(1)
    case = open_case(at=timezone.now())
    path = f"/admin/cases/case/{case.pk}/do/note/"
    answers = at_once([posting(client, path, {"text": "名簿を確認する。", **hidden(client, path)})] * times)
    return f"{sorted(status for status, _led in answers)} {InternalNote.objects.filter(case=case).count()}"


def one_end(times: int) -> str:
    """One wish to end whatever else is open in the person's name, sent so many times at once."""
    (client,) = people(1)
    elsewhere = signed_in(User.objects.get(username="officer0"))
    path = "/admin/my/sessions/"
    answers = at_once([posting(client, path, {"others": "yes", **hidden(client, path)})] * times)
    ended = AuditEntry.objects.filter(action="accounts.ended_elsewhere").count()
    statuses = sorted({status for status, _led in answers})
    return f"{statuses} {ended} {elsewhere.get(path).status_code}"


def one_release(times: int) -> str:
    """One release of a restored portal, sent so many times at once."""
    (client,) = people(1)
    now = timezone.now()
    Restoration.objects.create(archive="0" * 64, taken_at=now - timedelta(hours=2), restored_at=now)
    path = "/admin/restored/"
    typed = {"doubtful": "unknown", "reason": "確認した", **hidden(client, path)}
    answers = at_once([posting(client, path, typed)] * times)
    released = AuditEntry.objects.filter(action="clocks.restored_released").count()
    return f"{dict(answers) == {(302, path): times} or answers} {released} {Restoration.objects.held().count()}"


def one_search(times: int) -> str:
    """One search for a person, sent so many times at once: each is led to its list, and each look is kept."""
    (client,) = people(1)
    path = "/admin/cases/case/"
    answers = at_once([posting(client, path, {"q": "佐々木"})] * times)
    before = Reading.objects.filter(what=Reading.What.SEARCH).count()
    shown = Counter(client.get(led).status_code for _status, led in answers.elements())
    kept = Reading.objects.filter(what=Reading.What.SEARCH).count() - before
    return f"{sorted({status for status, _led in answers})} {dict(shown)} {kept}"


def one_record(number: int, rounds: int) -> str:
    """So many people who save the same case, each with words of their own, some times over; what became of it."""
    case, clients = open_case(at=timezone.now(), subject="はじめ", description="届いた。"), people(number)
    path, found = f"/admin/cases/case/{case.pk}/change/", []
    for turn in range(rounds):
        opened = [hidden(client, path) for client in clients]
        calls = [
            posting(client, path, {"subject": f"案 {turn}-{place}", "description": "届いた。", **seen})
            for place, (client, seen) in enumerate(zip(clients, opened, strict=True))
        ]
        answers = at_once(calls)
        case.refresh_from_db()
        first = sum(n for (status, _led), n in answers.items() if status == 302)
        found.append((first, answers[409, "told"], case.subject.startswith(f"案 {turn}-")))
    changed = AuditEntry.objects.filter(action="cases.changed", reference=str(case.reference)).count()
    return f"{found} {changed}"


def one_button(number: int) -> str:
    """So many people who put the same case into somebody else's hands by a button."""
    case, clients = open_case(at=timezone.now()), people(number)
    path = f"/admin/cases/case/{case.pk}/do/assign/"
    keys = list(User.objects.filter(username__startswith="officer").values_list("pk", flat=True))
    opened = [hidden(client, path) for client in clients]
    calls = [
        posting(client, path, {"handler": str(key), "reason": "交代", **seen})
        for client, key, seen in zip(clients, keys, opened, strict=True)
    ]
    return str(sorted((status, n) for (status, _led), n in at_once(calls).items()))


def one_sheet(number: int) -> str:
    """So many people who answer the same item of a sheet, each with a note of their own."""
    clients, about = people(number), VendorFactory()
    template()
    assessment = start(about.reference)
    before = AuditEntry.objects.filter(action="checklists.items_answered").count()
    page = f"/admin/checklists/assessment/{assessment.pk}/change/"
    path, found = page.replace("change", "answers"), []
    for turn in range(2):
        opened = [hidden(client, page, part="data-sheet") for client in clients]
        calls = [
            posting(client, path, {"result-A-01": "fit", "note-A-01": f"{turn}-{place}", **seen})
            for place, (client, seen) in enumerate(zip(clients, opened, strict=True))
        ]
        answers = at_once(calls)
        note = Answer.objects.get(assessment=assessment, item__code="A-01").note
        found.append((sorted((status, n) for (status, _led), n in answers.items()), note.startswith(f"{turn}-")))
    answered = AuditEntry.objects.filter(action="checklists.items_answered").count()
    return f"{found} {answered - before}"
