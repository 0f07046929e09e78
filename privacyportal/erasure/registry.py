"""What can be erased? Each app names its kinds of content at start-up."""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.utils.translation import gettext_lazy as _

from privacyportal.audit.models import AppendOnlyModel
from privacyportal.audit.sealing import keep_erased
from privacyportal.backoffice.labels import Text
from privacyportal.erasure.models import ErasableModel
from privacyportal.references.models import Reference

if TYPE_CHECKING:
    from privacyportal.accounts.models import User


STILL_OPEN = _("The matter is still open, so the content is still needed.")
CLOSE_FIRST = _("Close the matter first.")


def fingerprint(obj: ErasableModel) -> str:
    """Return the SHA-256 (hex) of a row's content: its fields by name, as JSON with sorted keys."""
    held = {name: obj.__dict__[name] for name in obj.content}
    content = {name: "" if value is None else str(value) for name, value in held.items()}
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def no_file(obj: ErasableModel) -> str:
    """Return nothing: the content is in the row alone."""
    return ""


def always(_first: object, _second: object) -> bool:
    """Return True: nothing more is asked."""
    return True


@dataclass(frozen=True, kw_only=True)
class Erasable[M: ErasableModel]:
    """One kind of content: its `model` (label), `words`, and the record that a row belongs to.

    `rows` gives the rows of a record that still hold content, as (row, how it is told apart); `path` the file on the
    disk that goes with a row, `digest` the fingerprint of what it was. `settled` answers whether nothing rests on a row
    any more, so that it may go under a rule, `needed` says what may still do, and `first` what is to be done then; more
    may rest on it on floors above (`rests_on`). `readable` whether a person may read it, and so may want it gone.
    """

    model: str
    words: Text
    reference: Callable[[M], Reference]
    rows: Callable[[Reference], Iterable[tuple[M, str]]]
    path: Callable[[M], str] = no_file
    digest: Callable[[M], str] = fingerprint
    settled: Callable[[M, str], bool] = always
    needed: Text = STILL_OPEN
    first: Text = CLOSE_FIRST
    readable: Callable[["User", M], bool] = always

    def may_go(self, obj: M, rule: str) -> bool:
        """Return whether nothing rests on a row any more, here or on a floor above, so that it may go under a rule."""
        return self.settled(obj, rule) and not any(rests(obj.pk) for rests in _resting.get(self.model.lower(), []))

    @property
    def model_class(self) -> type[M]:
        """Return the model."""
        found: type[M] = apps.get_model(self.model)
        return found


_erasables: dict[str, Erasable[Any]] = {}
_resting: dict[str, list[Callable[[int], bool]]] = {}


def register(*erasables: Erasable[Any]) -> None:
    """Name kinds of content that can be erased; called when an app is ready."""
    _erasables.update({erasable.model.lower(): erasable for erasable in erasables})
    models = [erasable.model_class for erasable in erasables]
    # What can be changed at all must not take its content back; an append-only table refuses that by itself.
    keep_erased(*(model._meta.db_table for model in models if not issubclass(model, AppendOnlyModel)))


def rests_on(model: str, rests: Callable[[int], bool]) -> None:
    """Name what of a floor above may rest on content of a row, given by its key; called when an app is ready."""
    _resting.setdefault(model.lower(), []).append(rests)


def erasables() -> list[Erasable[Any]]:
    """Return every kind, in the order of their models."""
    return [erasable for _model, erasable in sorted(_erasables.items())]


def erasable_of(model: str) -> Erasable[Any]:
    """Return the kind of content that a model's rows hold.

    :raises KeyError: when it holds none that can be erased.
    """
    return _erasables[model.lower()]
