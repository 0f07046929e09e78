"""How does the admin's theme look, which of our functions fill it, and what may its pages load and run?"""

from csp.constants import NONE, SELF
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

# Unfold's settings; colours are in templates/static/portal/portal.css.
UNFOLD: dict[str, object] = {
    "SITE_TITLE": _("Privacy portal"),
    "SITE_HEADER": _("Privacy portal"),
    "SITE_URL": None,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "STYLES": [lambda request: static("portal/portal.css")],
    "SCRIPTS": [
        lambda request, name=name: static(f"portal/{name}.js")
        for name in ("theme", "portal", "words", "written", "lists")
    ],
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("portal/favicon.svg")},
    ],
    "DASHBOARD_CALLBACK": "privacyportal.roof.pages.dashboard.front_page",
    "GLOBAL_CALLBACK": "privacyportal.navigation.site_context",
    "SIDEBAR": {"show_search": False, "navigation": "privacyportal.navigation.menu"},
}

# Usual inputs of forms are drawn without a template.
FORM_RENDERER = "privacyportal.backoffice.drawing.Renderer"

# For whatever the portal answers: code and styles are files of ours, and nothing in a page is read as either.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
