"""How does a refusal come back on the form that was filled in?"""

from typing import Any

from django.forms import ModelForm
from django.utils.html import format_html

from privacyportal.backoffice import refusals


def with_error(form_class: Any, error: refusals.PortalError) -> Any:
    """Return a form class whose validation ends in the given refusal."""

    class FormWithError(form_class):
        def _post_clean(self) -> None:
            super()._post_clean()
            add_error(self, error)

    return FormWithError


def add_error(form: Any, error: refusals.PortalError) -> None:
    """Put a refusal beside the fields it names, or at the head of the form."""
    for refusal in getattr(error, "refusals", ()):
        form.add_error(refusal.field if refusal.field in form.fields else None, with_link(refusal))
    if not isinstance(error, refusals.Refused):
        form.add_error(None, error.text)


def with_link(refusal: refusals.Refusal) -> str:
    """Return a refusal's sentences and the link to the next step, which opens beside the form as typed."""
    if not refusal.link:
        return refusal.text
    link = format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', refusal.link, refusal.link_label)
    return format_html("{} [{}]", refusal.text, link)


class RulesLeftToService(ModelForm):
    """A form whose table constraints about some fields are left to the service.

    Its guards say them in words, beside the field, with the section of the policy, and keep the attempt.
    """

    left_to_service: frozenset[str] = frozenset()

    def _get_validation_exclusions(self) -> set[str]:
        return {*super()._get_validation_exclusions(), *self.left_to_service}  # type: ignore[misc]
