"""What does a list without a row say?"""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from privacyportal.accounts.models import User

pytestmark = pytest.mark.django_db

HINT = "国・地域の画面で下書きを作成し"


def said(client: Client, route: str, query: str = "") -> str:
    """What stands in the place of the rows."""
    page = client.get(f"{reverse(route)}?{query}", follow=True).content.decode()
    return page.split('<div class="portal-nothing">')[1].split("</div>")[0]


def test_it_says_that_nothing_is_recorded_yet_and_where_rows_come_from(
    baba: User, as_user: Callable[[User], Client]
) -> None:
    nothing = said(as_user(baba), "admin:vendors_countrysystem_changelist")
    assert "記録はまだありません。" in nothing
    assert HINT in nothing


def test_a_search_without_a_hit_offers_to_be_taken_back(baba: User, as_user: Callable[[User], Client]) -> None:
    nothing = said(as_user(baba), "admin:vendors_countrysystem_changelist", "q=none")
    assert "条件に合う記録はありません" in nothing
    assert HINT not in nothing


def test_a_view_without_a_row_leads_to_all_rows(baba: User, as_user: Callable[[User], Client]) -> None:
    nothing = said(as_user(baba), "admin:cases_case_changelist")
    assert 'href="?show=all"' in nothing
