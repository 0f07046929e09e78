"""What does an event of the log look like, where does it go and what is kept out of it?

These are settings like those of `settings`, which takes them over.
"""

from environs import Env
from environs import validate as _validate

_env = Env()

LOG_FORMAT = _env.str("PORTAL_LOG_FORMAT", "text", validate=_validate.OneOf(["text", "json"]))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "class": "privacyportal.backoffice.logs.OneLine",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "privacyportal.backoffice.json_lines.JsonLines"},
    },
    "filters": {"secrets": {"()": "privacyportal.backoffice.logs.HideSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": _env.str("PORTAL_LOG_LEVEL", "INFO")},
    "loggers": {"django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
