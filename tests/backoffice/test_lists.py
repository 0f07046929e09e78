"""A list answers declared questions only; what it was not built to answer is a bad request."""

from collections.abc import Callable

import pytest
from django.test import Client

from privacyportal.accounts.models import User

type SignIn = Callable[[User], Client]

LISTS = "/admin/accounts/user/", "/admin/accounts/user/export/csv/"


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
        "department__id__exact=x",
        "department__id__gt=0",
        "department__code=PLANNING",
        "role=nobody",
        "o=99",
        "o=password",
        "p=0",
        "p=x",
        "e=1",
        "_facets=1",
        "_to_field=password",
        "_popup=2",
        "q=" + "x" * 201,
        "q=" + "x+" * 21,
    ],
)
def test_what_a_list_does_not_declare_is_a_bad_request(honda: User, as_user: SignIn, question: str) -> None:
    answer = as_user(honda).get(f"{LISTS[0]}?{question}")
    assert answer.status_code == 400
    assert "送信された内容を処理できませんでした" in answer.content.decode()


@pytest.mark.parametrize(
    "question",
    ["is_active__exact=1", "role=desk_handler", "o=1.-2", "o=", "p=1", "p=7", "all=", "q=honda", "_popup=1", ""],
)
def test_what_a_list_declares_is_answered(honda: User, as_user: SignIn, question: str) -> None:
    assert as_user(honda).get(f"{LISTS[0]}?{question}").status_code == 200


@pytest.mark.parametrize("path", LISTS)
def test_no_list_tells_the_beginning_of_a_password(baba: User, honda: User, as_user: SignIn, path: str) -> None:
    answers = {as_user(baba).get(f"{path}?username=honda&password__gte={begin}").status_code for begin in ("a", "z")}
    assert answers == {400}
