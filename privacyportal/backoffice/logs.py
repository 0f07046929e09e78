"""Which secrets must never stand in a log? The addresses that open something to whoever reads them.

A calendar feed's tells the deadlines, the link to choose a password gives the account, the return from the sign-in
provider carries its code. They are known however they are
written: in capitals, or with letters in percent signs, which lead to the same page.
"""

import logging
import re


def spelled(path: str) -> str:
    """Return the pattern of a path in which any sign may stand as its percent code."""
    signs = [{sign.lower(), sign.upper()} for sign in path]
    return "".join(f"(?:{'|'.join(re.escape(one) + f'|%{ord(one):02x}' for one in sorted(same))})" for same in signs)


# The feed's secret is one part of its path, the link's are two: whose account, and the secret.
ADDRESS = re.compile(
    rf"({spelled('/feeds/')})[^/?\s\"]+|({spelled('/password/')})[^?\s\"]+|({spelled('/provider/return/')}\?)[^\s\"]+",
    flags=re.IGNORECASE,
)
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
    return ADDRESS.sub(lambda found: f"{found[found.lastindex or 0]}*", value) if isinstance(value, str) else value


def guard_access_log() -> None:
    """Let the web server's access log pass the filter, however the server was started."""
    logging.getLogger(ACCESS_LOG).addFilter(HideSecrets())
