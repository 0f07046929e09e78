"""Does every figure count exactly the rows of the list that it opens?"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from consents import figures
from consents.states import Decision
from privacyportal.accounts.models import User
from privacyportal.backoffice.refusals import Refused
from tests.factories import consents as make

pytestmark = pytest.mark.django_db
MONTH = {"first": date(2026, 11, 1), "last": date(2026, 11, 30)}


@pytest.fixture(autouse=True)
def monday() -> Any:
    """It is Monday, 2026-11-16, 10:00 in Tokyo."""
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def busy() -> None:
    """Three consents, one withdrawn, one about to end, two provisions, one refused attempt."""
    shown = make.wording()
    persons = [make.DataSubjectFactory() for _number in range(3)]
    make.decide(persons[0], shown)
    make.decide(persons[1], shown, expires_on=date(2026, 12, 1))
    make.decide(persons[2], shown, decided_at=make.noon(date(2026, 11, 2)))
    make.decide(persons[2], shown, Decision.WITHDRAWN, decided_at=make.noon(date(2026, 11, 10)))
    make.provide(make.proposal("b"))
    make.provide(make.proposal("a", data_subject=persons[0]))
    with pytest.raises(Refused):
        make.provide(make.proposal("a", data_subject=persons[2]))


def everything(user: User) -> list[figures.Figure]:
    """Return all figures as a person sees them."""
    by_month = figures.decisions_by_month(user, make.DAY)
    return [
        *by_month["given"][-2:],
        *by_month["withdrawn"][-2:],
        figures.in_force(user, make.DAY),
        figures.ending_soon(user, make.DAY),
        *figures.provisions_by_ground(user, **MONTH),
        figures.refused_attempts(user, **MONTH),
    ]


def test_each_figure_opens_a_list_of_exactly_its_rows(
    busy: None, baba: User, as_user: Callable[[User], Client]
) -> None:
    browser = as_user(baba)
    counts = {}
    for figure in everything(baba):
        page = browser.get(figure.url)
        assert page.status_code == 200, figure.url
        assert page.context["cl"].result_count == figure.count, figure.url
        counts[figure.key, figure.label] = figure.count
    assert counts["given", "2026-10"] == 2
    assert counts["withdrawn", "2026-11"] == 1
    assert sum(counts.values()) > 8


def test_who_may_not_see_counts_nothing(busy: None, honda: User, goto: User) -> None:
    for outsider in (honda, goto):
        assert {figure.count for figure in everything(outsider)} == {0}


def test_each_kind_of_figure_needs_one_query(
    busy: None, baba: User, django_assert_num_queries: Callable[[int], Any]
) -> None:
    baba.has_perm("consents.view_consententry")
    with django_assert_num_queries(1):
        figures.decisions_by_month(baba, make.DAY)
    with django_assert_num_queries(1):
        figures.provisions_by_ground(baba, **MONTH)
    with django_assert_num_queries(1):
        figures.refused_attempts(baba, **MONTH)
