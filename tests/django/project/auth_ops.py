"""Operations on users and on who a session belongs to, by name, as those of ops.py.

The session stands for a request: `request.user` is found once, and `commit` ends it as the middleware does.
Users are named by their username.
"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.apps import apps
from django.contrib import auth
from django.db import connection
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.functional import SimpleLazyObject


def request_of(session):
    """The request that a session is of."""
    if not hasattr(session, "request"):
        request = session.request = HttpRequest()
        request.session = session
        request.user = SimpleLazyObject(lambda: auth.get_user(request))
    return session.request


def named(username):
    return auth.get_user_model()._default_manager.get_by_natural_key(username)


def shown(user):
    """What a visitor is, of kinds that JSON has; None for nobody."""
    if user is None or not user.is_authenticated:
        return None
    fields = {field.attname: field_value(user, field) for field in user._meta.concrete_fields}
    answer = {
        "pk": str(user.pk),
        "username": user.get_username(),
        "active": bool(user.is_active),
        "staff": bool(getattr(user, "is_staff", False)),
        "superuser": bool(getattr(user, "is_superuser", False)),
        "backend": getattr(user, "backend", None),
    }
    return {**answer, "fields": fields}


def field_value(user, field):
    value = getattr(user, field.attname)
    if isinstance(value, datetime):
        aware = timezone.make_aware(value) if timezone.is_naive(value) else value
        return aware.astimezone(timezone.get_fixed_timezone(0)).isoformat(timespec="microseconds")
    if isinstance(value, (date, Decimal, UUID)):
        return str(value)
    return value.hex() if isinstance(value, (bytes, memoryview)) else value


def create_user(_, fields):
    return shown(auth.get_user_model()._default_manager.create_user(**fields))


def change(_, username, fields):
    user = named(username)
    for name, value in fields.items():
        setattr(user, name, value)
    user.save(update_fields=list(fields))


def set_password(_, username, password):
    user = named(username)
    user.set_password(password)
    user.save(update_fields=["password"])


def delete_user(_, username):
    named(username).delete()


def grant(_, username, own=(), groups=None):
    """Gives permissions, by `app_label.codename`, and groups with theirs."""
    user = named(username)
    user.user_permissions.set(permissions(own))
    for name, given in (groups or {}).items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.set(permissions(given))
        user.groups.add(group)


def permissions(names):
    found = []
    for name in names:
        label, codename = name.split(".")
        every = apps.get_model("auth", "Permission").objects
        found += every.filter(content_type__app_label=label, codename=codename)
    return found


def authenticate(session, credentials):
    session.found = auth.authenticate(request_of(session), **credentials)
    return shown(session.found)


def login(session, username=None, backend=None):
    """Of a user by name, or of whom `authenticate` found."""
    user = session.found if username is None else named(username)
    auth.login(request_of(session), user, backend=backend)


def commit(session):
    if session.modified and not session.is_empty():
        session.save()
    return session.session_key


def counted(session, name, *arguments):
    """An operation, and the first words of the statements that it made."""
    with CaptureQueriesContext(connection) as queries:
        AUTH_OPS[name](session, *arguments)
    words = [query["sql"].split()[0] for query in queries]
    return [word for word in words if word in ("SELECT", "INSERT", "UPDATE", "DELETE")]


AUTH_OPS = {
    "user": lambda s: shown(request_of(s).user),
    "authenticate": authenticate,
    "login": login,
    "logout": lambda s: auth.logout(request_of(s)),
    "update_session_auth_hash": lambda s, username: auth.update_session_auth_hash(
        request_of(s), named(username)
    ),
    "has_perm": lambda s, name, *obj: request_of(s).user.has_perm(name, *obj),
    "has_perms": lambda s, names: request_of(s).user.has_perms(names),
    "has_module_perms": lambda s, label: request_of(s).user.has_module_perms(label),
    "all_permissions": lambda s: sorted(request_of(s).user.get_all_permissions()),
    "user_permissions": lambda s: sorted(request_of(s).user.get_user_permissions()),
    "group_permissions": lambda s: sorted(request_of(s).user.get_group_permissions()),
    "commit": commit,
    "counted": counted,
    "create_user": create_user,
    "find_user": lambda _, username: shown(named(username)),
    "change_user": change,
    "set_password": set_password,
    "delete_user": delete_user,
    "grant": grant,
}
