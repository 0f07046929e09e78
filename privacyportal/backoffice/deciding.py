"""What must a row say that one person asks for and another decides? The same of all of them, held by the database."""

from collections.abc import Sequence

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


def decided_by_a_second_person(
    name: str,
    *,
    asked_by: str,
    asked_at: str,
    taken: Sequence[str],
    refused: Sequence[str],
    open_ones: Sequence[str] = ("pending",),
) -> list[models.CheckConstraint]:
    """Return the constraints of a row with `decision`, `decided_by` and `decided_at`; `name` begins theirs.

    `taken`, `refused` and `open_ones` are all values of its decision: the first two have decider and time, not before
    it was asked, and the decider is not who asked; the last have neither.
    """
    decided = [*taken, *refused]
    return [
        models.CheckConstraint(
            condition=Q(decision__in=open_ones, decided_by__isnull=True, decided_at__isnull=True)
            | Q(decision__in=decided, decided_by__isnull=False, decided_at__isnull=False),
            name=f"{name}_decided_has_approver",
            violation_error_message=_("A decision has its person and its time."),
        ),
        models.CheckConstraint(
            condition=Q(decided_by__isnull=True) | ~Q(decided_by=F(asked_by)),
            name=f"{name}_four_eyes",
            violation_error_message=_("A second person decides."),
        ),
        models.CheckConstraint(
            condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F(asked_at)),
            name=f"{name}_decided_after_asked",
            violation_error_message=_("It is decided after it was asked for."),
        ),
    ]


def refusal_has_reason(
    name: str, *, refused: Sequence[str], reason: str = "decision_reason", unless: Q | None = None
) -> models.CheckConstraint:
    """Return the constraint that who refused said why; `unless` names rows whose words are gone by rights (erased)."""
    said = ~Q(decision__in=refused) | ~Q(**{reason: ""})
    return models.CheckConstraint(
        condition=said if unless is None else said | unless,
        name=f"{name}_sent_back_has_reason",
        violation_error_message=_("A refusal has its reason."),
    )
