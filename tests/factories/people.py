"""Officers for factories: one who records, and a second person."""

from django.contrib.auth.models import Group

from privacyportal.accounts.models import User


def officer(username: str = "officer") -> User:
    """A compliance officer without a department, made once."""
    user, is_new = User.objects.get_or_create(
        username=username, defaults={"last_name": f"担当{username}", "email": f"{username}@portal.example"}
    )
    if is_new:
        user.groups.set(Group.objects.filter(name="compliance_officer"))
    return user


def second() -> User:
    """Another compliance officer, for what takes two persons."""
    return officer("second")
