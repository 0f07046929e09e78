"""What does an administrator see of people, departments and desks?"""

from django.contrib import admin
from django.contrib.auth.models import Group

from privacyportal.accounts.admin.places import DepartmentAdmin, DeskAdmin
from privacyportal.accounts.admin.requests import AccountRequestAdmin
from privacyportal.accounts.admin.users import UserAdmin

# Rights come from the table of roles alone: the page on which a group could be given others is closed.
admin.site.unregister(Group)

__all__ = ["AccountRequestAdmin", "DepartmentAdmin", "DeskAdmin", "UserAdmin"]
