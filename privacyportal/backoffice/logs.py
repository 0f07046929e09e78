"""Which secrets must never stand in a log? The addresses of calendar feeds: who reads one can read the deadlines."""

import logging
import re

ADDRESS = re.compile(r"(/feeds/)[^/?\s\"]+")
ACCESS_LOG = "gunicorn.access"


class HideSecrets(logging.Filter):
    """Put a star in the place of a secret in whatever a record says."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's text and values; never drop it."""
        record.msg = hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(hidden(value) for value in record.args)
        elif record.args:
            record.args = {name: hidden(value) for name, value in record.args.items()}
        return True


def hidden(value: object) -> object:
    """Return a value with the secret parts of addresses replaced."""
    return ADDRESS.sub(r"\1*", value) if isinstance(value, str) else value


def guard_access_log() -> None:
    """Let the web server's access log pass the filter, however the server was started."""
    logging.getLogger(ACCESS_LOG).addFilter(HideSecrets())
