"""Which routes does the portal have? Read from the URL patterns, so that none can be forgotten."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

OBJECT_ARGUMENTS = {"object_id", "pk", "number", "id"}


@dataclass(frozen=True)
class Route:
    """A named URL: `name` with its namespace, and the arguments that it takes."""

    name: str
    arguments: tuple[str, ...]

    @property
    def model(self) -> type[Model] | None:
        """Return the model whose admin the route belongs to."""
        bare = self.name.removeprefix("admin:")
        owners = [m for m in admin.site._registry if bare.startswith(f"{m._meta.app_label}_{m._meta.model_name}_")]
        return max(owners, key=lambda m: len(m._meta.model_name), default=None)

    @property
    def is_about_an_object(self) -> bool:
        """Return whether the route names a single record."""
        return bool(OBJECT_ARGUMENTS & set(self.arguments))

    def path(self, **values: object) -> str:
        """Return the path with the arguments filled in."""
        return reverse(self.name, kwargs={name: values[name] for name in self.arguments})


def routes() -> list[Route]:
    """Return every named route, each once, in order of name."""
    return sorted(set(_walk(get_resolver().url_patterns, "")), key=lambda route: route.name)


def _walk(patterns: list[URLPattern | URLResolver], namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner)
        elif pattern.name:
            yield Route(f"{namespace}{pattern.name}", tuple(sorted(pattern.pattern.regex.groupindex)))
