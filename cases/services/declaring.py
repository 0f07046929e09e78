"""How is a deed of this room declared: by its step, or by its right and words?

Every text that a deed is given is asked for individual numbers (`backoffice.deeds`); which of the fields of this room
hold other numbers, and whose fields are called by a role, is said here once for all deeds.
"""

from collections.abc import Callable

from cases.states import StepByKind
from privacyportal.backoffice.deeds import Deed, deed
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.rights import Right

# Numbers of telephones, bodies and receipts: some have twelve digits and by chance the right check digit.
NUMBERS = frozenset({"telephone", "body_number", "external_number", "receipt_number"})
# Whose name, reading and address the forms name by the role.
ROLES = frozenset({"complainant", "representative"})


def case_deed[**P, R](
    *, right: Right, words: Text, on: str = "case", by_portal: bool = False
) -> Callable[[Callable[P, R]], Deed[P, R]]:
    """Declare a deed of this room, asked of the case that it is given."""
    return deed(right=right, words=words, on=on, by_portal=by_portal, numbers=NUMBERS, apart=ROLES)


def step_deed[**P, R](
    step: StepByKind, *, words: Text = "", on: str = "case", by_portal: bool = False
) -> Callable[[Callable[P, R]], Deed[P, R]]:
    """Declare the deed that takes a step: its right and, unless it has `words` of its own, its words are the step's."""
    return case_deed(right=step.right, words=words or step.words, on=on, by_portal=by_portal)
