"""Which values does this installation run with? All come from the environment; docs/operations.md lists them."""

import sys
from pathlib import Path

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _
from environs import Env

from privacyportal import embedded
from privacyportal.databases import database
from privacyportal.logs import *  # noqa: F403  The log and the sign-in provider read their own parts.
from privacyportal.oidc import *  # noqa: F403
from privacyportal.theme import *  # noqa: F403
from privacyportal.timestamps import *  # noqa: F403

env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.path("PORTAL_VAR_DIR", BASE_DIR / "var")
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("PORTAL_DEBUG", False)
SECRET_KEY = env.str("PORTAL_SECRET_KEY", "") or embedded.secret_key(VAR_DIR)
# Newest first. None is made where the secret key is set: one that only a container knows would be lost with it.
PORTAL_DATA_KEYS: list[str] = env.list("PORTAL_DATA_KEYS", [])
if not PORTAL_DATA_KEYS and not env.str("PORTAL_SECRET_KEY", ""):
    PORTAL_DATA_KEYS = [embedded.data_key(VAR_DIR)]
PORTAL_BASE_URL = env.str("PORTAL_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("PORTAL_ALLOWED_HOSTS", ["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("PORTAL_CSRF_TRUSTED_ORIGINS", [])

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "privacyportal.backoffice.site.PortalAdminConfig",
    "privacyportal",  # its commands stand in for those of the next one that set passwords
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "guardian",
    "privacyportal.audit",
    "privacyportal.references",
    "privacyportal.backoffice",
    "privacyportal.backups",
    "privacyportal.imports",
    "privacyportal.erasure",
    "privacyportal.search",
    "privacyportal.attachments",
    "privacyportal.calendars",
    "privacyportal.accounts",
    "privacyportal.notifications",
    "privacyportal.clocks",
    "privacyportal.policies",
    "privacyportal.checklists",
    "vendors",
    "consents",
    "cases",
]

MIDDLEWARE = [
    "privacyportal.middleware.RequestNumberMiddleware",
    "privacyportal.middleware.FrontAddressMiddleware",
    # Before whatever answers by itself: what a browser is told to keep to stands on every answer.
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "privacyportal.middleware.AliveMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "privacyportal.middleware.PlainCookiesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "privacyportal.backoffice.searched.SearchedMiddleware",
    "privacyportal.accounts.middleware.SecondStepMiddleware",
    "privacyportal.accounts.middleware.ConfirmMiddleware",
    "privacyportal.accounts.ending.LifetimeMiddleware",
    "privacyportal.accounts.idling.IdleMiddleware",
    "privacyportal.middleware.UserLanguageMiddleware",
    "privacyportal.middleware.CrowdedSignInMiddleware",
    "privacyportal.middleware.PrivateResponseMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "privacyportal.backoffice.reading.ReadingMiddleware",
    "privacyportal.middleware.PlainAddressMiddleware",
]

