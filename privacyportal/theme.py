"""How does the admin's theme look, which of our functions fill it, and what may its pages load and run?"""

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

# Unfold's settings; every colour but these two scales is in templates/static/portal/portal.css.
UNFOLD: dict[str, object] = {
    "SITE_TITLE": _("Privacy portal"),
    "SITE_HEADER": _("Privacy portal"),
    "SITE_URL": None,
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "STYLES": [lambda request: static("portal/portal.css")],
    "SCRIPTS": [lambda request: static("portal/portal.js")],
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("portal/favicon.svg")},
    ],
    "DASHBOARD_CALLBACK": "privacyportal.roof.pages.dashboard.front_page",
    "GLOBAL_CALLBACK": "privacyportal.navigation.site_context",
    "SIDEBAR": {"show_search": False, "navigation": "privacyportal.navigation.menu"},
    "COLORS": {
        "primary": {
            "50": "#f1f6fb",
            "100": "#e0ecf6",
            "200": "#c3d9ec",
            "300": "#97bddc",
            "400": "#6ba3d1",
            "500": "#3f7fb6",
            "600": "#1f5488",
            "700": "#1a4672",
            "800": "#183b5f",
            "900": "#163250",
            "950": "#0e2033",
        },
        "font": {
            "subtle-light": "#526070",
            "subtle-dark": "#a9b4bf",
            "default-light": "#33414f",
            "default-dark": "#d3dae1",
            "important-light": "#1b2733",
            "important-dark": "#f1f4f7",
        },
    },
}

# The theme evaluates attributes and sets styles inline; scripts are files of ours.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, UNSAFE_EVAL],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
