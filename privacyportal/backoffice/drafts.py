"""What does staff see and press of a draft that waits for its second person, and of all its versions?"""

from collections.abc import Callable, Collection, Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.actors import Actor
from privacyportal.backoffice.actions import ActionForm, ObjectAction, ReasonForm
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import Deed
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.publishing import DatedVersion, ImpactForm, Stage, second_person
from privacyportal.backoffice.querysets import Viewer
from privacyportal.backoffice.refusals import Refusal
from privacyportal.backoffice.turns import Turn, another_decides


def is_draft(version: DatedVersion, user: Viewer) -> bool:
    """Return whether it waits for its second person."""
    return version.is_draft


def is_newest(version: DatedVersion, user: Viewer) -> bool:
    """Return whether it is the newest published version, from which the next is drafted."""
    return version.stage == Stage.PUBLISHED and version.valid_to is None


def turn_of(record: object) -> Turn | None:
    """Return that a draft waits for a second person, and for whom not; nothing of what waits no more, or is none."""
    if not isinstance(record, DatedVersion) or not record.is_draft:
        return None
    return another_decides(record.drafted_by)


def publishing_button[V: DatedVersion](
    deed: Deed[..., V], shown: type[ImpactForm], changes: Collection[str]
) -> ObjectAction[V]:
    """Return the button by which a second person, who is `shown` what would change, puts a draft in force.

    `changes` are the trail's actions that make somebody a draft's author, as the deed gives them to `put_in_force`:
    an author reads why it is not theirs to press.
    """

    def own_draft(version: V, by: Actor) -> Sequence[Refusal | None]:
        return [second_person(version, by, changes)]

    return ObjectAction(
        name="publish",
        label=_("Put in force"),
        deed=deed,
        available=is_draft,
        obstacles=own_draft,
        form=shown,
        tone="primary",
        help_text=_("A second person puts the draft in force: somebody who neither drafted nor changed it."),
        done=_("The version is in force."),
    )


def correcting_button[V: DatedVersion](deed: Deed[..., V], typed: type[ActionForm]) -> ObjectAction[V]:
    """Return the button that puts a draft right."""
    return ObjectAction(name="correct", label=_("Change the draft"), deed=deed, available=is_draft, form=typed)


def withdrawing_button[V: DatedVersion](deed: Deed[..., V]) -> ObjectAction[V]:
    """Return the button that gives a draft up, for a written reason."""
    return ObjectAction(
        name="withdraw",
        label=_("Withdraw the draft"),
        deed=deed,
        available=is_draft,
        form=ReasonForm,
        tone="danger",
        done=_("The draft is withdrawn."),
    )


def versions_panel[V: DatedVersion](versions: Iterable[V], page: str, text: Callable[[V], str]) -> Panel:
    """Return every version with its days, its text, its two persons and the reason: readable for ever."""
    today = tokyo_day(timezone.now())
    rows = [(version, version.stage_text(today), text(version)) for version in versions]
    return Panel("versions", _("Versions"), "backoffice/dated_versions.html", {"rows": rows, "page": page})
