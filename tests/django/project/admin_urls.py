"""The pages of urls.py, and the admin: ROOT_URLCONF = "project.admin_urls"."""

from django.contrib import admin
from django.urls import path

from .urls import urlpatterns as own

urlpatterns = [*own, path("admin/", admin.site.urls)]
