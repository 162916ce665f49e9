"""The texts in which this Python's Django stores sessions, and what it reads from others, as JSON on standard output.

The clock stands still, so that the same Django prints the same text each time. Data is printed by `ascii`.
"""

import base64
import logging
import zlib
from types import SimpleNamespace

from django.conf import settings

KEY, OLD = "django-insecure-golden", b"django-insecure-old \xe7"
settings.configure(SECRET_KEY=KEY, SECRET_KEY_FALLBACKS=[OLD])

import django
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from django.test.utils import override_settings
from django.utils.crypto import salted_hmac

from rows import answer, print_rows

NOW = 1700000000
SALT = "django.contrib.sessions.SessionStore"
IS_OLD = django.VERSION < (4, 0)
signing.time = SimpleNamespace(time=lambda: NOW)
logging.disable()

NAN, INFINITY = float("nan"), float("inf")
LOGIN = {
    "_auth_user_id": "1",
    "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
    "_auth_user_hash": "6fcf1b3c5f0e4d8c9a7b2e1d0c3f4a5b6c7d8e9f0a1b2c3d4e5f6a7b8c9d7e6c",
}
SESSIONS = {
    "empty": {},
    "counter": {"a": 1},
    "login": LOGIN,
    "expiry": {**LOGIN, "_session_expiry": "2026-11-24T15:17:52.832079+00:00", "_csrftoken": "x" * 32},
    "nan": {"n": NAN, "i": INFINITY, "-i": -INFINITY},
    "floats": {"one": 1.0, "zero": 0.0, "minus": -0.0, "e16": 1e16, "e-5": 1e-05, "sum": 0.1 + 0.2, "tiny": 5e-324},
    "integers": {"53": 2**53, "53+1": 2**53 + 1, "63": 2**63, "64": 2**64, "-63": -(2**63), "100 digits": 10**99 + 1, "zero": 0},
    "unicode": {"é": "naïve €", "😀": "𐀀\U0010ffff", "lone": "\ud800", "pair the wrong way": "\udc00\ud800", "ls": "\u2028\u2029"},
    "controls": {"".join(map(chr, range(32))): "\x7f\x80\x9f\xa0\xff", "quotes": "\"'\\/</script>"},
    "integer keys": {"b": 1, "2": 2, "1": 3, "10": {"2": 1, "1": 2}, "01": 4, "-1": 5, "4294967295": 6},
    "hostile keys": {"__proto__": {"polluted": True}, "constructor": {"prototype": {"polluted": True}}, "toString": 1, "": None},
    "other keys": {1: "a", "1": "b", None: 0, True: 1, 1.5: 2, NAN: 3},
    "nested": {"a": [[], {}, [[1.0, [2]], {"b": {"c": [None, True, False]}}]], "d": ()},
    "deep": {"a": eval("[" * 80 + "1.0" + "]" * 80)},
    "long": {"text": "lorem ipsum " * 100, "list": list(range(100))},
    "cart": {"cart": [{"id": 17, "quantity": 2, "price": 12.0}, {"id": 3, "quantity": 1, "price": 0.5}], "total": 24.5},
}  # fmt: skip
# JSON that Django's serializer reads and would not have written.
FOREIGN = {
    "blanks": ' { "a" : [ 1 , 2.50 ] ,\n\t"b" : 1E+2 } \r\n',
    "duplicates": '{"a":1,"b":2,"a":3.0}',
    "escapes": '{"\\u0061":"\\u00E9\\/\\ud83D\\uDe00"}',
    "latin-1": '{"e":"é\xff\x80"}',
    "utf-8": '{"e":"é€"}'.encode().decode("latin-1"),
    "numbers": '{"a":1e400,"b":-1e400,"c":-0,"d":1e-400,"e":0.10,"f":10E-1}',
    "minus zero": '{"a":-0,"b":[-0,-0.0]}',
    "hidden": '{"__proto__":1,"a":{"__proto__":null,"__proto__":{"x":1}}}',
}
UNREADABLE_CONTENT = {
    "no json": "{",
    "text": "hello",
    "nothing": "",
    "single quotes": "{'a': 1}",
    "bare key": "{a:1}",
    "trailing comma": '{"a":1,}',
    "line break in a string": '{"a":"\n"}',
    "too many digits": '{"n":%s}' % ("9" * 4301),
    "list": "[1]",
    "null": "null",
    "number": "1",
    "string": '"eyJ9"',
    "NaN": "NaN",
}


class Raw:
    """A serializer for content that is JSON already, or something else."""

    def dumps(self, content):
        return content if isinstance(content, bytes) else content.encode("latin-1")


class My(SessionStore):
    pass


def store_text(content, key=None, salt=SALT, compress=True, **options):
    signer = signing.TimestampSigner(key=key, salt=salt, **options)
    return signer.sign_object(content, serializer=Raw, compress=compress)


