"""How do screens show numbers, days, badges and links of consents and provisions?"""

from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms import Field
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consents.states import TONES


def badge(label: str, state: str) -> SafeString:
    """Return a state as word and colour."""
    return format_html('<span class="portal-badge portal-tone-{}">{}</span>', TONES[state], label)


def link(url: str, text: str) -> SafeString:
    """Return a link."""
    return format_html('<a href="{}">{}</a>', url, text)


def whole(text: object) -> SafeString:
    """Return a number or day that is not broken over two lines."""
    return format_html('<span class="portal-nowrap">{}</span>', text)


def two_lines(first: object, second: object) -> SafeString:
    """Return two facts, one under the other."""
    return format_html('{}<br><span class="portal-quiet">{}</span>', first, second) if second else whole(first)


def only_choose[F: Field](field: F | None) -> F | None:
    """Return a form field that chooses a record and offers no way to change it from here."""
    if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
        field.widget.can_add_related = field.widget.can_change_related = field.widget.can_view_related = False
    return field
