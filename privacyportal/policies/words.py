"""What is it called that gives somebody access?"""

from privacyportal.accounts.models import Desk, User
from privacyportal.accounts.roles import label_of
from privacyportal.policies.models import AccessGrant

Kind = AccessGrant.Kind


def granted_text(kind: str, code: str) -> str:
    """Return in words what a row of an access review is about: the role, the desk, whom the person is deputy of."""
    if kind == Kind.ROLE:
        return f"{Kind.ROLE.label} {label_of(code)}"
    if kind == Kind.DESK:
        desk = Desk.objects.filter(code=code).first()
        return f"{Kind.DESK.label} {desk or code}"
    absent = User.objects.filter(username=code).first()
    return f"{Kind.DEPUTY.label} {absent or code}"
