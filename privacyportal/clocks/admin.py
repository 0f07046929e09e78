"""Where does Django find the screens? In `show`."""

from privacyportal.clocks.show import admin

__all__ = ["admin"]
