"""A Django site in one file: sessions, the admin, and a counter of its own.

    python examples/django_app.py migrate
    python examples/django_app.py createsuperuser
    python examples/django_app.py runserver 8000
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

import django
from django.conf import settings

HERE = Path(__file__).resolve().parent


def database(url):
    """DATABASES["default"] of an address: sqlite:///path, postgres://… or mysql://…"""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        name = url.partition("///")[2]
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": {"timeout": 20}}
    if parts.scheme == "mysql":
        import pymysql

        pymysql.version_info = (2, 2, 7, "final", 0)  # Django asks for a recent mysqlclient
        pymysql.install_as_MySQLdb()
    engine = "mysql" if parts.scheme == "mysql" else "postgresql"
    return {
        "ENGINE": "django.db.backends." + engine,
        "NAME": parts.path[1:],
        "USER": parts.username,
        "PASSWORD": parts.password,
        "HOST": parts.hostname,
        "PORT": parts.port or "",
    }


VALIDATORS = "django.contrib.auth.password_validation."

settings.configure(
    SECRET_KEY=os.environ.get("SECRET_KEY", "django-insecure-only-for-the-examples"),
    DEBUG=True,
    ALLOWED_HOSTS=["localhost", "127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": database(os.environ.get("DATABASE_URL", f"sqlite:///{HERE}/db.sqlite3"))
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    AUTH_PASSWORD_VALIDATORS=[
        {"NAME": VALIDATORS + "UserAttributeSimilarityValidator"},
        {"NAME": VALIDATORS + "MinimumLengthValidator"},
        {"NAME": VALIDATORS + "CommonPasswordValidator"},
        {"NAME": VALIDATORS + "NumericPasswordValidator"},
    ],
    STATIC_URL="static/",
    USE_TZ=True,
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
)


django.setup()

from django.contrib import admin
from django.core.management import execute_from_command_line
from django.http import JsonResponse
from django.urls import path


def home(request):
    session = request.session
    session["django"] = session.get("django", 0) + 1
    return JsonResponse({"framework": "django", "session": dict(session.items())})


urlpatterns = [path("", home), path("admin/", admin.site.urls)]

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
