"""Do front, web, worker and scheduler write one form of line, and does a number lead from one to the other?"""

import http.client
import json
from pathlib import Path

import pytest

from tests.live import Portal, free_port, listens, mail_server, portal, wait_for

pytestmark = pytest.mark.live

NUMBER = "0f" * 16
ASK = f"""
from privacyportal.backoffice import following
from privacyportal.celery import app
with following.at(following.Work(request_id="{NUMBER}")):
    app.send_task("clocks.sweep")
"""
CELERY = ("celery", "-A", "privacyportal")


def written(made: Portal) -> list[dict[str, object]]:
    return [json.loads(line) for line in made.logs().splitlines() if line.startswith("{")]


def ask(port: int, method: str, path: str, **headers: str) -> http.client.HTTPResponse:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request(method, path, headers=headers)
    answer = line.getresponse()
    answer.read()
    return answer


def test_front_and_web_tell_a_request_by_its_number_and_no_query(tmp_path: Path) -> None:
    with mail_server() as room, portal(tmp_path, room, PORTAL_LOG_FORMAT="json", PORTAL_BEHIND_PROXY="true") as made:
        port = free_port()
        made.start("privacyportal.roof.serving", "--listen", f"127.0.0.1:{port}")
        wait_for(lambda: listens(port) and ask(port, "GET", "/readyz").status == 200, what="the portal")
        answer = ask(port, "GET", "/nothing/?name=Yamada", **{"X-Request-ID": NUMBER})
        assert (answer.status, answer.headers.get_all("X-Request-ID")) == (404, [NUMBER])
        # Too large: the front says so by itself.
        refused = ask(port, "POST", "/nothing/?name=Yamada", **{"X-Request-ID": NUMBER, "Content-Length": "999999999"})
        assert (refused.status, refused.headers.get_all("X-Request-ID")) == (413, [NUMBER])
        unnumbered = ask(port, "GET", "/nothing/", **{"X-Request-ID": "Yamada"}).headers["X-Request-ID"]
        wait_for(lambda: unnumbered in made.logs(), what="the last line")
        found = {line["logger"]: line for line in written(made) if line.get("request") == NUMBER}
        assert found.keys() == {"front", "gunicorn.access", "django.request"}, made.logs()
        assert (found["front"]["method"], found["front"]["status"]) == ("POST", 413)
        assert (found["gunicorn.access"]["path"], found["gunicorn.access"]["status"]) == ("/nothing/", "404")
    assert "Yamada" not in made.logs()
    assert [line for line in made.logs().splitlines() if line and not line.startswith("{")] == []


def test_worker_and_scheduler_write_the_same_lines_and_a_task_keeps_the_number(tmp_path: Path) -> None:
    with mail_server() as room, portal(tmp_path, room, PORTAL_LOG_FORMAT="json") as made:
        made.set_up()
        made.start(*CELERY, "worker", "-P", "threads", "-c", "2", "--without-gossip", "--without-mingle", "-l", "INFO")
        made.start(*CELERY, "beat", "-s", str(tmp_path / "beat"), "--pidfile=", "-l", "INFO")
        made.python(ASK)
        wait_for(lambda: any(line.get("request") == NUMBER for line in written(made)), what=made.logs())
        mine = [line for line in written(made) if line.get("request") == NUMBER]
        assert all(str(line["task"]) in str(line["message"]) for line in mine)
        wait_for(lambda: any(line["logger"] == "celery.beat" for line in written(made)), what=made.logs())
        others = {str(line["task"]) for line in written(made) if line.get("task") and line["request"] != NUMBER}
        assert mine[0]["task"] not in others
