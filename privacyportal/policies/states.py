"""What kinds of purpose are there, how sensitive can data be, and to what can a person consent?"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PurposeKind(models.TextChoices):
    """For what data a purpose of use holds."""

    GENERAL = "general", _("personal information")
    INDIVIDUAL_NUMBER = "individual_number", _("individual numbers")


class Sensitivity(models.TextChoices):
    """Which rules beyond the ordinary ones apply to a category of data."""

    ORDINARY = "ordinary", _("ordinary")
    SPECIAL_CARE = "special_care", _("special care-required")
    SENSITIVE = "sensitive", _("sensitive information")
    INDIVIDUAL_NUMBER = "individual_number", _("individual number")


class Scope(models.TextChoices):
    """What a person consents to."""

    USE = "use", _("use for the purpose")
    THIRD_PARTY = "third_party", _("provision to a third party")
    FOREIGN = "foreign", _("provision to a third party abroad")
