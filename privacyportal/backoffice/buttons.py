"""How do the buttons of an object's page work?"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, TypedDict

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from privacyportal.audit.actors import Actor, Staff, number_of
from privacyportal.backoffice import following, seen, sendings
from privacyportal.backoffice.actions import ActionForm, Link, ObjectAction
from privacyportal.backoffice.confirming import insist
from privacyportal.backoffice.deeds import in_place
from privacyportal.backoffice.formerrors import refused, with_link, with_refusal
from privacyportal.backoffice.refusals import Conflict, Refusal
from privacyportal.backoffice.turns import Turn

if TYPE_CHECKING:
    from privacyportal.accounts.models import User


def _person(request: HttpRequest) -> "User":
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def actor(request: HttpRequest) -> Staff:
    """Return who sits at the screen as the actor of deeds.

    :raises PermissionDenied: when nobody is signed in.
    """
    return Staff(_person(request))


def actor_on(request: HttpRequest, obj: models.Model | None) -> Actor:
    """Return who sits at the screen as the actor of a deed on a record: a deputy of whoever answers for it.

    :raises PermissionDenied: when nobody is signed in.
    """
    by = actor(request)
    # Each button of a page asks.
    key = "actor", by.user.pk, type(obj), obj.pk if obj is not None else None
    return following.once(key, lambda: in_place(by, obj, timezone.now()))


def told(refusals: Sequence[Refusal]) -> SafeString:
    """Return what is in the way as sentences, each with the link to what mends it."""
    return format_html_join(" ", "{}", ((with_link(refusal),) for refusal in refusals))


def with_next(said: str, following: "Button") -> SafeString:
    """Return a sentence that says what was done, and after it the link to what comes next."""
    label = capfirst(str(following["action"].label))
    return format_html('{} {} <a href="{}">{}</a>', said, _("Next step:"), following["url"], label)


class Button(TypedDict):
    """A button as it is offered; `why` it cannot be pressed yet, with the links to what is missing, or nothing."""

    action: ObjectAction[Any] | Link
    url: str
    why: str


def pressed(buttons: Sequence[Button]) -> Sequence[Button]:
    """Return the buttons that can be pressed now."""
    return [button for button in buttons if not button["why"]]


def raised(buttons: Sequence[Button], name: str) -> Sequence[Button]:
    """Return the buttons with one of them as what comes next; the others stay."""
    return [
        {**button, "action": replace(button["action"], tone="primary")} if button["action"].name == name else button
        for button in buttons
    ]


class ButtonsMixin[M: models.Model](ModelAdmin):
    """Buttons of an object's page: each is offered by its deed's right and the object's state, and does one deed.

    Where one `asks_again`, whoever presses it shows first that it is they.
    """

    asks_again: ClassVar[bool] = False
    object_actions: ClassVar[tuple[ObjectAction[Any], ...]] = ()

    def buttons_for(self, request: HttpRequest, obj: M) -> Sequence[Button]:
        """Return what this person may do with this object now, with why it cannot be done yet where that is so."""
        by = actor_on(request, obj)
        return [
            {"action": action, "url": self.action_url(action, obj), "why": told(action.in_the_way(obj, by))}
            for action in self.object_actions
            if self.is_offered(request, action, obj)
        ]

    def next_button(self, request: HttpRequest, obj: M) -> Button | None:
        """Return the button that moves the record on now, for this person; None where there is none."""
        offered = pressed(self.buttons_for(request, obj))
        return next((button for button in offered if button["action"].tone == "primary"), None)

    def tell_done(self, request: HttpRequest, obj: M, said: str) -> None:
        """Say that something was recorded, and link to what comes next of the record as it is stored now.

        Where the person has nothing to press next, it says whose turn it is.
        """
        stored = self.get_queryset(request).filter(pk=obj.pk).first()
        following = self.next_button(request, stored) if stored is not None else None
        if following is not None:
            said = with_next(said, following)
        elif stored is not None and (turn := self.get_turn(request, stored)) is not None:
            said = format_html("{} {} {}", said, _("Next turn:"), turn.text)
        messages.success(request, said)

    def get_turn(self, request: HttpRequest, obj: M) -> Turn | None:
        """Return who has to act next and what came back to them; None where nobody has to, or nobody is told."""
        return None

    def response_add(self, request: HttpRequest, obj: M, post_url_continue: str | None = None) -> HttpResponse:
        """Say the number that the record got and what comes next; a popup is answered as Django does."""
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj, post_url_continue)
        self.tell_done(request, obj, self.said_of_new(obj))
        if "_addanother" in request.POST:
            return HttpResponseRedirect(request.path)
        return self.response_post_save_add(request, obj)

    def said_of_new(self, obj: M) -> str:
        """Return what is said of a record that was just registered."""
        number = number_of(obj)
        return (
            _("Registered as %(number)s.") % {"number": number}
            if number
            else _("Registered: %(name)s.") % {"name": obj}
        )

    def response_post_save_add(self, request: HttpRequest, obj: M) -> HttpResponse:
        """Open the new record; where the person may not see it, the list."""
        if self.get_queryset(request).filter(pk=obj.pk).exists():
            return HttpResponseRedirect(self.object_url(obj))
        return super().response_post_save_add(request, obj)

    def is_offered(self, request: HttpRequest, action: ObjectAction[M], obj: M) -> bool:
        """Return whether state and rights allow the action."""
        return self.allows(request, action, obj) and action.available(obj, _person(request))

    def allows(self, request: HttpRequest, action: ObjectAction[M], obj: M) -> bool:
        """Return whether the person's rights let them do this; asked of the deed."""
        return action.offered_to(actor_on(request, obj), obj)

    def page_name(self, page: str) -> str:
        """Return the name of one of the class's addresses, as Django names them."""
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"

    def url_of(self, page: str, *args: object) -> str:
        """Return the path of one of the class's pages."""
        return reverse(f"admin:{self.page_name(page)}", args=args)

    def action_url(self, action: ObjectAction[M], obj: M) -> str:
        """Return the path of an action's page."""
        return self.url_of(action.name, obj.pk)

    def get_urls(self) -> list[URLPattern]:
        """Return Django's admin URLs plus one for each button, and what floors above add to lists."""
        buttons = [
            path(
                f"<path:object_id>/do/{action.name}/",
                self.admin_site.admin_view(self.action_view),
                {"action": action},
                name=self.page_name(action.name),
            )
            for action in self.object_actions
        ]
        return [*buttons, *super().get_urls()]

    def action_view(self, request: HttpRequest, object_id: str, action: ObjectAction[M]) -> HttpResponseBase:
        """Show an action's form, or do it, once, and return to the object."""
        return sendings.once(request, partial(self.answer_action, request, object_id, action))

    def answer_action(self, request: HttpRequest, object_id: str, action: ObjectAction[M]) -> HttpResponseBase:
        """Show an action's form, or do it and return to the object.

        :raises PortalError: when a rule says no, or the record has changed since the form was opened.
        """
        obj = self.get_object(request, object_id) if self.has_view_permission(request) else None
        if obj is None:
            raise Http404
        if not self.allows(request, action, obj):
            raise PermissionDenied
        if not action.available(obj, _person(request)) and refused() is None:
            elsewhere = _("This cannot be done now: the record is in another state.")
            if request.method == "POST":
                raise Conflict(elsewhere)
            messages.error(request, elsewhere)
            return HttpResponseRedirect(self.object_url(obj))
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = with_refusal(action.form)(*sent, obj=obj, user=_person(request))
        if request.method == "GET" and (refusals := action.in_the_way(obj, actor_on(request, obj))):
            messages.error(request, told(refusals))
            return HttpResponseRedirect(self.object_url(obj))
        if request.method == "POST" and form.is_valid():
            self.run_action(request, action, obj, form)
            return HttpResponseRedirect(self.after_action_url(action, obj))
        return self.render_action(request, action, obj, form)

    def after_action_url(self, action: ObjectAction[M], obj: M) -> str:
        """Return where to go after an action."""
        return self.object_url(obj)

    def run_action(self, request: HttpRequest, action: ObjectAction[M], obj: M, form: ActionForm) -> None:
        """Do the action to the record that the person saw.

        :raises ConfirmFirst: where the buttons ask again, and the person has not shown who they are within minutes.
        :raises PortalError: when a rule says no, or the record has changed since the form was opened.
        """
        if self.asks_again:
            insist(request)
        seen.unchanged_meanwhile(request, form, obj, names=form.showing(), record=obj)
        result = action.execute(obj, form.cleaned_data, by=actor(request), at=timezone.now())
        self.tell_done(request, obj, action.said(result) or _("%(action)s: recorded.") % {"action": action.label})

    def render_action(self, request: HttpRequest, action: ObjectAction[M], obj: M, form: ActionForm) -> HttpResponse:
        """Return an action's page."""
        context = {
            **self.admin_site.each_context(request),
            "title": action.label,
            "opts": self.opts,
            "original": obj,
            "object_header": self.get_header(request, obj),
            "object_url": self.object_url(obj),
            "action": action,
            "form": form,
            "portal_seen": seen.marks_of(form, form.showing(), obj),
        }
        return TemplateResponse(request, "backoffice/action.html", context)
