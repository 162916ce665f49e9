from django.urls import path

from . import views

urlpatterns = [
    path("", views.home),
    path("ops", views.ops),
    path("untouched", views.untouched),
]
