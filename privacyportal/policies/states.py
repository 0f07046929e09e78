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


class Recipients(models.TextChoices):
    """What a wording for a provision names: one company, or a class of recipients that others may belong to."""

    COMPANY = "company", _("one company")
    CLASS = "class", _("a class of recipients")


class Occasion(models.TextChoices):
    """Why something about the policy is to be looked at."""

    DEFECT = "defect", _("defect of the policy's text")
    SECTION = "section", _("section added, changed or deleted")
    PURPOSE = "purpose", _("purpose added, changed or ended")


class DisposalMethod(models.TextChoices):
    """How individual numbers are disposed of so that nobody can restore them (My Number guidelines, 4-3-(3)B)."""

    ERASED = "erased", _("erased from the system")
    DESTROYED = "destroyed", _("paper or medium destroyed")
    MASKED = "masked", _("number masked, the rest kept")
    VENDOR = "vendor", _("by a vendor")


# The duty to review who may see and do what, and the figure that says how often.
ACCESS, ACCESS_MONTHS = "policies.access_review", "policies.access_review_months"
