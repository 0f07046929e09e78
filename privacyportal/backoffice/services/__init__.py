"""What can be done with views of lists: save one, share one, drop one."""

from privacyportal.backoffice.services.views import Shown, drop_view, keep_view, share_view

__all__ = ["Shown", "drop_view", "keep_view", "share_view"]
