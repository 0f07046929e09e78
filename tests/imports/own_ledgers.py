"""A ledger of a firm's own, and how a person brings it in on screen, for tests."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import Case
from privacyportal.accounts.models import User
from privacyportal.backoffice.models import ImportRun
from privacyportal.imports import tasks

type SignIn = Callable[[User], Client]


ADD = "admin:backoffice_importrun_add"
HEADINGS = "苦情受付簿\n整理No,受電日,お客さま名,媒体,要旨,申出内容,対応状況,完了日,判定\n"
OPEN = "K-1,2025/4/1,山田太郎,電話,宛名違い,別の方の書類が届いた。,対応中,,\n"
ENDED = "K-2,R7.4.2,佐藤花子,FAX,解約,解約の受付が遅い。,対応済,2025/4/20,当社責\n"
STRANGE = "K-3,令和の頃,鈴木一郎,電話,不明,日付が読めない。,対応中,,\n"


def page(run: ImportRun, name: str = "change") -> str:
    return reverse(f"admin:backoffice_importrun_{name}", args=[run.pk])


def upload(client: Client, content: str, *, mapping: str = "cases/own", name: str = "苦情受付簿.csv") -> ImportRun:
    file = SimpleUploadedFile(name, content.encode("utf-8"), content_type="text/csv")
    client.post(reverse(ADD), {"mapping": mapping, "upload": file})
    return ImportRun.objects.latest("pk")


def filled(client: Client, path: str, /, **said: str) -> dict[str, str]:
    """The form of a page as it opens, with what a person says differently."""
    form = client.get(path).context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    return {name: str(value if value is not True else "on") for name, value in (values | said).items() if value}


def send(client: Client, run: ImportRun, name: str, /, **said: str) -> Any:
    response = client.post(page(run, name), filled(client, page(run, name), **said), follow=True)
    run.refresh_from_db()
    return response


def tried(client: Client, content: str, *, columns: dict[str, str] | None = None, **words: str) -> ImportRun:
    run = upload(client, content)
    send(client, run, "columns", other_kind="value:complaint", **(columns or {}))
    send(client, run, "words", **words)
    assert run.status == ImportRun.Status.WAITING
    work(run)
    return run


def work(run: ImportRun) -> None:
    tasks.run_import(run_id=run.pk)
    run.refresh_from_db()


def brought() -> Iterator[Case]:
    return Case.objects.filter(reference__imported_rows__isnull=False).order_by("pk").iterator()
