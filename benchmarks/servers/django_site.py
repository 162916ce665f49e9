"""Django itself, with its session middleware, its users and nothing else, on connections that stay open."""

import os
from urllib.parse import urlsplit

import django
from django.conf import settings
from django.contrib.auth import get_user
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

url = urlsplit(os.environ["DATABASE_URL"])

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=[
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
    ],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path[1:],
            "HOST": url.hostname,
            "PORT": url.port or 5432,
            "USER": url.username,
            "PASSWORD": url.password or "",
            "CONN_MAX_AGE": None,
        }
    },
)
django.setup()


def untouched(request):
    return JsonResponse({"user": None})


def read(request):
    return JsonResponse({"user": request.session["_auth_user_id"]})


def user(request):
    return JsonResponse({"username": get_user(request).get_username()})


def write(request):
    request.session["visits"] += 1
    return JsonResponse({"visits": request.session["visits"]})


urlpatterns = [
    path("untouched", untouched),
    path("read", read),
    path("user", user),
    path("write", write),
]

application = get_wsgi_application()
