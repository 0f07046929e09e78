"""The work list keeps apart what only runs out, counts a record once, and begins with what the reader can do."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from consents.models import ConsentEntry
from privacyportal.accounts.models import User
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice.dates import TOKYO
from privacyportal.clocks.models import Clock
from privacyportal.policies import services
from privacyportal.policies.models import StaffPledge
from tests.factories import cases
from tests.factories import consents as make

type SignIn = Callable[[User], Client]

THURSDAY = datetime(2026, 11, 26, 10, 0, tzinfo=TOKYO)
WORK = "/admin/work/"
OVERDUE = {"show": "overdue", "whose": "all"}


@pytest.fixture(autouse=True)
def on_thursday() -> Iterator[None]:
    with time_machine.travel(THURSDAY, tick=False):
        yield


@pytest.fixture
def consent(db: None) -> ConsentEntry:
    """A consent that ran out long before every case was late."""
    return make.decide(make.DataSubjectFactory(), make.wording(), expires_on=date(2026, 10, 5))


def late_case(by: User, days: int = 60) -> str:
    """Open a case with several duties overdue; return its number."""
    received = THURSDAY - timedelta(days=days)
    case = cases.open_case(by=by, at=received, received_at=received)
    assert Clock.objects.overdue(THURSDAY).filter(reference=case.reference).count() > 1
    return str(case.reference)


def listed(client: Client, **asked: str) -> list[str]:
    """Return the numbers on a page of the work list, in order."""
    return [item.number for item in client.get(WORK, asked).context["items"]]


def on_front(client: Client) -> list[str]:
    """Return the numbers of the person's own work on the front page, in order."""
    boards = client.get("/admin/").context["boards"]
    return [item.number for item in next(board for board in boards if "items" in board.context).context["items"]]


def tile(client: Client, label: str) -> tuple[int, str, str] | None:
    """Return (count, note, list behind it) of a tile of the person's own work on the front page."""
    tiles = [tile for board in client.get("/admin/").context["boards"] for tile in board.context.get("tiles", [])]
    return next(((found.count, found.note, found.url) for found in tiles if found.label == label), None)


def test_what_only_runs_out_has_a_list_and_a_tile_of_its_own(
    baba: User, consent: ConsentEntry, as_user: SignIn
) -> None:
    case, client = late_case(baba), as_user(baba)
    number = str(consent.reference)
    assert number not in listed(client, **OVERDUE)
    assert case in listed(client, **OVERDUE)
    assert listed(client, **OVERDUE, kind="expiries") == [number]
    assert number not in on_front(client)
    run_out = tile(client, "期限が切れた同意・証明書")
    assert run_out is not None
    assert (run_out[0], listed(client, **OVERDUE, kind="expiries")) == (1, [number])
    assert client.get(run_out[2]).context["kind"] == "expiries"


def test_no_tile_tells_of_expiries_where_nothing_has_run_out(baba: User, as_user: SignIn) -> None:
    late_case(baba)
    assert tile(as_user(baba), "期限が切れた同意・証明書") is None


def test_a_record_is_late_once_however_many_of_its_duties_are(baba: User, as_user: SignIn) -> None:
    case, client = late_case(baba), as_user(baba)
    page = client.get(WORK, OVERDUE)
    rows = [item for item in page.context["items"] if item.number == case]
    duties = Clock.objects.overdue(THURSDAY).filter(reference__number=case)
    first = duties.order_by("due_at", "pk").first()
    assert first is not None
    assert [(row.more, row.distance.kind) for row in rows] == [(duties.count() - 1, "overdue")]
    assert f"ほか{duties.count() - 1}件" in page.content.decode()


def test_late_is_one_figure_for_tile_list_desks_and_cases(baba: User, consent: ConsentEntry, as_user: SignIn) -> None:
    for days in (40, 50, 60):
        late_case(baba, days)
    client = as_user(baba)
    front = client.get("/admin/").context["boards"]
    by_desk = sum(late.value for board in front for _open, late in board.context.get("desks", []))
    of_cases = client.get("/admin/cases/case/", {"show": "late"}).context["cl"].result_count
    in_all = next(board.context["late"] for board in front if board.context.get("late"))
    overdue = tile(client, "期限超過")
    assert overdue is not None
    count, note, url = overdue
    assert by_desk == of_cases == 3
    assert note == f"うち未終結の案件：{of_cases}件"
    paginator = client.get(url).context["page"].paginator
    assert count == in_all.count == paginator.count == client.get(in_all.url).context["page"].paginator.count


def test_what_nobody_can_do_for_its_owner_comes_after_what_the_reader_can_do(
    baba: User, aoki: User, as_user: SignIn
) -> None:
    services.bring_in_line(by=PORTAL, at=THURSDAY - timedelta(days=400))
    own = StaffPledge.objects.get(person=baba).reference.number
    theirs = StaffPledge.objects.get(person=aoki).reference.number
    case, client = late_case(baba), as_user(baba)
    order = listed(client, **OVERDUE)
    assert order[:2] == [own, case]
    assert theirs in order[2:]
    assert listed(client, show="overdue", whose="mine") == [own, case]
    front = on_front(client)
    assert front[:2] == [own, case]
