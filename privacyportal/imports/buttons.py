"""What may be done with an import, from its upload to its undoing?"""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.actions import ActionForm, ObjectAction, ReasonForm
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.models import ImportRun
from privacyportal.imports import approving, ledgers, runs, undoing
from privacyportal.imports.match_forms import ColumnsForm, LayoutForm
from privacyportal.imports.undo_forms import UndoForm
from privacyportal.imports.word_forms import WordsForm

if TYPE_CHECKING:
    from privacyportal.accounts.models import User

Status = ImportRun.Status


def _is_matching(run: ImportRun, user: "User") -> bool:
    return run.status == Status.MATCHING


def _is_tried(run: ImportRun, user: "User") -> bool:
    return run.status == Status.FINISHED and run.dry_run and bool(run.upload)


def _has_columns(run: ImportRun, user: "User") -> bool:
    return run.status == Status.MATCHING and bool(run.mapping_content)


def _has_brought(run: ImportRun, user: "User") -> bool:
    return run.status == Status.FINISHED and not run.dry_run and bool(run.created or run.updated)


def _is_to_be_undone(run: ImportRun, user: "User") -> bool:
    return run.status == Status.UNDO_ASKED


def _said_of_undoing(run: object) -> Text:
    is_asked = isinstance(run, ImportRun) and run.status == Status.UNDO_ASKED
    return _("Another person agrees to it, or does not.") if is_asked else _UNDOING


_UNDOING = _("The import is undone by a worker: all of it, or nothing.")

ACTIONS: tuple[ObjectAction[ImportRun], ...] = (
    ObjectAction(
        name="columns",
        label=_("Match the columns"),
        deed=ledgers.match_columns,
        available=_is_matching,
        form=ColumnsForm,
        tone="primary",
        done=_("The columns are matched; the words of the file are left."),
    ),
    ObjectAction(
        name="words",
        label=_("Try it"),
        deed=ledgers.try_out,
        available=_has_columns,
        form=WordsForm,
        tone="primary",
        done=_("The mapping is remembered, and the file is tried: nothing is stored."),
    ),
    ObjectAction(
        name="layout",
        label=_("Choose sheet and heading"),
        deed=ledgers.lay_out,
        available=_is_matching,
        form=LayoutForm,
        help_text=_("What was chosen for the columns is forgotten: they are others then."),
        done=_("Sheet and heading are chosen."),
    ),
    ObjectAction(
        name="bring_in",
        label=_("Bring it in"),
        deed=ledgers.bring_in,
        available=_is_tried,
        form=ActionForm,
        tone="primary",
        help_text=_("What was tried is stored now. Rows that were rejected stay out; they can be corrected and sent."),
        done=_("The file goes its way."),
    ),
    ObjectAction(
        name="match_again",
        label=_("Correct the mapping"),
        deed=ledgers.match_again,
        available=lambda run, user: _is_tried(run, user) and bool(run.mapping_content),
        form=ActionForm,
        done=_("The columns can be matched again."),
    ),
    ObjectAction(
        name="approve_history",
        label=_("Let in as history"),
        deed=approving.approve_history,
        available=lambda run, user: run.status == Status.PROPOSED,
        obstacles=lambda run, by: [approving.not_let_in(run, by)],
        form=ActionForm,
        tone="primary",
        done=_("The import waits for a worker; each record will be marked as history."),
    ),
    ObjectAction(
        name="decline_history",
        label=_("Do not let in"),
        deed=approving.decline_history,
        available=lambda run, user: run.status == Status.PROPOSED,
        form=ReasonForm,
        tone="danger",
        done=_("The file was not let in; it has been thrown away."),
    ),
    ObjectAction(
        name="restart",
        label=_("Start again"),
        deed=runs.restart,
        available=lambda run, user: run.status in runs.RESTARTABLE and bool(run.upload),
        form=ActionForm,
        tone="primary",
        done=_("The import waits for a worker again; what it stored already will not be stored twice."),
    ),
    ObjectAction(
        name="undo",
        label=_("Undo the import"),
        deed=undoing.undo,
        available=_has_brought,
        obstacles=lambda run, by: [undoing.never(run)],
        form=UndoForm,
        tone="danger",
        done=_said_of_undoing,
    ),
    ObjectAction(
        name="approve_undoing",
        label=_("Agree to the undoing"),
        deed=undoing.approve_undoing,
        available=_is_to_be_undone,
        obstacles=lambda run, by: [undoing.not_agreed(run, by)],
        form=ActionForm,
        tone="primary",
        done=_UNDOING,
    ),
    ObjectAction(
        name="decline_undoing",
        label=_("Keep the import"),
        deed=undoing.decline_undoing,
        available=_is_to_be_undone,
        form=ReasonForm,
        done=_("The import stands."),
    ),
    ObjectAction(
        name="let_be",
        label=_("Throw the file away"),
        deed=ledgers.let_be,
        available=lambda run, user: _is_matching(run, user) or _is_tried(run, user),
        form=ActionForm,
        done=_("The file has been thrown away."),
    ),
)
