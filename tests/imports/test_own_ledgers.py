"""A ledger with headings of its own is matched on screen, tried, brought in, remembered; history by a second person."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases.models import Case
from privacyportal.accounts.models import User
from privacyportal.audit.models import AuditEntry
from privacyportal.backoffice.models import ImportMapping, ImportRun
from privacyportal.imports import ledgers, tasks
from privacyportal.imports.registry import importers
from tests.factories import cases as case_factories
from vendors.models import Vendor

pytestmark = pytest.mark.django_db
type SignIn = Callable[[User], Client]

ADD = "admin:backoffice_importrun_add"
HEADINGS = "苦情受付簿\n整理No,受電日,お客さま名,媒体,要旨,申出内容,対応状況,完了日,判定\n"
OPEN = "K-1,2025/4/1,山田太郎,電話,宛名違い,別の方の書類が届いた。,対応中,,\n"
ENDED = "K-2,R7.4.2,佐藤花子,FAX,解約,解約の受付が遅い。,対応済,2025/4/20,当社責\n"
STRANGE = "K-3,令和の頃,鈴木一郎,電話,不明,日付が読めない。,対応中,,\n"


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch, settings: LazySettings, tmp_path: Path) -> None:
    """Keep files in a private place; tests are the workers."""
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(Celery, "send_task", lambda *args, **kwargs: None)


@pytest.fixture(autouse=True)
def routes(baba: User) -> None:
    """A routing table by which cases find their desks."""
    case_factories.open_case(by=baba)


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


class TestFromUploadToReport:
    def test_the_columns_are_proposed_with_samples_and_why(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        run = upload(client, HEADINGS + OPEN)
        assert run.status == ImportRun.Status.MATCHING
        shown = client.get(page(run, "columns"))
        becomes = {column.heading: bound.value() for column, _said, bound, _why in shown.context["form"].rows()}
        assert becomes == {
            "整理No": "external_number",
            "受電日": "received_at",
            "お客さま名": "complainant_name",
            "媒体": "channel",
            "要旨": "subject",
            "申出内容": "description",
            "対応状況": "status",
            "完了日": "closed_at",
            "判定": "outcome",
        }
        assert "別の方の書類が届いた。" in shown.content.decode()

    def test_what_every_row_needs_is_asked_for(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        run = upload(client, HEADINGS + OPEN)
        response = send(client, run, "columns")
        assert "種類" in str(response.context["form"].errors["other_kind"])
        assert run.mapping_content == ""

    def test_a_dry_run_comes_first_and_shows_rows_and_rejections(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        run = tried(client, HEADINGS + OPEN + STRANGE)
        assert (run.status, run.created, run.rejected, list(brought())) == ("finished", 1, 1, [])
        shown = client.get(page(run)).content.decode()
        assert "別の方の書類が届いた。" in shown
        assert "令和の頃" in shown
        assert page(run, "bring_in") in shown

    def test_what_was_tried_is_brought_in_and_its_file_thrown_away(
        self, baba: User, as_user: SignIn, django_capture_on_commit_callbacks: Any
    ) -> None:
        client = as_user(baba)
        run = tried(client, HEADINGS + OPEN)
        client.post(page(run, "bring_in"))
        with django_capture_on_commit_callbacks(execute=True):
            work(run)
        run.refresh_from_db()
        (case,) = brought()
        assert (case.subject, case.kind, case.channel, case.status) == (
            "宛名違い", "complaint", "telephone", "investigating",
        )  # fmt: skip
        assert (case.external_number, case.parties.get().name) == ("K-1", "山田太郎")
        assert not run.upload
        assert (run.dry_run, run.created) == (False, 1)

    def test_bringing_in_twice_is_refused(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        run = tried(client, HEADINGS + OPEN)
        client.post(page(run, "bring_in"))
        with pytest.raises(ledgers.Conflict):
            ledgers.bring_in(run=run, by=baba, at=timezone.now())

    def test_a_word_that_nothing_tells_is_asked(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        run = upload(client, HEADINGS + OPEN.replace("対応中", "五月雨"))
        send(client, run, "columns", other_kind="value:complaint")
        response = send(client, run, "words")
        assert run.status == ImportRun.Status.MATCHING
        field = next(
            bound
            for _name, heading, rows in response.context["form"].groups()
            for word, _count, bound in rows
            if word == "五月雨" and heading == "対応状況"
        )
        assert field.errors
        send(client, run, "words", **{field.html_name: "investigating"})
        assert run.status == ImportRun.Status.WAITING

    def test_a_broken_file_is_refused_at_once_and_not_kept(self, baba: User, as_user: SignIn, tmp_path: Path) -> None:
        client = as_user(baba)
        file = SimpleUploadedFile("a.csv", b'\x89PNG a,b\n"open', content_type="text/csv")
        client.post(reverse(ADD), {"mapping": "cases/own", "upload": file})
        assert not ImportRun.objects.exists()
        assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]

    def test_another_heading_is_chosen_by_its_line(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        run = upload(client, "甲,乙,丙\n件名の欄,その日,誰\n宛名違い,2025/4/1,山田\n")
        send(client, run, "layout", heading="2")
        shown = client.get(page(run, "columns")).context["form"]
        assert [column.heading for column in shown.seen.columns] == ["件名の欄", "その日", "誰"]

    def test_a_table_without_heading_goes_by_places(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        rows = "1,4000020182079,鯖江市,JP\n2,7000020188239,鯖江・丹生消防組合,JP\n"
        run = upload(client, rows, mapping="vendors/own", name="a.csv")
        send(client, run, "columns", column_3="name", column_4="country", other_criticality="value:medium")
        send(client, run, "words")
        work(run)
        client.post(page(run, "bring_in"))
        work(run)
        names = Vendor.objects.filter(corporate_number__in=["4000020182079", "7000020188239"]).order_by("pk")
        assert [vendor.name for vendor in names] == ["鯖江市", "鯖江・丹生消防組合"]

    def test_what_was_tried_can_be_matched_again(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        run = tried(client, HEADINGS + OPEN)
        client.post(page(run, "match_again"))
        run.refresh_from_db()
        assert run.status == ImportRun.Status.MATCHING
        chosen = client.get(page(run, "columns")).context["form"].chosen
        assert chosen.columns[5] == "subject"
        assert chosen.others["kind"] == "value:complaint"


class TestHistory:
    SAME = {"other_answered_at": "column:8"}

    def test_closed_rows_need_the_day_of_their_answer(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        run = upload(client, HEADINGS + ENDED)
        send(client, run, "columns", other_kind="value:complaint")
        response = send(client, run, "words")
        assert "回答日" in str(response.context["form"].non_field_errors())

    def test_history_is_tried_as_history_and_waits_for_a_second_person(
        self, baba: User, endo: User, as_user: SignIn
    ) -> None:
        client = as_user(baba)
        run = tried(client, HEADINGS + OPEN + ENDED, columns=self.SAME)
        assert (run.as_history, run.created, run.rejected) == (True, 2, 0)
        client.post(page(run, "bring_in"))
        run.refresh_from_db()
        assert (run.status, list(brought())) == (ImportRun.Status.PROPOSED, [])
        as_user(endo).post(page(run, "approve_history"))
        work(run)
        cases = {case.external_number: case for case in brought()}
        assert {number: case.status for number, case in cases.items()} == {"K-1": "investigating", "K-2": "closed"}
        assert all(case.brought_as_history for case in cases.values())
        assert cases["K-2"].outcome == "upheld"

    def test_trying_history_needs_somebody_who_could_let_it_in(self, baba: User, as_user: SignIn) -> None:
        client = as_user(baba)
        User.objects.exclude(pk=baba.pk).update(is_active=False)
        run = tried(client, HEADINGS + ENDED, columns=self.SAME)
        assert run.created == 0
        assert not list(brought())


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
