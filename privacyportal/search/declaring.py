"""How does an app say what can be found of its rows?"""

from django.utils.translation import gettext_lazy as _

from privacyportal.backoffice.labels import Text
from privacyportal.search import registry, upkeep
from privacyportal.search.registry import Found, Shape, visible

NUMBER = _("number")


def declare(*founds: Found) -> None:
    """Declare what can be found, kept from now on in the transaction of whoever writes; an app's `findables.py` does.

    :raises ImproperlyConfigured: when a name is taken, or rows could be written unheard.
    """
    registry.register(*founds, hearer=upkeep.take)


def numbered(name: str, kind: str, model: str, *others: str, words: Text = NUMBER) -> Found:
    """Return that records are found by their number, and by `others`: numbers that they have elsewhere."""
    return Found(
        name=name,
        kind=kind,
        model=model,
        fields=("reference__number", *others),
        words=words,
        shown=visible,
        shape=Shape.NUMBER,
        weight=100,
    )
