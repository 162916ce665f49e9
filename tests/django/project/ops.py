"""Session operations by name, so that a test in another language can say what Django is to do.
Those on users are in auth_ops.py.

An operation is a list, its name first: ["set", "cart", [1, 2]]. `run` returns one result per operation.
What an operation raises becomes {"error": "KeyError", "message": …} and the rest goes on.
"""

import importlib
import json
import math
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from .auth_ops import AUTH_OPS

OPS = {
    **AUTH_OPS,
    "set": lambda s, key, value: s.__setitem__(key, value),
    "get": lambda s, key, default=None: s.get(key, default),
    "has": lambda s, key: key in s,
    "delete": lambda s, key: s.__delitem__(key),
    "pop": lambda s, key: s.pop(key),
    "setdefault": lambda s, key, value: s.setdefault(key, value),
    "update": lambda s, values: s.update(values),
    "update_json": lambda s, text: s.update(json.loads(text)),
    "increment": lambda s, key, by=1: s.__setitem__(key, s.get(key, 0) + by),
    "append": lambda s, key, value: s[key].append(value),
    "keys": lambda s: list(s.keys()),
    "data": lambda s: dict(s.items()),
    "repr": lambda s: repr(dict(s.items())),
    "is_empty": lambda s: s.is_empty(),
    "key": lambda s: s.session_key,
    "accessed": lambda s: s.accessed,
    "modified": lambda s, *value: setattr(s, "modified", *value) if value else s.modified,
    "clear": lambda s: s.clear(),
    "flush": lambda s: s.flush(),
    "cycle": lambda s: s.cycle_key(),
    "create": lambda s: s.create(),
    "save": lambda s, *must_create: s.save(*must_create),
    "destroy": lambda s, *key: s.delete(*key),
    "exists": lambda s, key: s.exists(key),
    "set_expiry": lambda s, value: s.set_expiry(expiry(value)),
    "expiry_age": lambda s: s.get_expiry_age(),
    "expiry_date": lambda s: s.get_expiry_date().isoformat(),
    "expiry_instant": lambda s: instant(s.get_expiry_date()).isoformat(),
    "expire_at_browser_close": lambda s: s.get_expire_at_browser_close(),
    "set_test_cookie": lambda s: s.set_test_cookie(),
    "test_cookie_worked": lambda s: s.test_cookie_worked(),
    "delete_test_cookie": lambda s: s.delete_test_cookie(),
    "encode": lambda s, data: s.encode(data),
    "decode": lambda s, text: s.decode(text),
    "decode_repr": lambda s, text: repr(s.decode(text)),
    "raw": lambda s, *key: raw(s, *key),
    "clear_expired": lambda s: s.clear_expired(),
}


def store_class():
    """The site's SessionStore."""
    return importlib.import_module(settings.SESSION_ENGINE).SessionStore


def run(session, ops):
    """The results of the operations, in order, of kinds that JSON has."""
    return [plain(attempt(session, *op)) for op in ops]


def attempt(session, name, *arguments):
    try:
        return OPS[name](session, *arguments)
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}


def expiry(value):
    """null and numbers as they are, {"seconds": n} a timedelta, {"date": iso} a datetime as USE_TZ has it."""
    if not isinstance(value, dict):
        return value
    if "seconds" in value:
        return timedelta(seconds=value["seconds"])
    date = instant(datetime.fromisoformat(value["date"]))
    return date if settings.USE_TZ else timezone.make_naive(date)


def instant(date):
    """The datetime with its offset, in TIME_ZONE when it has none."""
    return timezone.make_aware(date) if timezone.is_naive(date) else date


def raw(session, key=None):
    """The stored row, its columns by name, or None."""
    rows = session.get_model_class().objects.filter(session_key=key or session.session_key)
    row = rows.values().first()
    return row and {**row, "expire_date": row["expire_date"].isoformat()}


def plain(value):
    """The same value, with what JSON lacks (NaN, infinities, integers past 2**53) as its repr."""
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)
    if isinstance(value, int) and abs(value) > 2**53:
        return repr(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value
