"""How does an event of the log become one JSON object, with the numbers that join it to others and nobody's data?

Of a request only method, path and status are told, never its query or its form; of a person the key of the account; of
an error its kind and where it came from, never its words, for databases quote values in them.
"""

import json
import logging
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from django.http import HttpRequest

from privacyportal.backoffice import following
from privacyportal.backoffice.logs import ACCESS_LOG, hidden


class JsonLines(logging.Formatter):
    """Write each event as one line of JSON, in ASCII: no sign ends the line, steers a terminal or turns a direction."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps({**head(record), **numbers(record), **body(record)}, default=str)


def head(record: logging.LogRecord) -> dict[str, object]:
    """Return when (UTC), how grave, and which part of the portal."""
    moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    return {"at": moment.replace("+00:00", "Z"), "level": record.levelname, "logger": record.name}


def numbers(record: logging.LogRecord) -> dict[str, object]:
    """Return what it belongs to: request, task, the account's key; only what there is."""
    request = vars(record).get("request")
    work = following.present() or (following.of(request) if isinstance(request, HttpRequest) else None)
    if work is None:
        return {}
    found = {"request": work.request_id, "task": work.task_id, "user": work.user}
    return {name: value for name, value in found.items() if value}


def body(record: logging.LogRecord) -> dict[str, object]:
    """Return what happened: an answered request by its parts, anything else by its words."""
    if record.name == ACCESS_LOG and isinstance(record.args, Mapping):
        return answered(record.args)
    error = record.exc_info[1] if record.exc_info else None
    told: dict[str, object] = {"message": wordless(record.getMessage(), error)}
    return {**told, "error": [failure(one) for one in chain(error)]} if error else told


def answered(atoms: Mapping[str, object]) -> dict[str, object]:
    """Return an entry of gunicorn's access log without the query: its own line would hold it."""
    return {
        "request": atoms.get("{x-request-id}o", ""),
        "method": atoms.get("m"),
        "path": hidden(atoms.get("U")),
        "status": atoms.get("s"),
        "bytes": atoms.get("B"),
        "seconds": atoms.get("L"),
    }


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what led to it, the latest first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def failure(error: BaseException) -> dict[str, object]:
    """Return an error's kind and the places it passed; no words of its own and no values of variables."""
    kind = type(error)
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "kind": f"{kind.__module__}.{kind.__qualname__}",
        "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def wordless(message: str, error: BaseException | None) -> str:
    """Return a message with an error's own words, where it quotes them, replaced by the error's kind."""
    for one in chain(error):
        for words in (repr(one), str(one)):
            if words:
                message = message.replace(words, type(one).__qualname__)
    return message
