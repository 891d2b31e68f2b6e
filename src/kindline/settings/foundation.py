"""What every place and every face shares. A process is one place times one face.

The face (`KINDLINE_FACE`) decides URLs, installed apps, databases and secrets; the place (`DJANGO_SETTINGS_MODULE`:
embedded, server or testing) decides engines and strictness.
"""

import os
from pathlib import Path

from kindline.settings.faces import FACES

FACE = FACES[os.environ.get("KINDLINE_FACE", "all")]
PLACE = "foundation"

DATA_DIR = Path(os.environ.get("KINDLINE_DATA", "var")).absolute()
# Platform keys never lie on the data disk: whoever takes the data folder takes no key (P1).
KEYS_DIR = Path(os.environ.get("KINDLINE_KEYS", f"{DATA_DIR}.keys")).absolute()
# Their rolling copies, and the ledger of erasures beside them: let it be another disk.
KEY_COPIES = Path(os.environ.get("KINDLINE_KEY_COPIES", "")).absolute() if "KINDLINE_KEY_COPIES" in os.environ else None

DEBUG = False
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English")]
USE_I18N = True
LOCALE_PATHS: list[str] = []

INSTALLED_APPS = FACE.apps
MIDDLEWARE = FACE.middleware
ROOT_URLCONF = FACE.urls
WSGI_APPLICATION = None
APPEND_SLASH = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": FACE.context_processors, "builtins": ["kindline.faces.ui.templatetags.ui"]},
    }
]

DATABASE_ROUTERS = ["kindline.settings.routing.TwoDatabases"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Read once at start from the packages themselves: nothing to collect, nothing on the data disk.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_MAX_AGE = 3600

# The parser refuses what is longer before reading it; see faces.ui.body, and faces.api.doors.bounded for each address.
DATA_UPLOAD_MAX_MEMORY_SIZE = 9 << 20 if FACE.name == "api" else 512 * 1024
FILE_UPLOAD_HANDLERS: list[str] = []

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "no-referrer"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = f"kindline_{FACE.name}"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 10 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
STAFF_IDLE_SECONDS = 20 * 60
CSRF_COOKIE_NAME = f"kindline_{FACE.name}_csrf"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True

ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# One step of thirty seconds either way: telephones' clocks wander. Recovery codes are shown once.
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "kindline"
MFA_RECOVERY_CODES_SHOW_ONCE = True
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"

EMAIL_HOST = os.environ.get("KINDLINE_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = int(os.environ.get("KINDLINE_SMTP_PORT", "25"))
EMAIL_TIMEOUT = 10
MAIL_FROM = os.environ.get("KINDLINE_MAIL_FROM", "notices@hotline.example")
ORGANISATION = os.environ.get("KINDLINE_ORGANISATION", "kindline")
RESOLVER = os.environ.get("KINDLINE_RESOLVER", "")
PACK = os.environ.get("KINDLINE_PACK", "")
PACK_DAYS = int(os.environ.get("KINDLINE_PACK_DAYS", "0"))
SITE_URL = os.environ.get("KINDLINE_SITE_URL", "http://127.0.0.1:8000")
# What posters, feeds and alerts print: always https, for an alert with another address is refused by our profile.
_APPEALS = SITE_URL if SITE_URL.startswith("https://") else "https://116000.example"
APPEALS_URL = os.environ.get("KINDLINE_APPEALS_URL", _APPEALS)
DESK_URL = os.environ.get("KINDLINE_DESK_URL", "http://127.0.0.1:8001")
PORTAL_URL = os.environ.get("KINDLINE_PORTAL_URL", "http://127.0.0.1:8002")
API_URL = os.environ.get("KINDLINE_API_URL", "http://127.0.0.1:8003")
# The header in which a front that checks client certificates says whose it saw; empty: no such front (docs/api.md).
API_CERTIFICATE_HEADER = os.environ.get("KINDLINE_API_CERTIFICATE_HEADER", "")
DUTY_WEBHOOK = os.environ.get("KINDLINE_DUTY_WEBHOOK", "")
# Who gets the daily digest, each with a language: `nl:desk@hotline.example,fr:…`.
DIGEST = [line for line in os.environ.get("KINDLINE_DIGEST", "").split(",") if line]
DUTY_LADDER = [rung for rung in os.environ.get("KINDLINE_DUTY_LADDER", "").split(",") if rung]

# No handler prints a request body, a query or local variables: log lines name events and ids, never report text.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "kindline.kernel.quiet_log.PlainFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # The mail library's own log quotes what strangers send.
    "loggers": {
        "mail": {"level": "CRITICAL"},
        "kindline": {"level": "INFO"},
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
