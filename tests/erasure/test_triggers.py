"""Does the database itself allow the one change that erases, and nothing else?"""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, models, transaction

from privacyportal.accounts.models import User
from privacyportal.attachments.models import Attachment
from privacyportal.audit import triggers
from privacyportal.audit.models import AppendOnlyModel
from privacyportal.erasure.models import Erasure
from privacyportal.erasure.registry import erasables
from privacyportal.references import registry
from tests.factories.files import attach

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TABLE = "attachments_attachment"


@pytest.fixture
def file(baba: User, settings: object, tmp_path: object) -> Attachment:
    """A file of a record."""
    settings.MEDIA_ROOT = tmp_path
    reference = registry.issue("CASE", at=AT)
    return attach(reference=reference, file=SimpleUploadedFile("旅券.pdf", b"%PDF-1.7 "), by=baba, at=AT)


@pytest.fixture
def erasure(file: Attachment, baba: User, endo: User) -> Erasure:
    """A proof of erasure."""
    return Erasure.objects.create(
        reference=file.reference,
        model="attachments.attachment",
        object_pk=str(file.pk),
        rule="identity",
        reason="終結",
        sha256="0" * 64,
        erased_at=AT,
        erased_by=baba,
        checked_by=endo,
        path="aa/bb",
    )


def change(obj: models.Model, **values: object) -> None:
    """Speak to the table past the model's own refusals."""
    with transaction.atomic():
        models.QuerySet(type(obj)).filter(pk=obj.pk).update(**values)


def test_content_is_emptied_once_together_with_its_proof(file: Attachment, erasure: Erasure) -> None:
    change(file, erasure=erasure, file="", name="")
    file.refresh_from_db()
    assert (file.name, file.file.name, file.erasure) == ("", "", erasure)


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"file": "", "name": ""},
        {"name": "別名.pdf"},
        {"erasure": True},
        {"erasure": True, "file": "", "name": "別名.pdf"},
        {"erasure": True, "file": "", "name": "", "sha256": "1" * 64},
        {"erasure": True, "file": "", "name": "", "label": "other"},
        {"erasure": True, "file": "", "name": "", "size": 1},
        {"erasure": True, "file": "", "name": "", "restricted": True},
    ],
)
def test_nothing_else_is_changed_with_it_or_without_it(
    file: Attachment, erasure: Erasure, values: dict[str, object]
) -> None:
    given = {name: erasure if name == "erasure" else value for name, value in values.items()}
    with pytest.raises(DatabaseError):
        change(file, **given)


@pytest.mark.parametrize("values", [{"erasure": None}, {"name": "旅券.pdf"}, {"erasure": None, "name": "旅券.pdf"}])
def test_what_is_erased_stays_erased(file: Attachment, erasure: Erasure, values: dict[str, object]) -> None:
    change(file, erasure=erasure, file="", name="")
    with pytest.raises(DatabaseError):
        change(file, **values)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM attachments_attachment WHERE id = %s", [file.pk])


def test_the_proof_itself_is_finished_once_and_never_changed(erasure: Erasure) -> None:
    for values in ({"reason": "x"}, {"path": ""}, {"finished_at": AT}, {"finished_at": AT, "path": "", "sha256": "1"}):
        with pytest.raises(DatabaseError):
            change(erasure, **values)
    change(erasure, finished_at=AT, path="")
    with pytest.raises(DatabaseError):
        change(erasure, finished_at=None)


def test_every_append_only_kind_of_content_allows_exactly_what_it_declares() -> None:
    declared = {
        kind.model_class._meta.db_table: kind.model_class.content
        for kind in erasables()
        if issubclass(kind.model_class, AppendOnlyModel)
    }
    allowed = {table: change.emptied for table, change in triggers.ALLOWED.items() if change.mark == "erasure_id"}
    assert declared == allowed
    assert set(declared) <= triggers.APPEND_ONLY_TABLES


@pytest.mark.django_db
def test_a_trigger_that_allows_something_else_is_found() -> None:
    assert triggers.missing("default") == []
    triggers.install(connection, TABLE, triggers.Allowed("erasure_id", ("file", "name", "sha256")))
    assert triggers.missing("default") == [TABLE]
    triggers.install(connection, TABLE)
    assert triggers.missing("default") == [TABLE]
    triggers.install(connection, TABLE, triggers.ALLOWED[TABLE])
    assert triggers.missing("default") == []
