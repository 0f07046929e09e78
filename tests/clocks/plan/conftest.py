"""Plans are made of plain values: none of these tests has a database."""

import pytest


@pytest.fixture(autouse=True)
def duty() -> None:
    """Nothing is declared, and nothing stored: the river's stage stays empty."""
