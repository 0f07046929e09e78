"""How does a refusal come back on the form that was filled in?"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.forms import BaseForm, ModelForm
from django.utils.html import format_html

from privacyportal.backoffice import refusals, seen

# The refusal that the form being shown again carries.
_refused: ContextVar[refusals.PortalError | None] = ContextVar("refused", default=None)


@contextmanager
def refused_with(error: refusals.PortalError) -> Iterator[None]:
    """Let the forms that are made meanwhile end in a refusal."""
    token = _refused.set(error)
    try:
        yield
    finally:
        _refused.reset(token)


def refused() -> refusals.PortalError | None:
    """Return the refusal that the page being shown again carries: whoever sees one shows the page and does nothing."""
    return _refused.get()


def with_refusal[F: BaseForm](form_class: type[F]) -> type[F]:
    """Return the form class; while a page is shown again after a refusal, one whose validation ends in it."""
    error = _refused.get()
    return form_class if error is None else _refused_form(form_class, error)


def _refused_form[F: BaseForm](form_class: type[F], error: refusals.PortalError) -> type[F]:
    base: Any = form_class  # a base that is known only as the page is shown

    class RefusedForm(base):
        def full_clean(self) -> None:
            super().full_clean()
            if self.is_bound:  # a page of which another part was sent shows its own form as it was
                add_error(self, error)

    made: type[F] = RefusedForm
    return made


def add_error(form: BaseForm, error: refusals.PortalError) -> None:
    """Put a refusal beside the fields it names, or at the head of the form."""
    if isinstance(error, seen.ChangedMeanwhile):
        for name, now in error.beside.items():
            form.add_error(name if name in form.fields else None, now)
    if not isinstance(error, refusals.Refused):
        form.add_error(None, error.text)
        return
    for refusal in error.refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, with_link(refusal))


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
