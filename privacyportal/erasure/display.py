"""How does a record's page say that its content is erased?"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from privacyportal.backoffice.dates import table_instant
from privacyportal.backoffice.labels import Text
from privacyportal.erasure.models import ErasableModel

LABEL = pgettext_lazy("content", "erased")


def erased(obj: ErasableModel) -> list[tuple[Text, object]]:
    """Return the fact that a record's content is erased: when, by whom, why; nothing if it is not."""
    proof = obj.erasure
    if proof is None:
        return []
    told = _("%(at)s by %(who)s, checked by %(checker)s: %(rule)s, %(reason)s") % {
        "at": table_instant(proof.erased_at),
        "who": proof.erased_by,
        "checker": proof.checked_by,
        "rule": proof.get_rule_display(),
        "reason": proof.reason,
    }
    return [(LABEL, told)]
