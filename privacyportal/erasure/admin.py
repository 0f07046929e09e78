"""What does staff see of erasures: what is proposed, what is gone?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import ObjectAction, ReasonForm
from privacyportal.backoffice.admin import ReadOnlyModelAdmin
from privacyportal.backoffice.dates import long_instant, table_instant
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.refusals import Refusal
from privacyportal.backoffice.turns import Turn, another_decides
from privacyportal.erasure import services
from privacyportal.erasure.models import Erasure, ErasureProposal
from privacyportal.erasure.registry import erasable_of
from privacyportal.erasure.rules import Decision
from privacyportal.erasure.services.erasing import two_persons
from privacyportal.search.boxes import AboutAdmin

if TYPE_CHECKING:
    from privacyportal.accounts.models import User

TONES = {Decision.PENDING: "due", Decision.APPROVED: "done", Decision.REFUSED: "closed"}


def is_pending(proposal: ErasureProposal, user: "User") -> bool:
    """Return whether it waits for a second person."""
    return proposal.decision == Decision.PENDING


def own_proposal(proposal: ErasureProposal, by: Actor) -> Sequence[Refusal | None]:
    """Return what keeps somebody from deciding: that they proposed it."""
    return [two_persons(proposal.proposed_by, by.account)]


class OfContentAdmin[M: models.Model](AboutAdmin[M], ReadOnlyModelAdmin[M]):
    """Lists that name the kind of content."""

    def get_panels(self, request: HttpRequest, obj: M) -> list[Panel]:
        """Return nothing: the tabs are the record's own."""
        return []

    @display(description=_("what"))
    def what(self, obj: Erasure | ErasureProposal) -> str:
        """Return the kind of content in words."""
        return str(erasable_of(obj.model).words)


@admin.register(ErasureProposal)
class ErasureProposalAdmin(OfContentAdmin[ErasureProposal]):
    """Proposals to erase, decided by a second person."""

    when_empty = _("Erasing is proposed on a record's page and decided here by a second person.")
    list_display = ("reference", "what", "rule", "decision", "proposed_by", "proposed", "decided_by")
    list_filter = ("decision", "rule")
    list_select_related = ("reference", "proposed_by", "decided_by")
    ordering = ("-proposed_at", "-pk")
    fields = (
        "reference", "what", "rule", "reason", "proposed_by", "proposed_at", "decision", "decided_by", "decided_at",
        "decision_reason", "erasure",
    )  # fmt: skip
    readonly_fields = fields
    object_actions: ClassVar[tuple[ObjectAction[ErasureProposal], ...]] = (
        ObjectAction(
            name="approve",
            label=_("Erase for good"),
            deed=services.approve,
            available=is_pending,
            obstacles=own_proposal,
            tone="danger",
            help_text=_("Read it once more on the record's page: it cannot be restored."),
            done=_("The content is erased."),
        ),
        ObjectAction(
            name="refuse",
            label=_("Refuse the erasure"),
            deed=services.refuse,
            available=is_pending,
            obstacles=own_proposal,
            form=ReasonForm,
            many=ReasonForm,
            done=_("The content stays."),
        ),
    )

    def get_header(self, request: HttpRequest, obj: ErasureProposal) -> dict[str, object]:
        """Return the number, the state and what it is about."""
        state = {"label": obj.get_decision_display(), "tone": TONES[Decision(obj.decision)]}
        facts = [(_("rule of erasure"), obj.get_rule_display()), (_("proposed at"), long_instant(obj.proposed_at))]
        return {"number": str(obj.reference), "title": self.what(obj), "state": state, "facts": facts}

    def get_turn(self, request: HttpRequest, obj: ErasureProposal) -> Turn | None:
        """Return who decides while it waits."""
        return another_decides(obj.proposed_by) if obj.decision == Decision.PENDING else None

    @display(description=_("proposed at"), ordering="proposed_at")
    def proposed(self, obj: ErasureProposal) -> str:
        """Return when, Tokyo time."""
        return table_instant(obj.proposed_at)


@admin.register(Erasure)
class ErasureAdmin(OfContentAdmin[Erasure]):
    """Every erasure with its proof."""

    when_empty = _("What was erased, by a proposal or because its time ran out, stands here with its proof.")
    list_display = ("reference", "what", "rule", "erased", "erased_by", "checked_by", "finished")
    list_filter = ("rule",)
    own_words = ("sha256",)
    search_help_text = _("Number or fingerprint")
    list_select_related = ("reference", "erased_by", "checked_by")
    ordering = ("-erased_at", "-pk")
    fields = ("reference", "what", "rule", "reason", "sha256", "erased_by", "checked_by", "erased_at", "finished_at")
    readonly_fields = fields

    @display(description=_("erased at"), ordering="erased_at")
    def erased(self, obj: Erasure) -> str:
        """Return when, Tokyo time."""
        return table_instant(obj.erased_at)

    @display(description=_("nothing left since"), ordering="finished_at")
    def finished(self, obj: Erasure) -> str:
        """Return since when nothing lies on the disk any more."""
        return table_instant(obj.finished_at)
