"""Through which provider of the firm's own (OpenID Connect) do people sign in? Through none, until an issuer is named.

These are settings like those of `settings`, which takes them over.
"""

from environs import Env

_env = Env()

PORTAL_OIDC_ISSUER = _env.str("PORTAL_OIDC_ISSUER", "").strip()
PORTAL_OIDC_CLIENT_ID = _env.str("PORTAL_OIDC_CLIENT_ID", "")
PORTAL_OIDC_CLIENT_SECRET = _env.str("PORTAL_OIDC_CLIENT_SECRET", "")
PORTAL_OIDC_LABELS = {
    "ja": _env.str("PORTAL_OIDC_LABEL_JA", "社内アカウントでログイン"),
    "en": _env.str("PORTAL_OIDC_LABEL_EN", "Sign in with the firm's account"),
}
PORTAL_OIDC_NAME_CLAIM = _env.str("PORTAL_OIDC_NAME_CLAIM", "preferred_username")
PORTAL_OIDC_NEW_ACCOUNTS = _env.bool("PORTAL_OIDC_NEW_ACCOUNTS", True)
# What the provider must say that it asked for (`amr`, `acr`) to count as the second step here: nothing does by itself.
PORTAL_OIDC_TRUSTED_AMR: list[str] = _env.list("PORTAL_OIDC_TRUSTED_AMR", [])
PORTAL_OIDC_TRUSTED_ACR: list[str] = _env.list("PORTAL_OIDC_TRUSTED_ACR", [])
# A page waits for the provider no longer than this.
PORTAL_OIDC_SECONDS = _env.float("PORTAL_OIDC_SECONDS", 5.0)
