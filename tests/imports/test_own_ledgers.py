"""A ledger with headings of its own is matched on screen, tried, brought in, remembered; history by a second person."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from privacyportal.accounts.models import User
from privacyportal.backoffice.models import ImportRun
from privacyportal.imports import ledgers
from tests.imports.own_ledgers import (
    ADD,
    ENDED,
    HEADINGS,
    OPEN,
    STRANGE,
    SignIn,
    brought,
    page,
    send,
    tried,
    upload,
    work,
)
from vendors.models import Vendor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_files", "routing")]


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
