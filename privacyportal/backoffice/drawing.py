"""How does an input of a form become HTML?

A page of ours holds ten to forty inputs. By templates each is three renderings and more, a fifth of the processor's
time of a case's page; so the usual kinds are written here as the template of their name, Django's or the theme's,
writes them. What is not usual is left to the template.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict, cast

from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class Shown(TypedDict, total=False):
    """What a widget's template is told of the widget; some kinds of widget say more."""

    type: str
    name: str
    value: object
    label: object
    attrs: dict[str, object]
    optgroups: "Sequence[tuple[str | None, Sequence[Shown], int]]"
    template_name: str
    prefix: str
    prefix_icon: str
    suffix: str
    suffix_icon: str


class Given(TypedDict, total=False):
    """What a widget's template is given: the widget, and around a choice of another record what may be done with it."""

    widget: Shown
    rendered_widget: SafeString
    name: str
    model: str
    model_has_limit_choices_to: bool
    is_hidden: bool
    can_add_related: bool
    can_change_related: bool
    can_delete_related: bool
    can_view_related: bool


type Draw = Callable[[Given], SafeString | None]

OPTION = "django/forms/widgets/select_option.html"
ARROW = (
    "material-symbols-outlined absolute group-[.primary]:text-white pointer-events-none mr-[12px] right-0 "
    "text-base-400 top-0 top-1/2 hover:text-base-700 dark:text-base-500 dark:hover:text-base-200 -translate-y-1/2"
)


def box(given: Given) -> SafeString:
    """Draw an input."""
    widget = given["widget"]
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, _attributes(widget))


def text(given: Given) -> SafeString | None:
    """Draw the theme's line of text, unless something stands before or after what is typed."""
    widget = given["widget"]
    if widget.get("prefix") or widget.get("prefix_icon") or widget.get("suffix") or widget.get("suffix_icon"):
        return None
    return format_html('<div class="max-w-2xl relative w-full">{}</div>', box(given))


def day(given: Given) -> SafeString:
    """Draw the theme's day or time."""
    return format_html('<div class="flex flex-col max-w-2xl min-w-56 relative w-full">{}</div>', box(given))


def area(given: Given) -> SafeString:
    """Draw the theme's lines of text."""
    widget = given["widget"]
    return format_html(
        '<textarea name="{}"{}>{}</textarea>', widget["name"], _attributes(widget), widget["value"] or ""
    )


def choice(given: Given) -> SafeString | None:
    """Draw a list to choose from, unless its options are of another kind."""
    widget = given["widget"]
    drawn = []
    for label, options, _index in widget["optgroups"]:
        if any(option["template_name"] != OPTION for option in options):
            return None
        inside = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((option["value"], _attributes(option), option["label"]) for option in options),
        )
        drawn.append(format_html('<optgroup label="{}">{}</optgroup>', label, inside) if label else inside)
    options_drawn = format_html_join("", "{}", ((group,) for group in drawn))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], _attributes(widget), options_drawn)


def framed_choice(given: Given) -> SafeString | None:
    """Draw the theme's list to choose from, with its arrow."""
    drawn = choice(given)
    if drawn is None:
        return None
    frame = '<div class="grow relative max-w-2xl">{}<span class="{}">expand_more</span></div>'
    return format_html(frame, drawn, ARROW)


def related(given: Given) -> SafeString | None:
    """Draw the theme's choice of another record, unless something may be done with that record from here."""
    offered = (
        given["can_add_related"],
        given["can_change_related"],
        given["can_delete_related"],
        given["can_view_related"],
    )
    if any(offered) and not given["is_hidden"]:
        return None
    model = "" if given["model_has_limit_choices_to"] else format_html(' data-model-ref="{}"', given["model"])
    return format_html(
        '<div class="flex-col items-center w-full"><div class="flex flex-row related-widget-wrapper" '
        'data-id="related-widget-wrapper-{}"{}>{}</div></div>',
        given["name"],
        model,
        given["rendered_widget"],
    )


def _attributes(widget: Shown) -> SafeString:
    return flatatt(widget["attrs"])


DRAWN: Mapping[str, Draw] = {
    **dict.fromkeys((f"django/forms/widgets/{kind}.html" for kind in ("input", "text", "checkbox", "hidden")), box),
    "django/forms/widgets/select.html": choice,
    "unfold/widgets/text.html": text,
    "unfold/widgets/date.html": day,
    "unfold/widgets/time.html": day,
    "unfold/widgets/textarea.html": area,
    "unfold/widgets/select.html": framed_choice,
    "unfold/widgets/related_widget_wrapper.html": related,
}


class Renderer(DjangoTemplates):
    """Draws the usual inputs itself and has the others rendered by their templates."""

    def render(self, template_name: str, context: Mapping[str, object], request: HttpRequest | None = None) -> str:
        """Return the HTML of a widget, or of what else of a form has a template."""
        draw = DRAWN.get(template_name)
        drawn = draw(cast("Given", context)) if draw else None
        return drawn if drawn is not None else super().render(template_name, dict(context), request)
