"""All settings, typed, in one file; values that differ between machines come from the environment.

OZG_ENV is demo (default), test or production. Importing this module never starts a server.
"""

from __future__ import annotations

from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from core.uploads.malware import scanner_at
from ozg_hessen.embedded.places import Places
from ozg_hessen.identity_provider import identity_provider_of
from ozg_hessen.operations.databases import application_role_of, databases_of
from ozg_hessen.operations.logs import logging_of
from ozg_hessen.production import unfit_for_production
from ozg_hessen.schedule import SCHEDULE
from ozg_hessen.secret import kept_secret

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

ENV = env.str("OZG_ENV", default="demo")
if ENV not in {"demo", "test", "production"}:
    raise ImproperlyConfigured(f"OZG_ENV={ENV}: expected demo, test or production.")
PRODUCTION = ENV == "production"
DEMO_DATA = env.bool("OZG_DEMO_DATA", default=True)  # off: reference and published data alone
NEEDED_IN_PRODUCTION = (
    "SECRET_KEY",
    "DATABASE_URL",
    "REDIS_URL",
    "ALLOWED_HOSTS",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_URL",
)
if PRODUCTION and (missing := [name for name in NEEDED_IN_PRODUCTION if not env.str(name, "")]):
    raise ImproperlyConfigured("OZG_ENV=production needs these values: " + ", ".join(missing))

if PRODUCTION and (unfit := unfit_for_production(env)):
    raise ImproperlyConfigured("OZG_ENV=production does not start so:\n" + "\n".join(unfit))

VAR_DIR = Path(env.str("OZG_VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("DEBUG", default=False) and not PRODUCTION
HTTPS = env.bool("HTTPS", default=PRODUCTION)
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(VAR_DIR / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
DEMO_LOGINS = env.bool("DEMO_LOGINS", default=not PRODUCTION)

# Servers. Where a URL is empty, ozg_hessen.embedded brings the server up under these places.
AS_OWNER = env.bool("OZG_AS_OWNER", default=False) or ENV == "test"
EMBEDDED = Places.for_user(VAR_DIR, ENV, env.str("OZG_ARCHIVE_DIR", default=""))
EMBEDDED_POSTGRES = not env.str("DATABASE_URL", default="")
EMBEDDED_VALKEY = not env.str("REDIS_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="") or EMBEDDED.valkey_url(env.int("VALKEY_DB", default=0))
DATABASES = databases_of(env, EMBEDDED, as_owner=AS_OWNER)
APPLICATION_ROLE = application_role_of(env, EMBEDDED)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "ozg_hessen",
    "portal",
    "reports",
    "programs",
    "services",
    "municipalities",
    "accounts",
    "core",
    "pghistory",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",  # accounts.identity: one provider, of the settings
    "crispy_forms",
    "django_filters",
    "django_tables2",
    "csp",
    "ozg_hessen.admin_config.Administration",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "ozg_hessen.staticfiles.StaticFiles",
]
if not PRODUCTION:
    INSTALLED_APPS += ["demo"]  # synthetic data; production cannot import it
MIDDLEWARE = [
    "ozg_hessen.operations.health.HealthMiddleware",
    "ozg_hessen.operations.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "ozg_hessen.methods.MethodsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "programs.rows.whose.RowsMiddleware",  # around all that asks for a person
    "core.http.compression.CompressionMiddleware",  # static files are packed beforehand
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SessionMiddleware",
    "accounts.sign_in.second_factor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.http.middleware.RequestIdMiddleware",
    "core.http.middleware.HistoryMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "core.sending.sent_once.SentOnceMiddleware",  # the last one: it calls the view itself
]
ROOT_URLCONF = "ozg_hessen.urls"
WSGI_APPLICATION = "ozg_hessen.wsgi.application"
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
                "portal.context_processors.navigation",
                "accounts.context_processors.demo",
            ],
            "builtins": ["core.templatetags.form_marks"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "kern"
CRISPY_TEMPLATE_PACK = "kern"
DJANGO_TABLES2_TEMPLATE = "tables/kern.html"
FILTERS_EMPTY_CHOICE_LABEL = _("All")

# Language and place
LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
FORMAT_MODULE_PATH = ["ozg_hessen.formats"]
USE_THOUSAND_SEPARATOR = False  # a German "1.234" in a field could mean two numbers

# Static files: hashed and compressed at set-up, in tests plain from their folders
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/kern", BASE_DIR / "node_modules/@kern-ux/native/dist"),
]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = ENV == "test" or DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ENV == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = VAR_DIR / "media"
MALWARE_SCANNER = scanner_at(env.str("CLAMD_URL", default=""))  # None: files are not scanned

# The history notes who changed something; a request that only reads has nothing to note.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_APPEND_ONLY = True  # the database refuses to change or delete what it noted

# Sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.sign_in.adapters.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_FORMS = {"reset_password": "accounts.sign_in.forms.PasswordReset"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by administrators
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.sign_in.links.PasswordLinks"  # noqa: S105  # a class
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",  # the key is account and address of the network
    "login_failed_everywhere": "50/h/key",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "OZG Hessen: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60  # seconds, before the second factor is changed
SIGNING_CONFIRMED_FOR = 15 * 60  # seconds from password or second factor to a signature
IDENTITY_PROVIDER = identity_provider_of(env, production=PRODUCTION)  # None: no button for it
SOCIALACCOUNT_ADAPTER = "accounts.identity.linking.StateIdentities"
# The second factor: an app with codes, or a key or passkey; codes on paper for emergencies.
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "accounts.sign_in.second_factor.SecondFactor"
MFA_TOTP_ISSUER = "OZG Hessen"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that the clock of a phone may be off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are kept by two administrators
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
SECOND_FACTOR_COMPULSORY = env.bool("SECOND_FACTOR_COMPULSORY", default=ENV != "test")
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.sign_in.passwords.GermanPasswordValidator"},
]
if ENV == "test":  # hashing is slow on purpose, and tests sign in often
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_ENGINE = "accounts.sign_in.sessions"
SESSION_COOKIE_AGE = 30 * 60
SESSION_LONGEST_AGE = 12 * 60 * 60  # seconds from the sign-in on, however busy
SESSION_SAVE_EVERY_REQUEST = True  # the half hour counts from the last click
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Browser security
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # KERN draws its icons as data: images
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # the preload list is up to the owner of the domain
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True

# Sign-in limits are in the database, so that sign-in does not need the broker. Parts of pages are
# kept by each process for itself: their keys name the version of what they show.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    },
    "kept": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}

