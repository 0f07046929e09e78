"""Of several boxes each is read out by its own words, not by the name of the group."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from privacyportal.accounts.models import User


@pytest.mark.django_db
def test_a_role_is_read_out_by_its_name(honda: User, as_user: Callable[[User], Client]) -> None:
    page = as_user(honda).get("/admin/accounts/user/add/").content.decode()
    boxes = re.findall(r'<input[^>]*name="roles"[^>]*>', page)
    assert len(boxes) == 6
    assert [box for box in boxes if "aria-label" in box] == []
