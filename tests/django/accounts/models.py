"""User models as sites have them: AUTH_USER_MODEL picks one. Each has what another of them, or auth.User, has not."""

import uuid

from django.contrib.auth.models import (
    AbstractBaseUser,
    AbstractUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.utils import timezone


def groups():
    """PermissionsMixin's own fields, under names that let several user models stand side by side."""
    return models.ManyToManyField("auth.Group", blank=True, related_name="%(app_label)s_%(class)s_set")


def user_permissions():
    return models.ManyToManyField("auth.Permission", blank=True, related_name="%(app_label)s_%(class)s_set")


class PlainManager(BaseUserManager):
    """As Django's documentation has managers of models that are no AbstractUser."""

    def create_user(self, password=None, **fields):
        if "email" in fields:
            fields["email"] = self.normalize_email(fields["email"])
        user = self.model(**fields)
        user.set_password(password)
        user.clean()
        user.save(using=self._db)
        return user


class Member(AbstractBaseUser, PermissionsMixin):
    """A UUID as key, e-mail to sign in by, other names of table and columns, a field of each kind."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False, db_column="member_no")
    password = models.CharField(max_length=128, db_column="secret")
    email = models.EmailField(unique=True, db_column="e_mail")
    is_active = models.BooleanField(default=True, db_column="enabled")
    is_staff = models.BooleanField(default=False)
    joined = models.DateTimeField(default=timezone.now)
    changed = models.DateTimeField(auto_now=True)
    born = models.DateField(null=True)
    nickname = models.CharField(max_length=10, null=True)
    motto = models.TextField(blank=True)
    rating = models.FloatField(default=0.5)
    credit = models.DecimalField(max_digits=10, decimal_places=2, default=0)
    points = models.BigIntegerField(default=0)
    preferences = models.JSONField(default=dict)
    invited_by = models.ForeignKey("self", models.SET_NULL, null=True)
    photo = models.BinaryField(null=True)
    groups = groups()
    user_permissions = user_permissions()

    USERNAME_FIELD = "email"
    objects = PlainManager()

    class Meta:
        db_table = "club_members"


class Account(AbstractUser):
    """A big integer as key."""

    id = models.BigAutoField(primary_key=True)
    groups = groups()
    user_permissions = user_permissions()


class Handle(AbstractBaseUser, PermissionsMixin):
    """A text as key, by which one signs in too; no e-mail."""

    handle = models.CharField(max_length=40, primary_key=True)
    is_active = models.BooleanField(default=True)
    groups = groups()
    user_permissions = user_permissions()

    USERNAME_FIELD = "handle"
    objects = PlainManager()


class Visitor(AbstractBaseUser):
    """The least there can be: no `is_active`, no permissions, no e-mail; `is_staff` is no column."""

    login = models.CharField(max_length=40, unique=True)
    is_admin = models.BooleanField(default=False)

    USERNAME_FIELD = "login"
    objects = PlainManager()

    @property
    def is_staff(self):
        return self.is_admin


class Person(AbstractUser):
    groups = groups()
    user_permissions = user_permissions()


class Employee(Person):
    """Inherits the table of Person."""

    badge = models.CharField(max_length=20, unique=True)


class Director(Employee):
    """Inherits the tables of Employee and of Person."""

    region = models.CharField(max_length=20, default="everywhere")


class Clerk(Employee):
    """A proxy: no table of its own."""

    class Meta:
        proxy = True
