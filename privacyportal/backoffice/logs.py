"""Which secrets must never stand in a log? The addresses that open something to whoever reads them, and search words.

A calendar feed's tells the deadlines, the link to choose a password gives the account, the return from the sign-in
provider carries its code. They are known however they are
written: in capitals, or with letters in percent signs, which lead to the same page. No page of ours puts the words of a
search into an address (`searched`); somebody may, by hand.
"""

import logging
import re
import time


def spelled(path: str) -> str:
    """Return the pattern of a path in which any sign may stand as its percent code."""
    signs = [{sign.lower(), sign.upper()} for sign in path]
    return "".join(f"(?:{'|'.join(re.escape(one) + f'|%{ord(one):02x}' for one in sorted(same))})" for same in signs)


# The feed's secret is one part of its path, the link's are two: whose account, and the secret.
ADDRESS = re.compile(
    rf"({spelled('/feeds/')})[^/?\s\"]+|({spelled('/password/')})[^?\s\"]+|({spelled('/provider/return/')}\?)[^\s\"]+",
    flags=re.IGNORECASE,
)
# An address may stand within an address, as where to go after the sign-in.
WORDS = re.compile(
    r"((?:[?&]|%3f|%26)(?:q|term|s)(?:=|%3d))(?!~|%7e)(?:(?!%26)[^&\s\"])+",
    flags=re.IGNORECASE,
)
ACCESS_LOG = "gunicorn.access"
# Ends a line, steers a terminal, or turns the direction of what follows.
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


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


class OneLine(logging.Formatter):
    """Write each event on one line, in UTC and saying so, whatever somebody typed into what it quotes.

    Only the traceback that Python adds follows on lines of its own.
    """

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    @staticmethod
    def converter(seconds: float | None = None) -> time.struct_time:
        """Return the moment as a calendar in UTC shows it."""
        return time.gmtime(seconds)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  The library's name.
        """Return the line; what would begin another one, or move the cursor, is written as its code."""
        return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", super().formatMessage(record))


def hidden(value: object) -> object:
    """Return a value with the secret parts of addresses replaced."""
    if not isinstance(value, str):
        return value
    return WORDS.sub(r"\1*", ADDRESS.sub(lambda found: f"{found[found.lastindex or 0]}*", value))


def guard_access_log() -> None:
    """Let the web server's access log pass the filter, however the server was started."""
    logging.getLogger(ACCESS_LOG).addFilter(HideSecrets())
