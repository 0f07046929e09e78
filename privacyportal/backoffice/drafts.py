"""What does staff see and press of a draft that waits for its second person, and of all its versions?"""

from collections.abc import Callable, Iterable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.actions import ActionForm, ObjectAction, ReasonForm
from privacyportal.backoffice.dates import tokyo_day
from privacyportal.backoffice.deeds import Deed
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.publishing import DatedVersion, ImpactForm, Stage
from privacyportal.backoffice.querysets import Viewer


def is_draft(version: DatedVersion, user: Viewer) -> bool:
    """Return whether it waits for its second person."""
    return version.is_draft


def is_newest(version: DatedVersion, user: Viewer) -> bool:
    """Return whether it is the newest published version, from which the next is drafted."""
    return version.stage == Stage.PUBLISHED and version.valid_to is None


def publishing_button[V: DatedVersion](deed: Deed[..., V], shown: type[ImpactForm]) -> ObjectAction[V]:
    """Return the button by which a second person, who is `shown` what would change, puts a draft in force."""
    return ObjectAction(
        name="publish",
        label=_("Put in force"),
        deed=deed,
        available=is_draft,
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
