"""How can lists of provisions be narrowed?"""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from consents.querysets import ProvisionQuerySet
from privacyportal.backoffice.narrowing import Narrowing


class AbroadFilter(Narrowing[ProvisionQuerySet]):
    """Whether the recipient is in a foreign country."""

    title = gettext_lazy("where to")
    parameter_name = "abroad"

    options = (("yes", gettext_lazy("abroad")), ("no", gettext_lazy("in Japan")))

    def narrowed(self, rows: ProvisionQuerySet, request: HttpRequest) -> ProvisionQuerySet:
        """Return the provisions abroad, or those in Japan."""
        match self.value():
            case "yes":
                return rows.exclude(foreign_basis="")
            case "no":
                return rows.filter(foreign_basis="")
        return rows


class SupportFilter(Narrowing[ProvisionQuerySet]):
    """Whether what a provision rests on still holds, and whether it goes on."""

    title = gettext_lazy("what it rests on")
    parameter_name = "support"
    options = (("lapsed", gettext_lazy("lapsed, to be seen to")), ("ended", gettext_lazy("end recorded")))

    def narrowed(self, rows: ProvisionQuerySet, request: HttpRequest) -> ProvisionQuerySet:
        """Return the provisions in the chosen state."""
        match self.value():
            case "lapsed":
                return rows.without_support(timezone.now())
            case "ended":
                return rows.filter(ending__isnull=False)
        return rows


class KeptFilter(Narrowing[ProvisionQuerySet]):
    """Whether the law still wants the record kept (Article 29, Enforcement Rules 21)."""

    title = gettext_lazy("keeping of the record")
    parameter_name = "kept"
    options = (
        ("kept", gettext_lazy("to be kept")),
        ("over", gettext_lazy("period over")),
        ("none", gettext_lazy("no record required")),
    )

    def narrowed(self, rows: ProvisionQuerySet, request: HttpRequest) -> ProvisionQuerySet:
        """Return the provisions whose records are in the chosen state today."""
        match self.value():
            case "kept":
                return rows.to_keep_on(timezone.localdate())
            case "over":
                return rows.kept_over_on(timezone.localdate())
            case "none":
                return rows.filter(keep_until_on=None)
        return rows
