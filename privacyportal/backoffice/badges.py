"""How does a state look wherever it stands: a word in a colour that means the same everywhere?"""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from privacyportal.backoffice.labels import Text


def badge(tone: str, label: Text) -> SafeString:
    """Return a word in the colour of its tone: late, due, waiting, done or ended."""
    return format_html('<span class="portal-badge portal-tone-{}">{}</span>', tone, label)
