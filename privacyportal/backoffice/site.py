"""What do all pages of the back office share? Django's admin in unfold's dress, asked only for what a page shows."""

from typing import cast

from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from unfold.sites import UnfoldAdminSite


class PortalAdminSite(UnfoldAdminSite):
    """The back office's site: its menu is ours, so Django's list of all models is made only where it is read.

    Every page's context holds that list; no page of ours prints it, and making it asks each model for its rights and
    addresses: a tenth of a page's processor time.
    """

    def each_context(self, request: HttpRequest) -> dict[str, object]:
        """Return what every page knows, without the theme's colours: it would print them as styles inside the page."""
        return {**super().each_context(request), "colors": None}

    def get_sidebar_list(self, request: HttpRequest) -> list[dict[str, object]]:
        """Return the menu as it is made for this person: the theme would copy each entry and ask for rights again."""
        made = self._get_value(self._get_config("SIDEBAR", request).get("navigation"), request)
        return cast("list[dict[str, object]]", made)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, object]]:
        """Return the models that a person may open, by app, when somebody reads them.

        :param app_label: one app's only
        """
        listed = SimpleLazyObject(lambda: super(PortalAdminSite, self).get_app_list(request, app_label))
        return cast("list[dict[str, object]]", listed)


class PortalAdminConfig(AdminConfig):
    """Django's admin, with our site."""

    default_site = "privacyportal.backoffice.site.PortalAdminSite"
