"""How does a list show days, badges and links of consents and provisions?"""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from consents.states import TONES


def badge(label: str, state: str) -> SafeString:
    """Return a state as word and colour."""
    return format_html('<span class="portal-badge portal-tone-{}">{}</span>', TONES[state], label)


def link(url: str, text: str) -> SafeString:
    """Return a link."""
    return format_html('<a href="{}">{}</a>', url, text)
