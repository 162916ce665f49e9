"""The admin of Member: who may enter it can be deactivated there."""

from django.contrib import admin

from .models import Member


@admin.register(Member)
class MemberAdmin(admin.ModelAdmin):
    fields = ["email", "is_active", "is_staff", "user_permissions"]
