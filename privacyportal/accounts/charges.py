"""Of whom and what may a person be in charge here: whose supervisor, whose deputy, head of what, at which desk?"""

from django.apps import apps
from django.db.models import QuerySet
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacyportal.accounts.charging import Charge, People, is_open_account, register
from privacyportal.accounts.models import Department, Desk, User
from privacyportal.accounts.services import charges as services
from privacyportal.backoffice.publishing import DatedVersion, Stage


def is_somebody_else(person: User, record: User) -> str:
    """Return what keeps somebody from supervising, or standing in for, an account: that it is their own."""
    if record.is_same_person(person):
        return _("Nobody is their own supervisor or deputy.")
    return is_open_account(person, record)


def drafts_of(model: type[DatedVersion]) -> Charge[DatedVersion]:
    """Return the charge of the drafts of one kind of dated version, which whoever may draft goes on with."""

    def held_by(people: People) -> QuerySet[DatedVersion]:
        return model._default_manager.filter(stage=Stage.DRAFT, drafted_by__in=people)

    return Charge(
        code=f"drafts.{model._meta.label_lower}",
        label=format_lazy("{kind}: {name}", kind=gettext_lazy("Drafts"), name=capfirst(model._meta.verbose_name)),
        relation=f"{model._meta.label}.drafted_by",
        held_by=held_by,
        hand_over=None,
        name=str,
        goes_on=gettext_lazy("Anybody who may draft goes on with it, and a second person publishes it."),
    )


register(
    Charge(
        code="accounts.supervision",
        label=gettext_lazy("Supervisor of"),
        relation="accounts.User.manager",
        held_by=lambda people: User.objects.filter(manager__in=people, is_active=True),
        hand_over=services.give_supervision,
        name=User.get_username,
        unfit=is_somebody_else,
    ),
    Charge(
        code="accounts.deputyship",
        label=gettext_lazy("Deputy of"),
        relation="accounts.User.deputy",
        held_by=lambda people: User.objects.filter(deputy__in=people, is_active=True),
        hand_over=services.give_deputyship,
        name=User.get_username,
        unfit=is_somebody_else,
    ),
)
register(
    Charge(
        code="accounts.head",
        label=gettext_lazy("Head of department"),
        relation="accounts.Department.head",
        held_by=lambda people: Department.objects.filter(head__in=people),
        hand_over=services.give_department,
        name=lambda department: department.code,
    )
)
register(
    Charge(
        code="accounts.desk",
        label=gettext_lazy("Seat at a desk"),
        relation="accounts.Desk.members",
        held_by=lambda people: Desk.objects.filter(members__in=people),
        hand_over=services.give_seat,
        name=lambda desk: desk.code,
        ends=lambda person, desk: desk.can_do_without(person),
    )
)
register(*(drafts_of(model) for model in apps.get_models() if issubclass(model, DatedVersion)))
