"""Under which rule may content be erased?"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rule(models.TextChoices):
    """What wants the content gone."""

    IDENTITY = "identity", _("identity documents of an ended request (policy section 4, Article 22)")
    NOT_NEEDED = "not_needed", _("no longer needed (Article 22)")
    REQUESTED = "requested", _("erasure requested by the person (Article 35)")
    FORBIDDEN = "forbidden", _("must not be kept (My Number Act, Article 20)")
    MISTAKEN = "mistaken", _("recorded by mistake")


class Decision(models.TextChoices):
    """What the second person said of a proposal."""

    PENDING = "pending", _("awaiting a second person")
    APPROVED = "approved", _("content erased")
    REFUSED = "refused", _("erasure refused")
