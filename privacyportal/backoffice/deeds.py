"""What is common to every service: a right that is insisted on, one transaction, and a refusal that is remembered."""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import update_wrapper
from inspect import signature
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from privacyportal.audit import covered
from privacyportal.audit.actors import Actor, ActorKind, Deputy, Staff, acting
from privacyportal.backoffice import following, labels, refusals
from privacyportal.backoffice.individual_numbers import none_in
from privacyportal.backoffice.labels import Text
from privacyportal.backoffice.querysets import rows_visible_to
from privacyportal.backoffice.refusals import refuse_if
from privacyportal.backoffice.rights import FOLLOWS, Right
from privacyportal.backoffice.texts import texts_in
from privacyportal.references import registry

_running: ContextVar[tuple[str, ...]] = ContextVar("running_deeds", default=())


class NotPermitted(refusals.Refused, PermissionDenied):
    """The actor lacks the right, or may not see the record; a page that lets it rise answers 403."""


class Deed[**P, R]:
    """A service with its declaration: `right` and the argument `on` whose record it is asked of, and its `words`.

    `by_portal` says that the portal may do it by itself: what falls due, what an installation begins with; `numbers`
    names arguments that are numbers by nature and no texts, `apart` those whose parts the form names with them, `asked`
    those whose texts the deed asks for individual numbers itself.
    """

    def __init__(
        self,
        service: Callable[P, R],
        *,
        right: Right,
        on: str,
        words: Text,
        by_portal: bool,
        numbers: Collection[str],
        apart: Collection[str] = (),
        asked: Collection[str] = (),
    ) -> None:
        self._service, self.numbers, self.apart, self.asked = service, numbers, apart, asked
        self.right, self.on, self.words, self.by_portal = right, on, words, by_portal
        self.name = name_of(service)
        asked_of = signature(service).parameters
        if missing := sorted({on, "by", "at"} - {"", *asked_of}):
            raise TypeError(f"{self.name} has no argument {', '.join(missing)}.")
        update_wrapper(self, service)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it in one transaction; when a rule says no, undo everything, record the attempt, let the refusal rise.

        :raises NotPermitted: when the actor may not do this to this record.
        :raises Refused: when a rule says no; section 3 when any text given holds an individual number.
        """
        given: dict[str, Any] = kwargs
        at: datetime = given["at"]
        given["by"] = by = in_place(acting(given["by"]), self._record(given), at)
        try:
            with transaction.atomic(), covered.together(), _inside(self.name):
                self.insist(by, self._record(given))
                texts = texts_in(given, besides={*self.numbers, *self.asked}, apart=self.apart)
                refuse_if(none_in(texts), obj=self._record(given))
                return self._service(*args, **kwargs)
        except refusals.Refused as refused:
            remember(refused, self.name, by, at)
            raise

    @property
    def service(self) -> Callable[P, R]:
        """Return the service as it was written."""
        return self._service

    def offered_to(self, by: Actor, obj: models.Model | None = None) -> bool:
        """Return whether the right lets an actor do this to a record that they see: what buttons and menus ask."""
        if by.kind == ActorKind.PORTAL:
            return self.by_portal
        return self.right.held_by(by, obj)

    def insist(self, by: Actor, obj: models.Model | None) -> None:
        """Ask for the right and, of a stored record, that the actor sees it.

        :raises NotPermitted: when either is wanting.
        """
        if self.right is FOLLOWS and len(_running.get()) > 1:
            return
        if self.offered_to(by, obj) and (obj is None or sees(by, obj)):
            return
        refusal = refusals.Refusal(
            code="backoffice.not_permitted",
            cannot=_("“%(deed)s” cannot be done.") % {"deed": self.words},
            missing=_("You do not have the right to do this here."),
            next_step=_("Ask somebody who has it."),
        )
        raise NotPermitted([refusal], obj=obj)

    def _record(self, given: dict[str, object]) -> models.Model | None:
        obj = given.get(self.on) if self.on else None
        return obj if isinstance(obj, models.Model) else None


def name_of(service: Callable[..., object]) -> str:
    """Return a service's name with its app: `cases.acknowledge`, `clocks.publish_rule`."""
    app = service.__module__.removeprefix("privacyportal.").partition(".")[0]
    return f"{app}.{service.__name__}"


_deeds: dict[str, Deed[..., object]] = {}


def deed[**P, R](
    *,
    right: Right,
    words: Text,
    on: str = "",
    by_portal: bool = False,
    numbers: Collection[str] = (),
    apart: Collection[str] = (),
    asked: Collection[str] = (),
) -> Callable[[Callable[P, R]], Deed[P, R]]:
    """Declare a service as a deed; it is keyword-only and takes `by` (an actor) and `at` (an aware instant).

    `right` is asked of the record given as argument `on` (of no record where it begins one); `words` name the deed for
    people (noun, as buttons do); `by_portal` lets the portal do it by itself. Every text given is asked for individual
    numbers, also those in a mapping, a dataclass or a list; `numbers` names arguments that hold another kind of number,
    `apart` those whose parts are named with them (`complainant_name`), `asked` those that are the deed's own to ask:
    of the rows of a bulk deed one refused row holds up no other.

    :raises TypeError: at start-up, when right or words are missing, or another deed of the app has the name.
    """
    if not words:
        raise TypeError("A deed names its right and its words.")

    def declare(service: Callable[P, R]) -> Deed[P, R]:
        made = Deed(
            service, right=right, on=on, words=words, by_portal=by_portal, numbers=numbers, apart=apart, asked=asked
        )
        if made.name in _deeds and _deeds[made.name].service.__module__ != service.__module__:
            raise TypeError(f"Two deeds are called {made.name}.")
        _deeds[made.name] = made
        labels.register({made.name: words})
        return made

    return declare


def deeds() -> dict[str, Deed[..., object]]:
    """Return every declared deed by its name (`cases.acknowledge`)."""
    return dict(_deeds)


def in_place(by: Actor, obj: models.Model | None, at: datetime) -> Actor:
    """Return the actor, as the deputy of whoever answers for the record, while they are away on the day of `at`."""
    if obj is None or type(by) is not Staff:
        return by
    absent = registry.absent_person_of(obj, by.user, at)
    return Deputy(by.user, absent) if absent is not None else by


def sees(by: Actor, obj: models.Model) -> bool:
    """Return whether the actor may see a record; one that is not stored yet hides nothing.

    An outsider sees what the link is bound to, which its right has asked already.
    """
    if obj.pk is None or by.account is None:
        return True
    rows = rows_visible_to(by.account, obj._meta.model)
    # Who sees the whole register needs no question to the database: half of all deeds.
    return not rows.query.has_filters() or rows.filter(pk=obj.pk).exists()


def remember(refused: refusals.Refused, name: str, by: Actor, at: datetime) -> None:
    """Record a refused attempt in the trail, outside the transaction that was undone."""
    refused.deed, refused.by, refused.at = name, by, at
    refusals.keep(refused, deed=name, by=by, at=at)


@contextmanager
def _inside(name: str) -> Iterator[None]:
    following.forget()
    token = _running.set((*_running.get(), name))
    try:
        yield
    finally:
        _running.reset(token)
        following.forget()
