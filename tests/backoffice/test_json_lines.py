"""Does a line of the JSON log join to others by numbers, and hold nobody's data?"""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from celery.signals import before_task_publish
from django.db import DatabaseError, connection
from django.test import Client

from privacyportal.accounts.models import User
from privacyportal.backoffice import following
from privacyportal.backoffice.json_lines import JsonLines
from privacyportal.backoffice.logs import HideSecrets
from privacyportal.celery import app

type SignIn = Callable[[User], Client]
NAME = "山田　太郎"


@contextmanager
def lines(logger: str = "") -> Iterator[list[dict[str, object]]]:
    """What a logger writes within the block, as it would stand in the log."""
    stream, found = io.StringIO(), list[dict[str, object]]()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    handler.addFilter(HideSecrets())
    logging.getLogger(logger).addHandler(handler)
    try:
        yield found
    finally:
        logging.getLogger(logger).removeHandler(handler)
        assert stream.getvalue().isascii()
        found += [json.loads(line) for line in stream.getvalue().splitlines()]


def fail() -> None:
    try:
        {}[NAME]
    except KeyError as first:
        raise ValueError(f"nobody is {NAME}") from first


@pytest.mark.parametrize("sign", ["\n", "\r", "\x1b", "\x00", "\x85", "\u2028", "\u202e", '"'])
def test_nothing_typed_begins_a_line_or_another_field(sign: str) -> None:
    with lines("portal.tests") as found:
        logging.getLogger("portal.tests").warning("Not found: %s", f'/x{sign}"level": "ERROR"')
    assert [(line["level"], line["logger"]) for line in found] == [("WARNING", "portal.tests")]
    assert found[0]["message"] == f'Not found: /x{sign}"level": "ERROR"'
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", str(found[0]["at"]))


def test_an_error_is_told_by_its_kind_and_places_without_its_words() -> None:
    with lines("portal.tests") as found:
        try:
            fail()
        except ValueError as error:
            logging.getLogger("portal.tests").error("It failed: %s, %r", error, error, exc_info=True)  # noqa: G201  It quotes it, too.
    assert NAME not in json.dumps(found, ensure_ascii=False)
    assert found[0]["message"] == "It failed: ValueError, ValueError"
    told = found[0]["error"]
    assert isinstance(told, list)
    assert [one["kind"] for one in told] == ["builtins.ValueError", "builtins.KeyError"]
    assert re.search(r"test_json_lines\.py:\d+ fail", told[0]["at"][-1])


@pytest.mark.postgresql
def test_what_a_database_quotes_is_left_out(db: None) -> None:
    with lines("portal.tests") as found, connection.cursor() as cursor:
        try:
            cursor.execute(f'SELECT 1 FROM "{NAME}"')  # noqa: S608  Nobody typed it.
        except DatabaseError:
            logging.getLogger("portal.tests").exception("It failed.")
    assert NAME not in json.dumps(found, ensure_ascii=False)
    assert found[0]["error"]


def test_an_answered_request_is_told_without_its_query() -> None:
    parts = {"m": "GET", "U": "/feeds/abcdef.ics", "q": f"q={NAME}", "r": f"GET /feeds/abcdef.ics?q={NAME}", "s": "200"}
    with lines("gunicorn.access") as found:
        logging.getLogger("gunicorn.access").info(
            '"%(r)s" %(s)s', {**parts, "B": 5, "L": "0.1", "{x-request-id}o": "a1"}
        )
    assert NAME not in json.dumps(found, ensure_ascii=False)
    wanted = {"request": "a1", "method": "GET", "path": "/feeds/*", "status": "200", "bytes": 5, "seconds": "0.1"}
    assert {name: found[0][name] for name in wanted} == wanted


@pytest.mark.parametrize("offered", ["0f" * 16, "123e4567-e89b-12d3-a456-426614174000"])
def test_a_number_that_comes_with_a_request_is_kept(client: Client, offered: str) -> None:
    assert client.get("/livez", headers={"X-Request-ID": offered}).headers["X-Request-ID"] == offered


@pytest.mark.parametrize("offered", ["", "yamada", "0f", "0f" * 40, "0f0f0f0f\n", "０f0f0f0f"])
def test_a_number_that_is_none_is_replaced(client: Client, offered: str) -> None:
    given = [client.get("/livez", headers={"X-Request-ID": offered}).headers["X-Request-ID"] for _ in range(2)]
    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in given)
    assert given[0] != given[1]


def test_a_line_of_a_request_has_its_number_and_the_key_of_who_asks(as_user: SignIn, aoki: User) -> None:
    client = as_user(aoki)
    with lines("django.request") as found:
        answer = client.get("/admin/nothing/", {"name": NAME})
    assert answer.status_code == 404
    assert [(line["request"], line["user"]) for line in found] == [(answer.headers["X-Request-ID"], aoki.pk)]
    assert aoki.username not in json.dumps(found)
    assert NAME not in json.dumps(found, ensure_ascii=False)
    assert following.present() is None


def test_a_task_is_given_the_number_of_who_asks() -> None:
    heads: list[dict[str, object]] = []

    def keep(headers: dict[str, object], **_: object) -> None:
        heads.append(dict(headers))

    before_task_publish.connect(keep)
    try:
        with following.at(following.Work(request_id="0f0f0f0f")), app.connection_for_write("memory://") as line:
            app.send_task("clocks.sweep", connection=line)
    finally:
        before_task_publish.disconnect(keep)
    assert [head["portal_request"] for head in heads] == ["0f0f0f0f"]
