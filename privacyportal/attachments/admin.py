"""What does staff see of the virus scanner's verdicts?"""

from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.attachments import services
from privacyportal.attachments.models import Scan
from privacyportal.backoffice.actions import ObjectAction, ReasonForm
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import long_instant, table_instant
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.turns import Turn
from privacyportal.search.boxes import AboutAdmin

if TYPE_CHECKING:
    from privacyportal.accounts.models import User

TONES = {Scan.Status.QUARANTINED: "late", Scan.Status.WAITING: "waiting", Scan.Status.RELEASED: "due"}


def is_quarantined(scan: Scan, user: "User") -> bool:
    """Return whether the file lies in quarantine and was not erased."""
    return scan.status == Scan.Status.QUARANTINED and scan.attachment.erasure_id is None


@admin.register(Scan)
class ScanAdmin(AboutAdmin[Scan], ReadOnlyModelAdmin[Scan]):
    """Files and what the scanner said of them; a file's name can tell as much as the file and is not among it."""

    when_empty = _("What the virus scanner said of each file stands here, and what is decided on files in quarantine.")
    list_display = ("number", "status", "signature", "scanned", "trouble", "tries", "released_by")
    list_filter = ("status",)
    about = "attachment__reference"
    own_words = ("signature", "attachment__sha256")
    search_help_text = _("Number, what was found, or fingerprint")
    list_select_related = ("attachment__reference", "released_by")
    ordering = ("-pk",)
    fields = (
        "number", "status", "signature", "fingerprint", "scanned_at", "tries", "trouble", "next_at", "released_by",
        "released_at", "release_reason",
    )  # fmt: skip
    readonly_fields = fields
    object_actions: ClassVar[tuple[ObjectAction[Scan], ...]] = (
        ObjectAction(
            name="release",
            label=_("Release from quarantine"),
            deed=services.release,
            available=is_quarantined,
            obstacles=lambda scan, by: [services.own_file(scan, by)],
            form=ReasonForm,
            tone="danger",
            help_text=_("Only when IT security has found that the scanner is wrong. Whoever may see it gets it again."),
            done=_("The file is released."),
        ),
        ObjectAction(
            name="discard",
            label=_("Discard"),
            deed=services.discard,
            available=is_quarantined,
            form=ReasonForm,
            many=ReasonForm,
            help_text=_(
                "A second person decides. What is erased cannot be restored; who, when, why and its hash remain."
            ),
            done=_("The erasure is proposed. A second person decides on it."),
        ),
    )

    def get_turn(self, request: HttpRequest, obj: Scan) -> Turn | None:
        """Return who decides on a file in quarantine."""
        return (
            Turn(text=_("Somebody other than who added the file releases or discards it."))
            if obj.status == Scan.Status.QUARANTINED and obj.attachment.erasure_id is None
            else None
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Scan]:
        """Return the rows with the file each is about."""
        return super().get_queryset(request).select_related("attachment__reference", "attachment__uploaded_by")

    def get_panels(self, request: HttpRequest, obj: Scan) -> list[Panel]:
        """Return nothing: the tabs are the record's own."""
        return []

    def get_header(self, request: HttpRequest, obj: Scan) -> dict[str, object]:
        """Return the number, the state and what was found."""
        state = {"label": obj.get_status_display(), "tone": TONES.get(Scan.Status(obj.status), "done")}
        facts = [(_("what was found"), obj.signature or "–"), (_("scanned at"), long_instant(obj.scanned_at))]
        return {"number": str(obj.reference), "title": _("Virus scan"), "state": state, "facts": facts}

    @display(description=_("number"), ordering="attachment__reference")
    def number(self, obj: Scan) -> str:
        """Return the number of the file's record."""
        return str(obj.reference)

    @display(description=_("fingerprint (SHA-256)"))
    def fingerprint(self, obj: Scan) -> str:
        """Return the file's own fingerprint."""
        return obj.attachment.sha256

    @display(description=_("scanned at"), ordering="scanned_at")
    def scanned(self, obj: Scan) -> str:
        """Return when, Tokyo time."""
        return table_instant(obj.scanned_at)
