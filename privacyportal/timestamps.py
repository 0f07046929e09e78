"""Which time-stamp authority (RFC 3161) confirms when the trail's head stood as it stands? None, until one is named.

These are settings like those of `settings`, which takes them over.
"""

from environs import Env

_env = Env()

PORTAL_TIMESTAMP_URL = _env.str("PORTAL_TIMESTAMP_URL", "").strip()
# One PEM file: the authority's root, and what stands between it and the certificate that signs.
PORTAL_TIMESTAMP_CERTIFICATES = _env.path("PORTAL_TIMESTAMP_CERTIFICATES", None)
PORTAL_TIMESTAMP_HOURS = _env.float("PORTAL_TIMESTAMP_HOURS", 24.0)
# How long a worker waits for the authority in all.
PORTAL_TIMESTAMP_SECONDS = _env.float("PORTAL_TIMESTAMP_SECONDS", 10.0)
