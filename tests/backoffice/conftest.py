"""Who is there to open every list, and with which records?"""

from pathlib import Path
from typing import Any

import pytest

from privacyportal.accounts.models import User
from tests.world import World, build


@pytest.fixture
def world(
    baba: User,
    endo: User,
    aoki: User,
    kudo: User,
    goto: User,
    ueda: User,
    doi: User,
    honda: User,
    chiba: User,
    settings: Any,
    tmp_path: Path,
) -> World:
    """The whole cast with their records."""
    settings.MEDIA_ROOT = tmp_path
    return build({user.username: user for user in User.objects.all()})
