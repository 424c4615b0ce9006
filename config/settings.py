"""Settings of the portal; every one that may differ between machines is in .env.example."""

import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF

from config.environment import read_environment

BASE_DIR = Path(__file__).resolve().parent.parent

env = read_environment(BASE_DIR)

VAR_DIR = env.var_dir
DEBUG = env.debug
SECRET_KEY = env.secret_key
ALLOWED_HOSTS = env.allowed_hosts
CSRF_TRUSTED_ORIGINS = env.trusted_origins
DATABASES = {"default": environ.Env.db_url_config(env.database_url)}
DATABASES["default"].update(
    CONN_MAX_AGE=60,
    CONN_HEALTH_CHECKS=True,
    ATOMIC_REQUESTS=False,
)

# Keys for personal data, newest first: id → 32 bytes (core.sealing).
DATA_KEYS = env.data_keys
DATA_CIPHER = env.data_cipher
INDEX_KEY = env.index_key
# A database of somebody else's: demo data asks for it to be empty.
DATABASE_IS_GIVEN = env.database_is_given
SERVES_OTHERS = env.https

# The day every page shows first; unset, it is today (core.clock).
PORTAL_DAY = env.portal_day
# The page that shows every part of the kit in every state.
KIT_PAGE = env.kit_page

INSTALLED_APPS = [
    "core.apps.CoreConfig",
    "audit.apps.AuditConfig",
    "orgs.apps.OrgsConfig",
    "standards.apps.StandardsConfig",
    "accounts.apps.AccountsConfig",
    "ledgers.apps.LedgersConfig",
    "evidence.apps.EvidenceConfig",
    "reminders.apps.RemindersConfig",
    "stations.apps.StationsConfig",
    "plans.apps.PlansConfig",
    "advisors.apps.AdvisorsConfig",
    "training.apps.TrainingConfig",
    "resources.apps.ResourcesConfig",
    "casework.apps.CaseworkConfig",
    "assessment.apps.AssessmentConfig",
    "portal.apps.PortalConfig",
    "accounts.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "import_export",
    "pgtrigger",
    "pghistory",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.ActorMiddleware",
    "core.middleware.AsOfMiddleware",
    "core.middleware.PrivatePagesMiddleware",
    "audit.middleware.HistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

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
                "portal.context.frame",
            ],
        },
    }
]

FORM_RENDERER = "core.formdrawing.FormRenderer"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.PinyinCommonPasswordValidator"},
    {"NAME": "accounts.passwords.ComplexityValidator"},
]
# Locked on user and address together, so that neither a typing colleague nor an attacker
# elsewhere locks a whole office out.
AXES_FAILURE_LIMIT = 5
ADDRESS_FAILURE_LIMIT = 100  # of all accounts together (accounts.lockout)
AXES_COOLOFF_TIME = 0.5  # hours
# Half an hour is what the page says: trying meanwhile does not make it longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_HANDLER = "accounts.lockout.LockoutHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.client_address"
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "password", "lost"]
AXES_ENABLE_ADMIN = False
# Only a proxy of ours may name the caller's address, in this one header.
TRUST_X_REAL_IP = env.behind_proxy

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = env.https
CSRF_COOKIE_SECURE = env.https
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = env.https
SECURE_HSTS_SECONDS = 31_536_000 if env.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.https
SECURE_HSTS_PRELOAD = env.https
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.behind_proxy else None
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Language and time -------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

# Files -------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns where it is missing
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if not env.https or env.testing
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not env.https or env.testing
MEDIA_ROOT = VAR_DIR / "media"
# A plan's table may have 300 rows.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# The largest workbook taken; ledgers.guard looks at what it unzips to.
LEDGER_MAX_BYTES = 20 * 1024 * 1024

# History -----------------------------------------------------------------------------------
PGHISTORY_APPEND_ONLY = True
PGTRIGGER_MIGRATIONS = True

# Logs never hold personal data: the formatter scrubs what looks like it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "scrubbed": {
            "()": "core.logs.ScrubbingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "scrubbed",
            "stream": sys.stderr,
        }
    },
    "root": {"handlers": ["console"], "level": "INFO" if DEBUG else "WARNING"},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "axes": {"level": "ERROR"},
    },
}
