"""Who complains or requests, for whom, and is it really them?"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.querysets import OfCaseQuerySet
from consents.models import DataSubject
from privacyportal.erasure.models import ErasableModel, erased_is_empty


class CaseParty(ErasableModel):
    """A person in a case: the complainant or requester, and a representative."""

    content = ("name", "kana", "telephone", "email", "address")

    class Role(models.TextChoices):
        """What the person is in the case."""

        COMPLAINANT = "complainant", _("complainant or requester")
        REPRESENTATIVE = "representative", _("representative")

    class Authority(models.TextChoices):
        """Where a representative's power comes from (Cabinet Order Article 13)."""

        STATUTORY = "statutory", _("statutory representative")
        MANDATED = "mandated", _("mandated representative")

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(_("role"), max_length=14, choices=Role.choices)
    authority = models.CharField(_("kind of authority"), max_length=10, choices=Authority.choices, blank=True)
    data_subject = models.ForeignKey(
        DataSubject,
        verbose_name=_("data subject"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="case_parties",
    )
    name = models.CharField(_("full name"), max_length=200, blank=True)
    kana = models.CharField(_("reading"), max_length=200, blank=True)
    telephone = models.CharField(_("telephone"), max_length=30, blank=True)
    email = models.EmailField(_("email"), blank=True)
    address = models.CharField(_("home address"), max_length=300, blank=True)

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        indexes = [
            models.Index(fields=["name"], name="party_by_name"),
            models.Index(fields=["kana"], name="party_by_kana"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "role"], name="party_role_once"),
            erased_is_empty("party_erased_is_empty", "name", "kana", "telephone", "email", "address"),
        ]

    def __str__(self) -> str:
        return self.name


class IdentityCheck(models.Model):
    """A check that the requester is the person, or holds the person's authority, before anything is disclosed."""

    class Method(models.TextChoices):
        """How identity was checked (GL 3-8-5)."""

        DRIVING_LICENCE = "driving_licence", _("driving licence")
        NUMBER_CARD_FRONT = "number_card_front", _("individual number card, front only")
        PASSPORT = "passport", _("passport")
        RESIDENCE_CARD = "residence_card", _("residence card")
        REGISTERED_MAIL = "registered_mail", _("copy by post and reply by registered mail")
        CALL_BACK = "call_back", _("registered facts and call-back")
        LOGIN = "login", _("registered login")

    case = models.ForeignKey(Case, verbose_name=_("case"), on_delete=models.PROTECT, related_name="identity_checks")
    method = models.CharField(_("method of verification"), max_length=20, choices=Method.choices)
    authority_document = models.CharField(_("proof of authority seen"), max_length=200, blank=True)
    is_confirmed = models.BooleanField(_("identity confirmed"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    checked_at = models.DateTimeField(_("checked at"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("checked by"), on_delete=models.PROTECT, related_name="+"
    )

    objects = OfCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")

    def __str__(self) -> str:
        return self.get_method_display()
