"""Is this the person's password? Judged only where nobody has to wait, and every wrong one is remembered."""

from typing import cast

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, Model, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone
from guardian.backends import ObjectPermissionBackend
from guardian.core import ObjectPermissionChecker

from privacyportal.accounts.models import User
from privacyportal.accounts.models.people import RIGHTS
from privacyportal.accounts.networks import address_of
from privacyportal.accounts.services import throttling
from privacyportal.audit import trail
from privacyportal.audit.actors import PORTAL
from privacyportal.backoffice import following

type Account = User | AnonymousUser


class PortalBackend(ModelBackend):
    """Names and passwords, behind the limits of `accounts.limits`: whatever asks for a password passes here."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: object,
    ) -> User | None:
        """Return whose name and password these are, or None.

        :raises PermissionDenied: when there were too many attempts: nothing was hashed, and nobody else is asked.
        """
        if username is None or password is None:
            return None
        address, at = address_of(request), timezone.now()
        if not throttling.enter(name=username, address=address, at=at):
            throttling.turn_away(name=username, address=address, at=at)
            raise PermissionDenied
        user = super().authenticate(request, username=username, password=password)
        if isinstance(user, User):
            throttling.succeed(name=username)
            return user
        throttling.fail(address=address, at=at)
        _remember(username)
        return None

    def get_all_permissions(self, user_obj: Account, obj: Model | None = None) -> set[str]:
        """Return what an account may by itself and by its roles, with one query, kept with the account object."""
        if isinstance(user_obj, User) and obj is None and user_obj.is_active and RIGHTS not in vars(user_obj):
            _look_up(user_obj)
        return super().get_all_permissions(user_obj, obj)


class RecordBackend(ObjectPermissionBackend):
    """Rights given on single records; while a page is read that writes nothing, each record is asked once."""

    def has_perm(self, user_obj: Account, perm: str, obj: Model | None = None) -> bool:
        """Return whether the account was given a permission on a record.

        :raises WrongAppError: for a permission of another app than the record's.
        """
        app, _dot, _name = perm.rpartition(".")
        if not isinstance(user_obj, User) or obj is None or app not in ("", obj._meta.app_label):
            return bool(super().has_perm(user_obj, perm, obj))
        checker = following.once(("given rights", user_obj.pk), lambda: _Given(user_obj))
        return bool(checker.has_perm(perm, obj))


class _Given(ObjectPermissionChecker):
    """What an account was given on records, by itself and by its roles, with one query for each record."""

    def get_perms(self, obj: Model) -> list[str]:
        """Return the names of the permissions on a record."""
        key = self.get_local_cache_key(obj)
        if key not in self._obj_perms_cache and self.user and self.user.is_active and not self.user.is_superuser:
            own, roles = (
                cast("QuerySet[Permission, str]", rows.order_by())
                for rows in (self.get_user_perms(obj), self.get_group_perms(obj))
            )
            self._obj_perms_cache[key] = list(own.union(roles))
        return list(super().get_perms(obj))


def roles_of(user: User) -> list[str]:
    """Return the names of an account's roles, in order; they are looked up with its rights."""
    user.get_all_permissions()
    if user.role_names is None:
        user.role_names = sorted(user.groups.values_list("name", flat=True))
    return user.role_names


def _look_up(user: User) -> None:
    given = Permission.objects.order_by().values_list("content_type__app_label", "codename")
    none = Value("", output_field=CharField())
    roles = Group.objects.order_by().filter(user=user.pk).annotate(none=none).values_list("none", "name")
    rights = given if user.is_superuser else given.filter(group__user=user.pk).union(given.filter(user=user.pk))
    rows = list(rights.union(roles))
    vars(user)[RIGHTS] = {f"{app}.{name}" for app, name in rows if app}
    user.role_names = sorted(name for app, name in rows if not app)


def _remember(username: str) -> None:
    """Record a failed attempt; what was typed is kept only where it names an account, for it may be a password."""
    user = User.objects.filter(username__iexact=username).first()
    changes = {"account": user.username if user else "", "is_known": user is not None}
    trail.record(action="accounts.sign_in_failed", obj=user, by=PORTAL, at=timezone.now(), changes=changes)
