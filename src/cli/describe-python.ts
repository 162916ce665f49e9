/** What `manage.py shell` runs to describe its project: settings without secrets, the user model, the permissions. */
import { DESCRIBED_SETTINGS } from "./describe-settings.ts";

/** Stands before and after the JSON, so that nothing else a project prints is taken for it. */
export const MARK = "--async-django-session--";

const USER_MODEL = `
TYPES = {
    "bigint": models.BigIntegerField,
    "integer": models.IntegerField,
    "boolean": models.BooleanField,
    "datetime": models.DateTimeField,
    "date": models.DateField,
    "float": models.FloatField,
    "uuid": models.UUIDField,
    "json": models.JSONField,
}
MADE = {"now": "now()", "today": "now()", "localdate": "now()", "uuid4": "uuid4()", "dict": {}, "list": [], "str": ""}


def type_of(field):
    while field.is_relation:
        field = field.target_field
    return next((name for name, kind in TYPES.items() if isinstance(field, kind)), "text")


def default_of(field):
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return "now()"
    if callable(field.default) and field.has_default():
        return MADE.get(getattr(field.default, "__name__", None))
    if field.has_default():
        return field.default if isinstance(field.default, (bool, int, float, str)) else str(field.default)
    return "" if field.empty_strings_allowed and not field.null else None


def is_generated(field):
    if getattr(field, "generated", False) or getattr(field.remote_field, "parent_link", False):
        return True
    if getattr(field, "db_default", models.NOT_PROVIDED) is not models.NOT_PROVIDED:
        return not field.has_default()
    return field.get_internal_type().endswith("AutoField")


def describe_field(field, own_table):
    table, name = field.model._meta.db_table, str(field.verbose_name)
    generated = is_generated(field)
    traits = {
        "table": table if table != own_table else None,
        "null": field.null or None,
        "default": None if generated else default_of(field),
        "generated": generated or None,
        "unique": (field.unique and not field.primary_key) or None,
        "verboseName": name if name != field.attname.replace("_", " ") else None,
        "maxLength": field.max_length if type_of(field) == "text" else None,
    }
    described = {"column": field.column, "type": type_of(field)}
    return {**described, **{name: trait for name, trait in traits.items() if trait is not None}}


def field_of(model, name):
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def relation(model, name):
    field = field_of(model, name)
    if field is None or not field.many_to_many:
        return None
    return {
        "table": field.m2m_db_table(),
        "userColumn": field.m2m_column_name(),
        "targetColumn": field.m2m_reverse_name(),
    }


def parents_of(model, own_table):
    for parent, link in model._meta.parents.items():
        if link is not None:
            table = link.model._meta.db_table
            described = {"table": parent._meta.db_table, "column": parent._meta.pk.column, "from": link.column}
            yield described if table == own_table else {**described, "fromTable": table}
        yield from parents_of(parent, own_table)


def describe_user_model(model):
    meta = model._meta
    email = model.get_email_field_name() if hasattr(model, "get_email_field_name") else None
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.BinaryField)]
    described = {
        "label": meta.label,
        "table": meta.db_table,
        "primaryKey": meta.pk.attname,
        "usernameField": field_of(model, model.USERNAME_FIELD).attname,
        "emailField": email if email and field_of(model, email) else None,
        "fields": {field.attname: describe_field(field, meta.db_table) for field in fields},
        "groups": relation(model, "groups"),
        "userPermissions": relation(model, "user_permissions"),
    }
    parents = list(parents_of(model, meta.db_table))
    return {**described, "parents": parents} if parents else described
`;

const NOTES = `
def own_code(model):
    """Answers of the model that are code of its own, and no column."""
    for name in ("is_active", "is_staff", "is_superuser"):
        if isinstance(getattr(model, name, None), property):
            yield name
    for name in ("has_perm", "has_module_perms", "get_session_auth_hash", "check_password", "set_password"):
        module = getattr(getattr(model, name, None), "__module__", "django.contrib.auth")
        if not module.startswith("django.contrib.auth"):
            yield name


def notes(model):
    for name in own_code(model):
        yield "%s.%s is code of the project, which is not run here." % (model._meta.label, name)
    for path in settings.AUTHENTICATION_BACKENDS:
        if not path.startswith("django.contrib.auth.backends."):
            yield (
                "%s is taken for a ModelBackend that signs nobody in, "
                "until the option authenticationBackends says what it does." % path
            )


def permissions():
    for model in apps.get_models():
        meta = model._meta
        codenames = [get_permission_codename(action, meta) for action in meta.default_permissions]
        for codename in codenames + [codename for codename, _ in meta.permissions]:
            yield "%s.%s" % (meta.app_label, codename)
`;

/** The program. */
export const DESCRIBE: string = `
import json
import django
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_permission_codename, get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import models
${USER_MODEL}
${NOTES}
names = ${JSON.stringify(DESCRIBED_SETTINGS)}
described = {name: getattr(settings, name) for name in names if hasattr(settings, name)}
described["DATABASES"] = {
    alias: {"TIME_ZONE": database.get("TIME_ZONE")} for alias, database in settings.DATABASES.items()
}
described["DJANGO_VERSION"] = django.get_version()
has_users = apps.is_installed("django.contrib.auth")
answer = {
    "settings": described,
    "userModel": describe_user_model(get_user_model()) if has_users else None,
    "permissions": sorted(set(permissions())) if has_users else [],
    "notes": list(notes(get_user_model())) if has_users else [],
}
print("${MARK}" + json.dumps(answer, default=str) + "${MARK}")
`;
