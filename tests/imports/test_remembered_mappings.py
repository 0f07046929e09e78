"""What was said of columns is remembered, shared and given out; what was let be goes; registers have templates."""

import tomllib
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.models import ImportMapping, ImportRun
from privacyportal.imports import ledgers
from privacyportal.imports.registry import importers
from tests.imports.own_ledgers import ADD, HEADINGS, OPEN, SignIn, brought, page, send, tried, upload, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files", "routing")]


class TestRemembered:
    def test_the_mapping_is_kept_under_its_name_and_recognises_the_next_file(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        tried(client, HEADINGS + OPEN, name="旧受付簿")
        kept = ImportMapping.objects.get()
        assert (kept.name, kept.kind, kept.owner, kept.is_shared) == ("旧受付簿", "cases", baba, False)
        run = upload(client, HEADINGS + OPEN.replace("K-1", "K-9"))
        send(client, run, "columns")
        form = client.get(page(run, "words")).context["form"]
        assert form["name"].value() == "旧受付簿"
        send(client, run, "words")
        assert run.status == ImportRun.Status.WAITING
        assert ImportMapping.objects.count() == 1

    def test_the_same_ledger_again_makes_no_second_records(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        for _time in range(2):
            run = tried(client, HEADINGS + OPEN)
            client.post(page(run, "bring_in"))
            work(run)
        assert (run.created, run.unchanged, len(list(brought()))) == (0, 1, 1)

    def test_a_kept_mapping_is_chosen_at_the_upload(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        tried(client, HEADINGS + OPEN)
        kept = ImportMapping.objects.get()
        run = upload(client, HEADINGS + OPEN, mapping=f"cases/kept-{kept.pk}")
        work(run)
        assert (run.created, run.mapping_name) == (1, kept.name)

    def test_it_is_another_persons_only_where_shared(self, baba: User, endo: User, as_user: SignIn) -> None:
        tried(as_user(baba), HEADINGS + OPEN)
        kept = ImportMapping.objects.get()
        path = reverse("admin:backoffice_importmapping_toml", args=[kept.pk])
        other = as_user(endo)
        assert other.get(path).status_code == 404
        assert f"cases/kept-{kept.pk}" not in other.get(reverse(ADD)).content.decode()
        as_user(baba).post(reverse("admin:backoffice_importmapping_share", args=[kept.pk]))
        assert other.get(path).status_code == 200
        assert f"cases/kept-{kept.pk}" in other.get(reverse(ADD)).content.decode()
        other.post(reverse("admin:backoffice_importmapping_put_away", args=[kept.pk]))
        kept.refresh_from_db()
        assert not kept.is_retired

    def test_the_file_of_it_is_what_the_command_reads(self, baba: User, as_user: SignIn, tmp_path: Path) -> None:
        client = as_user(baba)
        tried(client, HEADINGS + OPEN)
        path = reverse("admin:backoffice_importmapping_toml", args=[ImportMapping.objects.get().pk])
        content = client.get(path).content
        assert tomllib.loads(content.decode())["kind"] == "cases"
        (tmp_path / "map.toml").write_bytes(content)
        (tmp_path / "a.csv").write_text(HEADINGS + OPEN, encoding="utf-8")
        out = StringIO()
        call_command("import_cases", str(tmp_path / "a.csv"), "--mapping", str(tmp_path / "map.toml"), stdout=out)
        assert out.getvalue().splitlines()[-1] == "1 created, 0 updated, 0 unchanged, 0 rejected"

    def test_a_mapping_put_away_is_offered_no_more(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        tried(client, HEADINGS + OPEN)
        kept = ImportMapping.objects.get()
        client.post(reverse("admin:backoffice_importmapping_put_away", args=[kept.pk]))
        assert f"cases/kept-{kept.pk}" not in client.get(reverse(ADD)).content.decode()
        assert AuditEntry.objects.filter(action="backoffice.import_mapping_changed", actor=baba).exists()


class TestLetBe:
    def test_a_week_later_the_file_of_what_nobody_went_on_with_is_gone(
        self, baba: User, as_user: SignIn, django_capture_on_commit_callbacks: Any
    ) -> None:
        client = as_user(baba)
        matching, dry = upload(client, HEADINGS + OPEN), tried(client, HEADINGS + OPEN)
        assert ledgers.let_old_be(at=timezone.now()) == 0
        with django_capture_on_commit_callbacks(execute=True):
            assert ledgers.let_old_be(at=timezone.now() + timedelta(days=8)) == 2
        for run in (matching, dry):
            run.refresh_from_db()
            assert not run.upload
        assert (matching.status, dry.status) == (ImportRun.Status.REFUSED, ImportRun.Status.FINISHED)

    def test_a_person_throws_it_away(
        self, baba: User, as_user: SignIn, django_capture_on_commit_callbacks: Any
    ) -> None:
        client = as_user(baba)
        run = upload(client, HEADINGS + OPEN)
        with django_capture_on_commit_callbacks(execute=True):
            client.post(page(run, "let_be"))
        run.refresh_from_db()
        assert (run.status, bool(run.upload)) == (ImportRun.Status.REFUSED, False)


class TestTemplates:
    @pytest.mark.parametrize("kind", [importer.kind for importer in importers()])
    def test_every_register_has_one_that_comes_in_as_it_is(self, kind: str, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        response = client.get(reverse("admin:backoffice_importrun_template", args=[kind]))
        content = b"".join(response.streaming_content)
        sheet = load_workbook(BytesIO(content)).worksheets[0]
        assert sheet.cell(2, 1).value == "（記入例）"
        assert any(guide.type == "list" for guide in sheet.data_validations.dataValidation) or kind == "persons"
        file = SimpleUploadedFile("a.xlsx", content)
        client.post(reverse(ADD), {"mapping": f"{kind}/standard", "upload": file, "dry_run": "on"})
        run = ImportRun.objects.latest("pk")
        work(run)
        assert (run.status, run.rows_total, run.rejected) == (ImportRun.Status.FINISHED, 0, 0), run.message

    def test_only_who_may_import_is_given_one(self, aoki: User, as_user: SignIn) -> None:
        path = reverse("admin:backoffice_importrun_template", args=["cases"])
        assert as_user(aoki).get(path).status_code == 404
