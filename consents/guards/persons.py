"""What forbids speaking of a person whose name and address are erased?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal


def person_stands(*, is_erased: bool) -> Refusal | None:
    """Whoever was erased is not entered again, and decides on nothing more: nobody knows who it was."""
    if not is_erased:
        return None
    return Refusal(
        code="consents.person_erased",
        section="4",
        cannot=_("Nothing can be recorded of this person."),
        missing=_("The person's name, number and addresses were erased."),
        next_step=_("Register the person anew if they deal with us again."),
        field="data_subject",
    )
