"""Which of our constraints did the database refuse a row by, and how is that said to a person?"""

import re
import sqlite3

import psycopg
from django.apps import apps
from django.db import IntegrityError

from privacyportal.backoffice.refusals import Conflict

NAMED = re.compile(r"^CHECK constraint failed: (\w+)$")


def said(error: IntegrityError) -> Conflict | None:
    """Return a broken constraint as what a form can say; None where it is none of ours, which is a fault."""
    name = _name(error.__cause__)
    for model in apps.get_models() if name else ():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return Conflict(str(constraint.get_violation_error_message()))
    return None


def _name(cause: BaseException | None) -> str:
    if isinstance(cause, psycopg.Error):
        return cause.diag.constraint_name or ""
    found = NAMED.match(str(cause)) if isinstance(cause, sqlite3.Error) else None
    return found[1] if found else ""