ROOT_URLCONF = "privacyportal.urls"
WSGI_APPLICATION = "privacyportal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database(VAR_DIR, for_pages=env.str("PORTAL_PROCESS", "") == "web")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_CACHE_URL = env.str("PORTAL_CACHE_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_CACHE_URL}
    if REDIS_CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "privacyportal.accounts.backends.PortalBackend",
    "privacyportal.accounts.backends.RecordBackend",
]
# guardian knows its own backend by its name only and would warn that it is missing; `RecordBackend` is one.
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]
ANONYMOUS_USER_NAME = None
GUARDIAN_MONKEY_PATCH_USER = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "privacyportal.accounts.passwords.PersonalValidator"},
    {"NAME": "privacyportal.accounts.passwords.CommonValidator"},
    {"NAME": "privacyportal.accounts.passwords.PatternValidator"},
]
# Words of the firm that no password may be made of, beside the name of the portal.
PORTAL_FIRM_WORDS: list[str] = ["privacyportal", *env.list("PORTAL_FIRM_WORDS", [])]
# Whether everybody needs a key beside the password: by default wherever the portal is served over HTTPS.
PORTAL_SECOND_FACTOR = env.bool("PORTAL_SECOND_FACTOR", env.bool("PORTAL_HTTPS", False))
SECRET_KEY_FALLBACKS: list[str] = env.list("PORTAL_FORMER_SECRET_KEYS", [])
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 2 * 24 * 3600  # seconds: a link to choose a password holds for two days

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "packages"]
USE_I18N = True
FORMAT_MODULE_PATH = ["privacyportal.backoffice.formats"]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "templates" / "static"]
STORAGES = {
    "default": {"BACKEND": "privacyportal.backoffice.storage.TransactionStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
MEDIA_ROOT = env.path("PORTAL_MEDIA_DIR", VAR_DIR / "files")
# What was erased, one line each: kept beside the backups, so that it can be erased again after a restore.
PORTAL_ERASURES_FILE = env.path("PORTAL_ERASURES_FILE", VAR_DIR / "erasures.jsonl")
# The head of the trail, a line each time it has moved: better on another machine, or where only adding is possible.
PORTAL_ANCHORS_FILE = env.path("PORTAL_ANCHORS_FILE", VAR_DIR / "anchors.jsonl")
# The key of backups, kept apart from them; how many days old the newest may be before it is told (0: never).
PORTAL_BACKUP_KEY, PORTAL_BACKUP_DAYS = env.str("PORTAL_BACKUP_KEY", ""), env.int("PORTAL_BACKUP_DAYS", 2)
PORTAL_ATTACHMENT_LIMIT = 20 * 1024 * 1024
# The virus scanner (clamd): host:port or the path of its socket; none: files are judged by our own look alone.
PORTAL_CLAMAV = env.str("PORTAL_CLAMAV", "")
PORTAL_CLAMAV_SECONDS = env.int("PORTAL_CLAMAV_SECONDS", 60)
PORTAL_IMPORT_LIMIT = 200 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.str("PORTAL_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = env.int("PORTAL_SMTP_PORT", 2525)
EMAIL_HOST_USER = env.str("PORTAL_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.str("PORTAL_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.bool("PORTAL_SMTP_STARTTLS", False)
EMAIL_TIMEOUT = env.int("PORTAL_SMTP_TIMEOUT_SECONDS", 20)
# At the first try a recipient about whom the mail server says nothing holds up the others no longer than this.
PORTAL_SMTP_COMMAND_SECONDS = env.int("PORTAL_SMTP_COMMAND_SECONDS", min(5, EMAIL_TIMEOUT))
# On the second the server is asked about the next recipient while it thinks about the mail on the first.
PORTAL_SMTP_CONNECTIONS = env.int("PORTAL_SMTP_CONNECTIONS", 2)
DEFAULT_FROM_EMAIL = env.str("PORTAL_FROM_EMAIL", "privacyportal@portal.example")
PORTAL_WEEKLY_DIGESTS = env.bool("PORTAL_WEEKLY_DIGESTS", True)
PORTAL_MAIL_SENDER_NAME = env.str("PORTAL_MAIL_SENDER_NAME", "個人情報管理ポータル")
PORTAL_COMPLIANCE_DEPARTMENT = env.str("PORTAL_COMPLIANCE_DEPARTMENT", "COMPLIANCE")
PORTAL_MAILBOX_DIR = env.path("PORTAL_MAILBOX_DIR", None)

BROKER_DIR = VAR_DIR / "broker"
CELERY_BROKER_URL = env.str("PORTAL_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    (BROKER_DIR / "queue").mkdir(parents=True, exist_ok=True)
    (BROKER_DIR / "control").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # Longer than any task may run (the limits below): before that nobody else is handed a task that still runs.
        "visibility_timeout": 6 * 3600,
        "unacked_restore_limit": 100,
        "unacked_restore_throttle": 1,
        # A Redis that vanished without a word must hang neither a page that wakes a worker nor the worker.
        "socket_connect_timeout": 3,
        "socket_timeout": 10,
        "socket_keepalive": True,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 5 * 3600
CELERY_TASK_ANNOTATIONS = {
    "clocks.sweep": {"time_limit": 1800},
    "notifications.deliver": {"time_limit": 600},
}
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# Longer than the mail server may take to answer: afterwards another worker takes a message over.
PORTAL_MAIL_LEASE_SECONDS = env.int("PORTAL_MAIL_LEASE_SECONDS", 60)
PORTAL_SWEEP_SECONDS = env.int("PORTAL_SWEEP_SECONDS", 60)
DELIVER_SECONDS = min(PORTAL_SWEEP_SECONDS, 15)


def every(task: str, seconds: int) -> dict[str, object]:
    """Return when a task is asked for: every so many seconds, forgotten when the next time has come."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


CELERY_BEAT_SCHEDULER = "privacyportal.ticking:SteadyScheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep": every("clocks.sweep", PORTAL_SWEEP_SECONDS),
    "tend_imports": every("backoffice.tend_imports", PORTAL_SWEEP_SECONDS),
    "deliver": every("notifications.deliver", DELIVER_SECONDS),
    "finish_erasures": every("erasure.finish", PORTAL_SWEEP_SECONDS),
    "scan": every("attachments.scan", PORTAL_SWEEP_SECONDS),
    "tend_sign_ins": every("accounts.tend_sign_ins", 300),
    "prove_readings": every("audit.prove_readings", 300),
    "anchor": every("audit.anchor", 600),
    "stamp": every("audit.stamp", 600),
    "weekly": every("notifications.queue_periodic", 300),
    # Within the hour of a day's beginning; guards ask the versions themselves, so nothing is judged by it.
    "policies": every("policies.follow_the_day", 1800),
    "access": every("policies.follow_access", 1800),
    "settle_files": every("backoffice.settle_files", 3600),
    "prune_sendings": every("backoffice.prune_sendings", 3600),
    "rows": {"task": "audit.look_at_rows", "schedule": crontab(hour="18", minute="45"), "options": {"expires": 3600}},
    "prune": {"task": "clocks.prune", "schedule": crontab(hour="18", minute="30"), "options": {"expires": 3600}},
}

HTTPS = env.bool("PORTAL_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Programs ask for these: who asks without encryption is told no, not led on as if nothing had happened.
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^feeds/"]
PORTAL_BEHIND_PROXY = env.bool("PORTAL_BEHIND_PROXY", False)
if PORTAL_BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Set by what serves: the directory of the sockets between the front and the web processes.
PORTAL_FRONT_DIR = env.str("PORTAL_FRONT_DIR", "")
PORTAL_METRICS_TOKEN = env.str("PORTAL_METRICS_TOKEN", "")
PORTAL_SIGN_INS_AT_ONCE = env.int("PORTAL_SIGN_INS_AT_ONCE", 3)
SESSION_COOKIE_AGE = env.int("PORTAL_SESSION_SECONDS", 10 * 3600)
# Nobody at the screen for so long: the person shows again that it is they (some roles sooner, accounts.limits).
PORTAL_IDLE_SECONDS = env.int("PORTAL_IDLE_SECONDS", 3600)
# How long a form may stay open before it is sent: by default as long as a session lasts.
PORTAL_FORM_SECONDS = env.int("PORTAL_FORM_SECONDS", SESSION_COOKIE_AGE)
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:
    # Browsers take a cookie of such a name from this very host alone, over HTTPS, for all its paths.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-session", "__Host-csrf", "__Host-language"
# What a message to a person says (names of records) stays here; a cookie would carry it to the browser.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

TESTING = "pytest" in sys.modules
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
