/** What `manage.py shell` runs to describe its project: settings without secrets, and the user model. */

/** Stands before and after the JSON, so that nothing else a project prints is taken for it. */
export const MARK = "--async-django-session--";

/** Names of settings that this package reads; the secret ones are not among them. */
const SETTINGS = [
  "SESSION_ENGINE",
  "SESSION_SERIALIZER",
  "SESSION_COOKIE_NAME",
  "SESSION_COOKIE_AGE",
  "SESSION_COOKIE_DOMAIN",
  "SESSION_COOKIE_PATH",
  "SESSION_COOKIE_SECURE",
  "SESSION_COOKIE_HTTPONLY",
  "SESSION_COOKIE_SAMESITE",
  "SESSION_SAVE_EVERY_REQUEST",
  "SESSION_EXPIRE_AT_BROWSER_CLOSE",
  "USE_TZ",
  "TIME_ZONE",
  "DEFAULT_HASHING_ALGORITHM",
  "AUTH_USER_MODEL",
  "AUTHENTICATION_BACKENDS",
  "PASSWORD_HASHERS",
  "AUTH_PASSWORD_VALIDATORS",
  "LOGIN_URL",
  "LOGIN_REDIRECT_URL",
  "LOGOUT_REDIRECT_URL",
  "CSRF_COOKIE_NAME",
  "CSRF_COOKIE_AGE",
  "CSRF_COOKIE_DOMAIN",
  "CSRF_COOKIE_PATH",
  "CSRF_COOKIE_SECURE",
  "CSRF_COOKIE_HTTPONLY",
  "CSRF_COOKIE_SAMESITE",
  "CSRF_COOKIE_MASKED",
  "CSRF_HEADER_NAME",
  "CSRF_TRUSTED_ORIGINS",
  "CSRF_USE_SESSIONS",
  "ALLOWED_HOSTS",
  "DEBUG",
  "USE_X_FORWARDED_HOST",
  "USE_X_FORWARDED_PORT",
  "SECURE_PROXY_SSL_HEADER",
];

/** The program. */
export const DESCRIBE: string = `
import json
import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models

TYPES = {
    "bigint": (models.BigIntegerField,),
    "integer": (models.IntegerField,),
    "boolean": (models.BooleanField,),
    "datetime": (models.DateTimeField,),
    "date": (models.DateField,),
    "float": (models.FloatField,),
    "uuid": (models.UUIDField,),
    "json": (models.JSONField,),
}


def type_of(field):
    while field.is_relation:
        field = field.target_field
    for name, classes in TYPES.items():
        if isinstance(field, classes):
            return name
    return "text"


def default_of(field):
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return "now()"
    if not field.has_default():
        return None
    name = getattr(field.default, "__name__", None) if callable(field.default) else None
    if name is not None:
        return {"now": "now()", "uuid4": "uuid4()"}.get(name)
    return field.default if isinstance(field.default, (bool, int, float, str)) else None


def describe_field(model, field):
    table = field.model._meta.db_table
    entry = {"column": field.column, "type": type_of(field)}
    if field.null:
        entry["null"] = True
    if field.unique and not field.primary_key:
        entry["unique"] = True
    if field.max_length is not None:
        entry["maxLength"] = field.max_length
    if table != model._meta.db_table:
        entry["table"] = table
    default = default_of(field)
    if default is not None:
        entry["default"] = default
    return entry


def relation(model, name):
    try:
        field = model._meta.get_field(name)
    except Exception:
        return None
    if not field.many_to_many:
        return None
    return {
        "table": field.m2m_db_table(),
        "userColumn": field.m2m_column_name(),
        "targetColumn": field.m2m_reverse_name(),
    }


def describe_user_model():
    model = get_user_model()
    meta = model._meta
    fields = [f for f in meta.concrete_fields if not (f.primary_key and f.model is not model)]
    described = {
        "label": meta.label,
        "table": meta.db_table,
        "primaryKey": meta.pk.name,
        "usernameField": model.USERNAME_FIELD,
        "emailField": model.get_email_field_name() if has(model, model.get_email_field_name()) else None,
        "fields": {f.name: describe_field(model, f) for f in fields},
        "groups": relation(model, "groups"),
        "userPermissions": relation(model, "user_permissions"),
    }
    parents = [
        {"table": parent._meta.db_table, "column": parent._meta.pk.column, "from": link.column}
        for parent, link in meta.parents.items()
        if link is not None
    ]
    return {**described, "parents": parents} if parents else described


def has(model, name):
    try:
        model._meta.get_field(name)
    except Exception:
        return False
    return True


names = ${JSON.stringify(SETTINGS)}
described = {name: getattr(settings, name) for name in names if hasattr(settings, name)}
described["DATABASES"] = {
    alias: {"TIME_ZONE": database.get("TIME_ZONE")} for alias, database in settings.DATABASES.items()
}
described["DJANGO_VERSION"] = django.get_version()
answer = {"settings": described, "userModel": describe_user_model()}
print("${MARK}" + json.dumps(answer, default=str) + "${MARK}")
`;
