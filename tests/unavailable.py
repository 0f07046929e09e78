"""What becomes of a test whose server or browser is missing? It is skipped, saying so; under CI it fails."""

import os

import pytest

UNDER_CI = bool(os.environ.get("CI"))


def unavailable(reason: str) -> None:
    """Skip a test whose server or browser is missing; under CI that is a failure."""
    if UNDER_CI:
        pytest.fail(reason)
    pytest.skip(reason)