# Mail
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="OZG Hessen <ozg@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Background work. A stopped broker costs a web request half a second, a hanging one two.
CELERY_BROKER_URL = REDIS_URL
if REDIS_URL.startswith("unix://"):  # Celery's name for the same socket
    CELERY_BROKER_URL = REDIS_URL.replace("unix", "redis+socket", 1).replace(
        "?db=", "?virtual_host="
    )
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 0.5,
    "socket_timeout": 2.0,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.2,
}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True  # every task may be repeated: one whose worker was killed is
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "ozg_hessen.beat:KeptScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = SCHEDULE

LOGGING = logging_of(
    env.str("LOG_LEVEL", default="INFO"), as_json=env.bool("LOG_JSON", default=PRODUCTION)
)
# How long the names of somebody who left stand on the pages; then they may be taken off them.
NAMES_KEPT_DAYS = env.int("NAMES_KEPT_DAYS", default=365)
# The security log: after how many days addresses lose their end, and lines go.
SECURITY_ADDRESS_DAYS = env.int("SECURITY_ADDRESS_DAYS", default=7)
SECURITY_LOG_DAYS = env.int("SECURITY_LOG_DAYS", default=90)
if SECURITY_ADDRESS_DAYS < 7 or SECURITY_LOG_DAYS < 30:  # as the database keeps them at least
    raise ImproperlyConfigured("SECURITY_ADDRESS_DAYS is 7 or more, SECURITY_LOG_DAYS 30 or more.")
# Whether strangers see the overview of the state: sums and shares of today, no case.
OVERVIEW_PUBLIC = env.bool("OVERVIEW_PUBLIC", default=False)
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")  # without one there is no /metrics/
