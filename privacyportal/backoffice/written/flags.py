"""Does a text say yes or no (有り, ◯, レ, 要; 無し, ✕, 非該当)?"""

from django.utils.translation import gettext as _

from privacyportal.backoffice.identifiers import plain
from privacyportal.backoffice.written.readings import Read, Reading, Unread, short

_YES = frozenset(
    {"1", "true", "yes", "y", "t", "on", "はい", "有", "有り", "あり", "要", "必要", "該当", "該当する", "該当あり"}
    | set("○◯〇◎●レ✓✔☑✅")
)
_NO = frozenset(
    {"0", "false", "no", "n", "f", "off", "いいえ", "無", "無し", "なし", "不要", "非該当", "該当しない", "該当なし"}
    | set("×✕✖✗✘☐")
)


def flag(text: str) -> Reading[bool]:
    """Return what a text says; a dash or an exception behind it (有（限定）) is no answer."""
    word = plain(text).casefold().rstrip("。.")
    if word in _YES or word in _NO:
        return Read(word in _YES)
    return Unread(_("“%(value)s” is neither yes nor no (有 or 無)") % {"value": short(text)})
