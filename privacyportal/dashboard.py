"""What needs attention first, for this person?"""

from typing import Any

from django.http import HttpRequest


def front_page(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the context of the admin's front page."""
    return context
