"""How do two persons come to erase something? One proposes, another decides."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from privacyportal.audit import trail
from privacyportal.audit.actors import Actor
from privacyportal.backoffice.deeds import deed
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.refusals import Conflict, Refusal, refuse_if
from privacyportal.backoffice.rights import right
from privacyportal.erasure.models import ErasableModel, ErasureProposal
from privacyportal.erasure.registry import erasable_of
from privacyportal.erasure.rules import Decision
from privacyportal.erasure.services.erasing import erase, two_persons

PROPOSE, APPROVE = "erasure.propose_erasure", "erasure.approve_erasure"


@deed(right=right(PROPOSE), on="obj", words=_("Proposal to erase"))
def propose(*, obj: ErasableModel, rule: str, reason: str, by: Actor, at: datetime) -> ErasureProposal:
    """Propose that a row's content is erased, under a rule and for a written reason.

    :raises Refused: when it is still needed: a decision on it is pending, or its record has not ended.
    :raises Conflict: when it is erased, or proposed, already.
    """
    kind = erasable_of(obj._meta.label)
    model, key = obj._meta.label_lower, str(obj.pk)
    is_proposed = ErasureProposal.objects.filter(model=model, object_pk=key, decision=Decision.PENDING).exists()
    if obj.erasure_id is not None or is_proposed:
        raise Conflict(_("This is erased, or proposed to be erased, already."))
    if by.account is None or not kind.readable(by.account, obj):
        raise PermissionDenied
    refuse_if([None if kind.may_go(obj, rule) else still_needed(kind.needed, kind.first)], obj=obj)
    proposal = ErasureProposal.objects.create(
        reference=kind.reference(obj),
        model=model,
        object_pk=key,
        rule=rule,
        reason=reason,
        proposed_at=at,
        proposed_by=by.account,
    )
    changes = {"kind": model, "rule": rule}
    trail.record(action="erasure.proposed", reference=str(proposal.reference), by=by, at=at, changes=changes)
    return proposal


@deed(right=right(APPROVE), on="obj", words=_("Approval of an erasure"))
def approve(*, obj: ErasureProposal, by: Actor, at: datetime) -> ErasureProposal:
    """Erase what was proposed, as another person than who proposed it.

    :raises Refused: when it is the same person, or the content is needed again.
    :raises Conflict: when it was decided already.
    """
    proposal = _locked(obj)
    kind = erasable_of(proposal.model)
    target = kind.model_class._base_manager.get(pk=proposal.object_pk)
    refuse_if([None if kind.may_go(target, proposal.rule) else still_needed(kind.needed, kind.first)], obj=obj)
    refuse_if([two_persons(proposal.proposed_by, by.account)], obj=obj)
    erasure = erase(
        obj=target,
        rule=proposal.rule,
        reason=proposal.reason,
        erased_by=proposal.proposed_by,
        checked_by=by.account or proposal.proposed_by,
        by=by,
        at=at,
    )
    ErasureProposal.objects.filter(pk=proposal.pk).update(
        decision=Decision.APPROVED, decided_at=at, decided_by=by.account, erasure=erasure
    )
    obj.refresh_from_db()
    return obj


@deed(right=right(APPROVE), on="obj", words=_("Refusal of an erasure"))
def refuse(*, obj: ErasureProposal, reason: str, by: Actor, at: datetime) -> ErasureProposal:
    """Decide for a written reason that the content stays.

    :raises Refused: when it is the person who proposed it.
    :raises Conflict: when it was decided already.
    """
    proposal = _locked(obj)
    refuse_if([two_persons(proposal.proposed_by, by.account)], obj=obj)
    ErasureProposal.objects.filter(pk=proposal.pk).update(
        decision=Decision.REFUSED, decided_at=at, decided_by=by.account, decision_reason=reason
    )
    changes = {"kind": proposal.model, "rule": proposal.rule}
    trail.record(action="erasure.refused", reference=str(proposal.reference), by=by, at=at, changes=changes)
    obj.refresh_from_db()
    return obj


def _locked(obj: ErasureProposal) -> ErasureProposal:
    pending = ErasureProposal.objects.select_for_update(of=("self",)).filter(pk=obj.pk, decision=Decision.PENDING)
    proposal: ErasureProposal | None = pending.select_related("proposed_by").first()
    if proposal is None:
        raise Conflict(_("This proposal was decided already."))
    return proposal


def still_needed(needed: Text, first: Text) -> Refusal:
    """Refuse to erase what something still rests on: what does, and what is to be done first."""
    return Refusal(
        code="erasure.still_needed",
        section="4",
        cannot=_("The content cannot be erased."),
        missing=needed,
        next_step=first,
    )
