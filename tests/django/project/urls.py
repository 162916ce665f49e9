from django.urls import path

from . import csrf, views

urlpatterns = [
    path("", views.home),
    path("ops", views.ops),
    path("untouched", views.untouched),
    path("csrf", csrf.csrf),
]
