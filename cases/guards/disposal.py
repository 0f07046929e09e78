"""When may the identity documents and the people of an ended case be gone?"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.refusals import Refusal


def counted_truly(method: str, *, count: int, chosen: int, found: int) -> Refusal | None:
    """The documents erased are the files chosen, each still there; where none were kept none is counted."""
    is_erased, none_kept = method == "erased", method == "none_kept"
    if chosen == found and not (is_erased and (not found or count != found)) and not (none_kept and (count or found)):
        return None
    return Refusal(
        code="cases.disposal_count",
        section="4",
        cannot=_("The disposal cannot be recorded."),
        missing=_(
            "The number is not that of the documents: there is nothing to erase, or the chosen files are others."
        ),
        next_step=_("Choose the files that are to be erased, and count them."),
        field="count",
    )


def nothing_left(left: int) -> Refusal | None:
    """No identity document stays in the portal when its disposal is recorded."""
    if not left:
        return None
    return Refusal(
        code="cases.identity_files_left",
        section="4",
        cannot=_("The disposal cannot be recorded."),
        missing=_("%(count)d identity documents are still among the files of the case.") % {"count": left},
        next_step=_("Choose them, so that they are erased."),
        field="documents",
    )


def erased_by_a_person(*, files: int, is_person: bool) -> Refusal | None:
    """Only a person erases files: two persons answer for it."""
    if not files or is_person:
        return None
    return Refusal(
        code="cases.erased_by_portal",
        section="4",
        cannot=_("The disposal cannot be recorded."),
        missing=_("Files are erased by a person."),
        next_step=_("Ask somebody who works on the case."),
    )


def people_stand(is_erased: object) -> Refusal | None:
    """Who was erased from an ended case is not entered again."""
    if not is_erased:
        return None
    return Refusal(
        code="cases.people_erased",
        section="4",
        cannot=_("The people of the case cannot be changed."),
        missing=_("Their names and addresses were erased."),
        next_step=_("Open a new case for a new matter."),
    )


def words_stand(changes: Mapping[str, object], words: Iterable[str], *, is_erased: bool) -> Refusal | None:
    """What was erased of what a case is about is not written again."""
    if not is_erased or not any(changes.get(name) for name in words):
        return None
    return Refusal(
        code="cases.words_erased",
        section="4",
        cannot=_("What the case is about cannot be written."),
        missing=_("Its words were erased."),
        next_step=_("Leave subject, description and remedy empty."),
        field="subject",
    )
