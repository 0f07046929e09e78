"""What does a record's page show, beside what Django shows of it?"""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from django.contrib.admin.helpers import AdminForm
from django.db import models

from privacyportal.backoffice.buttons import Button
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.panels import Panel
from privacyportal.backoffice.turns import Turn


class ChangePage[M: models.Model](TypedDict):
    """What this adds to the context of a record's page, and what it takes from it."""

    adminform: AdminForm
    original: NotRequired[M | None]
    portal_seen: NotRequired[str]
    object_header: NotRequired[dict[str, object]]
    object_buttons: NotRequired[Sequence[Button]]
    object_blocked: NotRequired[Sequence[Button]]
    object_turn: NotRequired[Turn | None]
    object_panels: NotRequired[list[Panel]]
    # Whether tabs that wait are left closed, to be asked for by the browser's script.
    panels_closed: NotRequired[bool]
    object_here: NotRequired[str]
    # Of single screens: an import's progress at the head, templates of registers; whether Django offers to add another.
    panel: NotRequired[dict[str, object]]
    import_templates: NotRequired[list[tuple[Text, str]]]
    show_save_and_add_another: NotRequired[bool]