def legacy_text(content, key=KEY, name="SessionStore"):
    """The form before Django 3.1, as SessionBase._legacy_encode made it."""
    content = content.encode("latin-1")
    hash = salted_hmac("django.contrib.sessions" + name, content, key, algorithm="sha1").hexdigest()
    return base64.b64encode(hash.encode() + b":" + content).decode()


def sessions():
    """What this Django stores: `plain` is never compressed, `stored` as it is by default."""
    facts = []
    for name, data in SESSIONS.items():
        content = JSONSerializer().dumps(data).decode("latin-1")
        stored = SessionStore().encode(data)
        facts.append({"name": name, "json": content, "stored": stored, "data": ascii(SessionStore().decode(stored))})
        if stored.startswith("."):
            facts[-1]["plain"] = store_text(content, compress=False)
    return facts


def foreign():
    return [
        {"name": name, "json": content, "stored": stored, "data": ascii(SessionStore().decode(stored))}
        for name, content in FOREIGN.items()
        for stored in [store_text(content)]
    ]


def others():
    """Sessions of other keys, classes, hashes and forms, and texts that are no sessions."""
    content = '{"a":"%s"}' % ("abc" * 20)
    good, plain, legacy = store_text(content), store_text(content, compress=False), legacy_text(content)
    packed = signing.b64_encode(zlib.compress(content.encode())).decode()
    signer = signing.TimestampSigner(salt=SALT)
    texts = {
        "good": good,
        "fallback key": store_text(content, key=OLD),
        "other key": store_text(content, key="other"),
        "other class": My().encode({"a": 1}),
        "signed cookie": store_text(content, salt="django.contrib.sessions.backends.signed_cookies"),
        "signing.dumps": signing.dumps({"a": 1}),
        "sha1": store_text(content, algorithm="sha1"),
        "legacy": legacy,
        "legacy, fallback key": legacy_text(content, key=OLD),
        "legacy, other key": legacy_text(content, key="other"),
        "legacy, other class": legacy_text(content, name="My"),
        "legacy, bad json": legacy_text("{"),
        "legacy, list": legacy_text("[1]"),
        "legacy, line breaks": legacy[:76] + "\n" + legacy[76:] + "\n",
        "legacy, junk between": legacy[:40] + "-_*" + legacy[40:],
        "legacy, unpadded": legacy_text('{"ab":1}').rstrip("="),
        "legacy, cut off": legacy[:90],
        "legacy, no colon": base64.b64encode(b"a" * 50).decode(),
        "legacy, not ASCII": legacy + "é",
        "tampered": good[:5] + ("A" if good[5] != "A" else "B") + good[6:],
        "no timestamp": signing.Signer(salt=SALT).sign("eyJhIjoxfQ"),
        "bad timestamp": signing.Signer(salt=SALT).sign("eyJhIjoxfQ:_"),
        "from the future": signing.Signer(salt=SALT).sign("eyJhIjoxfQ:zzzzzz"),
        "bad base64": signer.sign("A"),
        "bad compression": signer.sign(".AAAA"),
        "compression cut off": signer.sign("." + packed[:-8]),
        "bytes after the compression": signer.sign("." + packed + "AAAA"),
        "bad checksum": signer.sign("." + packed[:-3] + ("AAA" if packed[-3:] != "AAA" else "BBB")),
        "pickle": store_text(b"\x80\x04}\x94\x8c\x01a\x94K\x01s."),
        "padded": signer.sign("eyJhIjoxfQ=="),
        "empty": "",
        "colons": "::",
        "words": "hello world",
        "not ASCII": "é:é:é",
        "json": '{"a":1}',
        **{f"cut at {at}": plain[:at] for at in (1, 12, 40, len(plain) - 50, len(plain) - 44, len(plain) - 43, len(plain) - 1)},
        **{f"compressed, cut at {at}": good[:at] for at in (1, 12, 40, len(good) - 1)},
        **{f"content: {name}": store_text(content) for name, content in UNREADABLE_CONTENT.items()},
    }
    return [
        {"name": name, "stored": stored, "answer": answer(lambda: ascii(SessionStore().decode(stored)))}
        for name, stored in texts.items()
    ]


@override_settings(**({"DEFAULT_HASHING_ALGORITHM": "sha1"} if IS_OLD else {}))
def old():
    """The form before Django 3.1, as written where the settings ask for it; only old Django does."""
    return [
        {"name": name, "class": store.__name__, "stored": store().encode(data)}
        for name, data in SESSIONS.items()
        for store in (SessionStore, My)
        if IS_OLD and name not in ("deep", "long") and (store is SessionStore or name == "counter")
    ]


if __name__ == "__main__":
    print_rows({"now": NOW, "sessions": sessions(), "foreign": foreign(), "others": others(), "old": old()})
