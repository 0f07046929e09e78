"""What can a person decide, on which ground may data be provided, and how is consent worded as a state?"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    """What an entry says: each is added, none is changed."""

    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ConsentState(models.TextChoices):
    """What holds on a day, from all entries up to it."""

    NONE = "none", _("not recorded")
    GIVEN = "given", _("given")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


class Channel(models.TextChoices):
    """How the decision reached the firm."""

    WRITTEN = "written", _("in writing")
    SCREEN = "screen", _("on a screen")
    EMAIL = "email", _("email")
    TELEPHONE = "telephone", _("telephone")
    COUNTER = "counter", _("counter")


class Ground(models.TextChoices):
    """The grounds a) to h) of policy section 10."""

    CONSENT = "a", _("a) consent of the person")
    LAW = "b", _("b) based on law")
    AUTHORITY = "c", _("c) inquiry of an authority or another outside body")
    PROTECTION = "d", _("d) protection of life, body or property")
    ENTRUSTMENT = "e", _("e) entrustment")
    SUCCESSION = "f", _("f) succession of business by merger or otherwise")
    JOINT_USE = "g", _("g) joint use")
    OTHER_LAW = "h", _("h) otherwise permitted by law")


class ForeignBasis(models.TextChoices):
    """The ground of policy section 11 under which a provision abroad is made."""

    DESIGNATED = "designated", _("① country designated by the rules")
    EQUIVALENT = "equivalent", _("② equivalent-measures system")
    CONSENT = "consent", _("③ a) consent to the foreign provision")
    EXEMPT = "exempt", _("③ b) to d)")
