"""Which text does a policy's file hold: plain text, a page of the web, or a document of Word? Its content tells."""

import re

from django.utils.translation import gettext as _

from privacyportal.policies.documents.pages import text_of_page
from privacyportal.policies.documents.word import text_of_word
from privacyportal.policies.parser import UnreadableText, decode, unify_newlines

_PACKAGE = b"PK\x03\x04"
_PAGE = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_LOOKED_AT = 4096


def text_of(content: bytes) -> str:
    """Return the text of a file, a line a paragraph, with the numbers that Word and pages put before their lists.

    :raises UnreadableText: with the reason in words; without words where it is no text at all.
    """
    if content.startswith(_PACKAGE):
        return unify_newlines(text_of_word(content))
    if content.startswith(b"%PDF"):
        raise UnreadableText(
            _("A PDF holds lines and not what they belong to: copy its text into a file, or bring Word's.")
        )
    if content.startswith((b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise UnreadableText(_("Documents of this old form are not read: save it as .docx or as text."))
    text = _decoded(content)
    return unify_newlines(text_of_page(text)) if _PAGE.match(text[:_LOOKED_AT]) else text


def _decoded(content: bytes) -> str:
    """Return the text; a page may say itself in which encoding it is."""
    said = _CHARSET.search(content[:_LOOKED_AT]) if b"<" in content[:_LOOKED_AT] else None
    try:
        return content.decode(said[1].decode("ascii")) if said else decode(content)
    except (LookupError, UnicodeDecodeError):
        return decode(content)
