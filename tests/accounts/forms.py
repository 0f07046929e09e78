"""What does the form of an account send?"""

from datetime import UTC, datetime
from typing import Any

from privacyportal.accounts.models import User

AT = datetime(2026, 11, 16, 1, 0, tzinfo=UTC)
USERS = "admin:accounts_user"


def typed(user: User | None = None, **fields: Any) -> dict[str, Any]:
    """What stands in the form of an account."""
    known = {
        "username": user.username if user else "sasaki",
        "email": user.email if user else "sasaki@portal.example",
        "last_name": user.last_name if user else "佐々木",
        "first_name": user.first_name if user else "望",
        "department": (user.department_id or "") if user else "",
        "manager": (user.manager_id or "") if user else "",
        "deputy": "",
        "absent_from": "",
        "absent_until": "",
        "language": "ja",
        "roles": list(user.groups.values_list("name", flat=True)) if user else ["desk_handler"],
    }
    return {**known, **fields}
