"""Of what was a file of ours, that stands before one of a package, made? An upgrade of the package tells what changed.

`tests/roof/originals.csv` has the hash of each file that ours hides. After an upgrade compare the new originals with
ours, take over what changed, and write the table anew: `PORTAL_WRITE_ORIGINALS=1 pytest tests/roof/test_originals.py`.
"""

import csv
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.utils import get_app_template_dirs

TABLE = Path(__file__).with_name("originals.csv")
TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = TEMPLATES / "static"


def originals() -> Iterator[tuple[str, Path]]:
    """Yield each file of ours by its name within templates/, with the package's file that it hides."""
    for ours in sorted(path for path in TEMPLATES.rglob("*") if path.is_file()):
        if ours.is_relative_to(STATIC):
            hidden = [Path(found) for found in finders.find(str(ours.relative_to(STATIC)), find_all=True)[1:]]
        else:
            name = ours.relative_to(TEMPLATES)
            hidden = [found for place in get_app_template_dirs("templates") if (found := Path(place) / name).is_file()]
        if hidden:
            yield str(ours.relative_to(TEMPLATES)), hidden[0]


def test_what_ours_were_made_of_has_not_changed() -> None:
    found = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in originals()}
    if os.environ.get("PORTAL_WRITE_ORIGINALS"):
        TABLE.write_text("".join(f"{name},{digest}\n" for name, digest in found.items()), encoding="utf-8")
    with TABLE.open(encoding="utf-8", newline="") as file:
        known = dict(csv.reader(file))
    assert found.keys() == known.keys(), "a file of ours hides another one than the table says"
    assert [name for name, digest in found.items() if known[name] != digest] == [], "compare these with ours"
