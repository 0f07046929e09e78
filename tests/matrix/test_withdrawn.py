"""What a worker makes it makes as who asked for it, and whoever has lost the right gets nothing any more."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse

from privacyportal.accounts.models import User
from privacyportal.audit.actors import Staff
from privacyportal.backoffice.models import ImportRun
from privacyportal.imports import runs, tasks
from tests.imports.test_uploading import BAD, GOOD, HEADER
from tests.matrix.channels import text_of
from tests.matrix.conftest import SignIn
from tests.matrix.things import AT, Things
from vendors.models import Vendor

pytestmark = pytest.mark.long
NAME = "株式会社東和データ"


@pytest.fixture(autouse=True)
def undone(things: Things) -> Iterator[None]:
    """Give back what a test has changed."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def uploaded(things: Things) -> ImportRun:
    """A file of vendors that Baba has uploaded."""
    content = "\n".join([HEADER, GOOD, BAD]) + "\n"
    return runs.request(
        kind="vendors", mapping_name="standard", upload=SimpleUploadedFile("委託先.csv", content.encode("utf-8-sig")),
        dry_run=False, by=Staff(things.people["baba"]), at=AT,
    )  # fmt: skip


def test_a_worker_brings_in_nothing_for_somebody_who_has_lost_the_right_meanwhile(things: Things) -> None:
    run = uploaded(things)
    things.people["baba"].groups.clear()
    tasks.run_import(run_id=run.pk)
    run.refresh_from_db()
    assert (run.created, Vendor.objects.filter(name=NAME).exists()) == (0, False)
    assert run.status in (ImportRun.Status.REFUSED, ImportRun.Status.FAILED)


def test_the_file_that_a_worker_made_is_given_to_nobody_who_may_not_see_the_import_now(
    things: Things, ask: SignIn
) -> None:
    run, asker = uploaded(things), ask("compliance_officer")
    tasks.run_import(run_id=run.pk)
    path = reverse("admin:backoffice_importrun_rejected", args=[run.pk])
    assert "トウワデータ" in text_of(asker.client.get(path))
    for role in ("outsider", "no_role", "desk_handler", "head", "vendor_owner", "administrator", "deputy"):
        assert "トウワデータ" not in text_of(ask(role).client.get(path))
    User.objects.get(username="baba").groups.clear()
    answer = asker.client.get(path)
    assert (answer.status_code, "トウワデータ" in text_of(answer)) == (404, False)


@pytest.mark.parametrize("name", ["file of the case of one's own", "identity paper of the case of one's own"])
def test_a_file_is_closed_with_the_next_request(name: str, things: Things, ask: SignIn) -> None:
    asker, path = ask("desk_handler"), reverse("attachment", args=[things.every[name].row.pk])
    assert asker.client.get(path).status_code == 200
    things.people["aoki"].groups.clear()
    assert asker.client.get(path).status_code == 404


def test_a_list_leaves_as_a_file_only_with_the_right_of_now(things: Things, ask: SignIn) -> None:
    asker, path = ask("head"), reverse("admin:cases_case_export", args=["csv"])
    assert things.every["case of one's own"].words["head"] in text_of(asker.client.get(path, {"show": "all"}))
    things.people["kudo"].groups.clear()
    answer = asker.client.get(path, {"show": "all"})
    assert (answer.status_code, "zq" in text_of(answer)) == (403, False)
