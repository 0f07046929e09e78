"""Which screens of the ground does the roof hang up beside those that Django finds by itself?"""

from privacyportal.backoffice import reading_admin, trail_admin
from privacyportal.imports import admin as imports_admin
from privacyportal.imports import mapping_admin

__all__ = ["imports_admin", "mapping_admin", "reading_admin", "trail_admin"]
