"""Settings of the tests' Django site, steered by the environment.

DATABASE_URL    sqlite:///path, postgres://… or mysql://…
DJANGO_SETTINGS JSON object of settings that replace those below; its DATABASE entry is merged into DATABASES["default"].
"""

import json
import os

from .database import database_from_url

SECRET_KEY = "django-insecure-for-tests-only"
DEBUG = False
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "project.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
# Cheap on purpose: no test here is about password hashing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "account_sessions",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

_given = json.loads(os.environ.get("DJANGO_SETTINGS") or "{}")
DATABASES = {
    "default": {
        **database_from_url(os.environ.get("DATABASE_URL", "sqlite:///:memory:")),
        **_given.pop("DATABASE", {}),
    }
}
globals().update(_given)
