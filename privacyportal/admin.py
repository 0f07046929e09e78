"""Which screens of the ground does the roof hang up beside those that Django finds by itself?"""

from privacyportal.backoffice import reading_admin, trail_admin
from privacyportal.imports import admin as imports_admin

__all__ = ["imports_admin", "reading_admin", "trail_admin"]
