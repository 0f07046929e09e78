"""The audit trail as a Django app."""

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.checks import (
    append_only_triggers_stand,
    erased_rows_are_sealed,
    joins_are_guarded,
    published_versions_stand_still,
)
from privacyportal.audit.triggers import Allowed, protect


class AuditConfig(AppConfig):
    """Owns the trail and the triggers that keep it from being rewritten."""

    name = "privacyportal.audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        """Register the system checks, name the protected tables, and let the roof say whose rows are covered."""
        register(append_only_triggers_stand, Tags.database)
        register(erased_rows_are_sealed, Tags.database)
        register(joins_are_guarded, Tags.database)
        register(published_versions_stand_still, Tags.database)
        autodiscover_modules("covering")
        protect("audit_auditentry")
        protect("audit_reading", allowed=Allowed("proved_by", gone_after=365))
        protect("audit_rowdigest", allowed=Allowed("proved_by"))
        protect("audit_takenback")
