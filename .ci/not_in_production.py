"""Print the installed packages that production does not need: `dependencies` in pyproject.toml do not lead to them.

The lock file holds everything, also what tests and checks use; the image is built without that.
"""

import sys
import tomllib
from importlib.metadata import distributions, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

INSTALLER = {"pip"}


def needed(wanted: list[str]) -> set[str]:
    """Return the names of the packages wanted, and of all that these need here, with the extras that are asked for."""
    seen: set[tuple[str, str]] = set()
    waiting = [Requirement(text) for text in wanted]
    while waiting:
        one = waiting.pop()
        for place in {(canonicalize_name(one.name), extra) for extra in {"", *one.extras}} - seen:
            seen.add(place)
            children = map(Requirement, requires(one.name) or [])
            waiting += [child for child in children if not child.marker or child.marker.evaluate({"extra": place[1]})]
    return {name for name, _extra in seen}


if __name__ == "__main__":
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    kept = needed(project["dependencies"]) | INSTALLER
    sys.stdout.writelines(
        f"{name}\n" for name in sorted({canonicalize_name(one.metadata["Name"]) for one in distributions()} - kept)
    )
