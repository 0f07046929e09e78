"""What forbids naming somebody at a company whose people are erased?"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal


def people_stand(changes: Mapping[str, object], names: Iterable[str], *, is_erased: bool) -> Refusal | None:
    """Whoever was erased from the record of a company is not entered again."""
    field = next((name for name in names if changes.get(name)), "")
    if not is_erased or not field:
        return None
    return Refusal(
        code="people_erased",
        section="4",
        cannot=_("Nobody can be named here."),
        missing=_("The names and addresses of the people were erased."),
        next_step=_("Register the company anew if it works with us again."),
        field=field,
    )
